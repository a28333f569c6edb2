"""A step goal that grows from her own days: a tenth a week at most, never by more than a thousand steps.

It falls back to what she really walks when she missed it, and need not grow late in pregnancy.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Final

DAYS_KEPT: Final = 28
FEWEST_DAYS: Final = 4
"""Days with data that a baseline needs."""
LEAST_STEPS: Final = 100
"""A day with fewer is taken as a phone left at home, not as a day of hers."""
GROWTH: Final = 0.10
MOST_GROWTH: Final = 1_000
CAP: Final = 10_000
MET, HALF_MET = 0.7, 0.4
"""Shares of days with the last goal reached: from the first on it grows, from the second on it stays."""
DAYS_JUDGED: Final = 7
HOLDS_FROM_WEEK: Final = 28.0
STEP: Final = 10


@dataclass(frozen=True)
class StepGoal:
    """`steps`: a day; None: too few days to say. `why`: grow, hold, missed, late, waits, first, capped, few_days."""

    steps: int | None
    baseline: int | None
    valid_days: int
    why: str
    last: int | None = None
    adherence: float | None = None


def valid(steps: Mapping[date, int]) -> dict[date, int]:
    """Return the days that count: of the last four weeks with data, by day."""
    if not steps:
        return {}
    oldest = max(steps) - timedelta(days=DAYS_KEPT - 1)
    return {day: steps[day] for day in sorted(steps) if day >= oldest and steps[day] >= LEAST_STEPS}


def goal(
    steps: Mapping[date, int],
    *,
    weeks: float,
    last: int | None = None,
    adherence: float | None = None,
    may_grow: bool = True,
) -> StepGoal:
    """Return the goal of the coming week.

    `last`: the goal of the week that ends. `adherence`: the share of its days on which it was reached, None: it is
    counted from the last valid days. `may_grow`: False while a clinician has still to be asked.
    """
    days = valid(steps)
    if len(days) < FEWEST_DAYS:
        return StepGoal(
            None if last is None else min(last, CAP), None, len(days), "few_days", last, adherence
        )
    baseline = median(days.values())
    if last is not None and adherence is None:
        judged = list(days.values())[-DAYS_JUDGED:]
        adherence = sum(each >= last for each in judged) / len(judged)
    wanted, why = _wanted(baseline, last, adherence, weeks, may_grow)
    if wanted > CAP:
        wanted, why = CAP, "capped"
    return StepGoal(_rounded(wanted), round(baseline), len(days), why, last, adherence)


def _wanted(
    baseline: float, last: int | None, adherence: float | None, weeks: float, may_grow: bool
) -> tuple[float, str]:
    grown = _grown(baseline)
    if not may_grow or weeks >= HOLDS_FROM_WEEK:
        return (baseline if last is None else min(baseline, last)), ("late" if may_grow else "waits")
    if last is None or adherence is None:
        return grown, "first"
    if adherence >= MET:
        return min(max(grown, last), _grown(last)), "grow"
    if adherence >= HALF_MET:
        return min(last, grown), "hold"
    return min(last, baseline), "missed"


def _grown(steps: float) -> float:
    return min(steps * (1 + GROWTH), steps + MOST_GROWTH)


def _rounded(steps: float) -> int:
    return math.floor(steps / STEP) * STEP
