"""How long something has held, up to now: persistence and quality before anybody is paged. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from apps.monitoring.alert_rules.facts import CELL_S

MOSTLY: Final = 0.8
"""Of the known cells: neither a rate that was counted wrongly nor one acceleration of a slow heart ends anything."""
LEAST_KNOWN: Final = 0.5
"""Of all cells: of a stretch that is mostly lost nothing is said but that it is lost."""
OVER_CELLS: Final = 24
"""Two minutes in which the condition does not hold, mostly known: it is over."""


def lasting_s(cells: Sequence[float | None], holds: Callable[[float], bool]) -> float:
    """Seconds up to the newest cell for which a condition has held: four fifths of the known, half of it known.

    The stretch begins with a cell in which it holds. 0 once the condition is over.
    """
    if is_over(cells, holds):
        return 0.0
    longest = known = true = 0
    for length, cell in enumerate(reversed(cells), start=1):
        if cell is None:
            continue
        known += 1
        if holds(cell):
            true += 1
            if true >= MOSTLY * known and known >= LEAST_KNOWN * length:
                longest = length
    return longest * CELL_S


def is_over(cells: Sequence[float | None], holds: Callable[[float], bool]) -> bool:
    """Say whether the last two minutes are known well enough, and the condition holds in none of their cells."""
    last = cells[-OVER_CELLS:]
    known = [cell for cell in last if cell is not None]
    return len(known) >= LEAST_KNOWN * OVER_CELLS and not any(holds(cell) for cell in known)
