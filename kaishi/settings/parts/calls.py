"""Calls: servers that help two browsers find each other, and how long it rings (docs/how-to/calls.md)."""

from django.core.exceptions import ImproperlyConfigured

from kaishi.settings import env

SHORTEST_TURN_SECRET = 32

CALL_STUN_URLS = env.words("KAISHI_STUN_URLS")
CALL_TURN_URLS = env.words("KAISHI_TURN_URLS")
CALL_TURN_SECRET = env.text("KAISHI_TURN_SECRET")
# Nothing but the relay: neither of the two learns the other's network address, and every call costs its bandwidth.
CALL_RELAY_ONLY = env.flag("KAISHI_CALLS_RELAY_ONLY", False)
CALL_RING_SECONDS = env.number("KAISHI_CALL_RING_SECONDS", 75, low=60, high=90)
# A call of which one end was not heard for so long is over. Devices say every ten seconds that they are there (call.js).
CALL_SILENCE_SECONDS = 60.0

for _url in CALL_STUN_URLS:
    if not _url.startswith(("stun:", "stuns:")):
        raise ImproperlyConfigured("KAISHI_STUN_URLS must hold addresses that begin with stun: or stuns:.")
for _url in CALL_TURN_URLS:
    if not _url.startswith(("turn:", "turns:")):
        raise ImproperlyConfigured("KAISHI_TURN_URLS must hold addresses that begin with turn: or turns:.")
if CALL_TURN_URLS and len(CALL_TURN_SECRET) < SHORTEST_TURN_SECRET:
    raise ImproperlyConfigured(
        f"KAISHI_TURN_SECRET needs {SHORTEST_TURN_SECRET} characters or more: it is the relay's static-auth-secret."
    )
if CALL_RELAY_ONLY and not CALL_TURN_URLS:
    raise ImproperlyConfigured("KAISHI_CALLS_RELAY_ONLY is on, but KAISHI_TURN_URLS names no relay.")
