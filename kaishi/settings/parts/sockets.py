"""Sockets, and the hints through Valkey that wake them."""

from kaishi.settings import env
from kaishi.settings.parts.servers import KEY_PREFIX, REDIS_FIRST_DATABASE, REDIS_URL

HINTS_URL = env.redis(REDIS_URL, REDIS_FIRST_DATABASE)
HINTS_PREFIX = (
    f"{KEY_PREFIX}:hint:"  # pub/sub knows no databases: the prefix keeps two sites on one Valkey apart
)

SOCKET_TICKET_SECONDS = 30
SOCKET_HELLO_SECONDS = 10
# Also how soon a membership that has ended, or a session that was revoked, closes what it had opened.
SOCKET_HEARTBEAT_SECONDS = 4.0
SOCKET_QUEUE_FRAMES = 512
SOCKET_SEND_SECONDS = 10.0
SOCKET_SUBSCRIPTIONS = 256
SOCKET_THREADS = env.number("KAISHI_SOCKET_THREADS", 4, low=1, high=64)
