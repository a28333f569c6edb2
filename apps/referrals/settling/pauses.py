"""How long to wait before a webhook is sent again: three days in all."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

PAUSES: Final = tuple(
    timedelta(seconds=seconds)
    for seconds in (5, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 73_000)
)
JITTER: Final = 0.1


def pause_after(attempts: int, chance: float) -> timedelta | None:
    """Return the pause after so many attempts; None: it is over. `chance` from 0 to 1 spreads them a little."""
    if not 1 <= attempts <= len(PAUSES):
        return None
    return PAUSES[attempts - 1] * (1 + JITTER * chance)
