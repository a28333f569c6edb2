"""How the items of a catalogue divide, as parts of one bar."""

from __future__ import annotations

from dataclasses import dataclass

from apps.referrals.selectors.health import Health
from apps.ui.plots import percent


@dataclass(frozen=True)
class Part:
    """A part of the bar, in percent of its width."""

    level: str
    start: str
    width: str


def shares_of(health: Health) -> list[Part]:
    """Return the parts in the order of the words below them; what is nothing has none."""
    parts, before = [], 0
    counts = (
        ("ok", health.ok),
        ("warning", health.warn),
        ("unknown", health.unknown),
        ("critical", health.block),
    )
    for level, count in counts:
        if count:
            parts.append(Part(level, percent(before / health.listed), percent(count / health.listed)))
        before += count
    return parts
