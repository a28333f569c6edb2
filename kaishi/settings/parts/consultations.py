"""Consultations: how fast one person may write at a socket."""

from kaishi.settings import env

# A person who types never meets this; a client that repeats itself does. Frames beyond it are refused with a code.
CONSULTATION_MESSAGES_A_SECOND = env.number("KAISHI_MESSAGES_A_SECOND", 10, low=1, high=100_000)
CONSULTATION_MESSAGES_AT_ONCE = env.number("KAISHI_MESSAGES_AT_ONCE", 60, low=1, high=100_000)
