"""What a frame's flags tell of the way from the sensor, compared with the frame before. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from apps.monitoring.frames import Flag
from apps.monitoring.models import Happening


def between(before: int | None, now: int) -> Iterator[Happening]:
    """Return what has happened since the frame before; with the first frame (None) what is wrong from the start."""
    had_link = before is None or bool(before & Flag.BLUETOOTH)
    has_link = bool(now & Flag.BLUETOOTH)
    if had_link != has_link:
        yield Happening.BLUETOOTH_BACK if has_link else Happening.BLUETOOTH_LOST
    if now & Flag.CONTACT_KNOWN:
        had = before is None or not before & Flag.CONTACT_KNOWN or bool(before & Flag.CONTACT)
        has = bool(now & Flag.CONTACT)
        if had != has:
            yield Happening.CONTACT_BACK if has else Happening.CONTACT_LOST
    if now & Flag.SLEPT:
        yield Happening.PHONE_SLEPT
    if now & Flag.NETWORK_AWAY:
        yield Happening.NETWORK_AWAY


def carried(before: int | None, now: int) -> int:
    """Return the flags to compare the next frame with: where this one does not know of contact, the last word holds."""
    if before is None or now & Flag.CONTACT_KNOWN:
        return now
    return now & ~Flag.CONTACT | before & (Flag.CONTACT | Flag.CONTACT_KNOWN)
