"""Minutes of moderate activity in a week, and how they fall on its days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Final

from apps.plans.rules.step_goals import HALF_MET, HOLDS_FROM_WEEK, MET

TARGET: Final = 150.0
"""Minutes a week: ACOG 2020, SOGC/CSEP 2019, WHO 2020."""
WEEKS_KEPT: Final = 4
FIRST: Final = {"sedentary": (3, 10), "low_active": (4, 15), "active": (5, 30), "very_active": (5, 30)}
"""Days and minutes of a session to begin with, where nothing was measured: 10 to 15 minutes for the inactive."""
LONGER_BY: Final = 3
"""Minutes that a session grows by in a week: a few."""
DAYS_BY_MINUTES: Final = ((60.0, 3), (100.0, 4))
MOST_DAYS: Final = 5
ROUND_TO: Final = 5


@dataclass(frozen=True)
class Minutes:
    """`base`: the mean of the weeks that are known, None: none is. `why`: first, build, hold, late, missed, reached."""

    per_week: int
    days: int
    session: int
    base: float | None
    why: str


def minutes(
    weeks_before: Sequence[float | None], *, level: str, weeks: float, adherence: float | None = None
) -> Minutes:
    """Return the minutes of the coming week. `weeks_before`: minutes a week, the latest last; None: not known."""
    known = [each for each in list(weeks_before)[-WEEKS_KEPT:] if each is not None]
    days, session = FIRST[level]
    if not known:
        return _made(days * session, None, "first")
    base, least = fmean(known), FIRST["sedentary"][0] * FIRST["sedentary"][1]
    if base >= TARGET:
        return _made(TARGET, base, "reached")
    if base < least:
        return _made(least, base, "first")
    if adherence is not None and adherence < MET:
        return _made(base, base, "hold" if adherence >= HALF_MET else "missed")
    if weeks >= HOLDS_FROM_WEEK:
        return _made(base, base, "late")
    return _made(min(TARGET, base + LONGER_BY * _days(base)), base, "build")


def on_days(days: int) -> tuple[int, ...]:
    """Return on which days of a week sessions fall, 0 to 6, spread out."""
    return tuple(at * 7 // days for at in range(days))


def _days(per_week: float) -> int:
    return next((days for below, days in DAYS_BY_MINUTES if per_week < below), MOST_DAYS)


def _made(per_week: float, base: float | None, why: str) -> Minutes:
    rounded = int(per_week // ROUND_TO) * ROUND_TO
    days = _days(rounded)
    return Minutes(rounded, days, round(rounded / days), base, why)
