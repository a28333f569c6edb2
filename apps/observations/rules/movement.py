"""Movements of the baby: what she says comes before any count. «Fewer or changed» is a reason to call now.

No count reassures: ten movements in two hours end a session, they do not cancel what she has noticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from apps.observations.rules.tables import Threshold, threshold

ENOUGH: Final = 10
WINDOW_MINUTES: Final = 120.0
COUNTED_FROM_DAYS: Final = 196
"""From 28w0d on a count is judged; what she has noticed counts at any time."""


class Advice(StrEnum):
    """What a session asks for. GO_ON: she has not counted for long enough. REACHED: ten, and she noticed no change."""

    GO_NOW = "go_now"
    CALL_NOW = "call_now"
    GO_ON = "go_on"
    REACHED = "reached"
    NOT_JUDGED = "not_judged"


@dataclass(frozen=True)
class Session:
    """What she noticed. `count` None: she did not count. `is_less`: fewer than usual, or other ones; None: not asked."""

    count: int | None
    minutes: float
    is_less: bool | None
    age_days: int | None = None


def judge(session: Session) -> tuple[Advice, Threshold | None]:
    """Return what a session asks for, and the limit behind it."""
    counts = session.age_days is None or session.age_days >= COUNTED_FROM_DAYS
    is_long = session.minutes >= WINDOW_MINUTES
    if session.count == 0 and is_long and counts:
        return Advice.GO_NOW, threshold("move_none")
    if session.is_less:
        return Advice.CALL_NOW, threshold("move_2h")
    if session.count is None or not counts:
        return Advice.NOT_JUDGED, None
    in_window = session.count if not is_long else session.count * WINDOW_MINUTES / session.minutes
    if in_window >= ENOUGH:
        return Advice.REACHED, None
    return (Advice.CALL_NOW, threshold("move_2h")) if is_long else (Advice.GO_ON, None)
