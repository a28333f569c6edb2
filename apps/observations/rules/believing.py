"""Whom to believe where several devices measured the same minute."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

WORN: Final = ("watch", "band", "ring", "wear", "tracker")
CARRIED: Final = ("phone", "iphone", "pixel", "galaxy s")
BETWEEN: Final = 1_000
"""Places of what she has not put in order: after everything that she has."""


def place(app: str, device: str, kind: str, modality: str, preferred: Sequence[str]) -> int:
    """Return the place of a source, 0 the most believed.

    First what she has put in order, by `app|device` or by app; then what is worn on the body, other sensors, the phone,
    and last what somebody typed.
    """
    for name in (f"{app}|{device}", app):
        if name in preferred:
            return preferred.index(name)
    if modality == "self_reported":
        return BETWEEN + 3
    words = f"{kind} {device} {app}".lower()
    if kind == "phone" or (not kind and any(word in words for word in CARRIED)):
        return BETWEEN + 2
    return BETWEEN if any(word in words for word in WORN) else BETWEEN + 1
