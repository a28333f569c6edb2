"""Which addresses of push services we are willing to call: a browser tells us its own, and may lie.

Only https, only the hosts of the setting, no port and no user in the address. For a developer's own machine
`WEB_PUSH_LOOPBACK` also admits http to 127.0.0.1 and ::1.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

LONGEST: Final = 1_000
LOOPBACK: Final = frozenset({"127.0.0.1", "::1"})


def is_allowed(endpoint: str) -> bool:
    """Say whether this is an address of a push service that the settings know."""
    if (
        len(endpoint) > LONGEST
        or not endpoint.isascii()
        or any(sign <= " " or sign == "\\" for sign in endpoint)
    ):
        return False
    try:
        parts, port = urlsplit(endpoint), urlsplit(endpoint).port
    except ValueError:
        return False
    if "@" in parts.netloc or parts.fragment:
        return False
    if settings.WEB_PUSH_LOOPBACK and _is_loopback(parts):
        return True
    return parts.scheme == "https" and port in (None, 443) and _is_known(parts.hostname or "")


def origin(endpoint: str) -> str:
    """Return scheme and host: the audience of a VAPID token."""
    parts = urlsplit(endpoint)
    return f"{parts.scheme}://{parts.netloc}"


def _is_loopback(parts: SplitResult) -> bool:
    return parts.scheme in ("http", "https") and parts.hostname in LOOPBACK


def _is_known(host: str) -> bool:
    """«*.push.apple.com» admits every host below, and not `push.apple.com` itself."""
    return any(
        host.endswith(known[1:]) if known.startswith("*.") else host == known
        for known in settings.WEB_PUSH_HOSTS
    )
