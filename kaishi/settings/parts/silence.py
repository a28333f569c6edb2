"""Who is called, and how soon, where something of our own falls silent (docs/explanation/silence.md)."""

from kaishi.settings import env

# The parts that must show themselves, beside PostgreSQL, Valkey, the outbox and the escalation, which are always asked.
WATCHED_PARTS = env.words("KAISHI_WATCHED_PARTS", "web,worker,beat,relay,follow,watch")
# How often the process that watches looks, how long silence may last, and when the next person is called.
WATCH_EVERY_S = env.number("KAISHI_WATCH_EVERY_S", 5, low=1, high=60)
WATCH_GRACE_S = env.number("KAISHI_WATCH_GRACE_S", 30, low=2, high=600)
WATCH_NEXT_S = env.number("KAISHI_WATCH_NEXT_S", 300, low=2, high=3600)
# A message of the outbox, a step of an escalation or an urgent note that lies still for so long is a silence too.
WATCH_BACKLOG_S = env.number("KAISHI_WATCH_BACKLOG_S", 60, low=2, high=3600)
