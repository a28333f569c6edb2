"""Mends a week that misses something: days off their energy, limits or much of a target, then what the week is short of.

A target holds for the mean of a week. So what few dishes bring may come in two days for all seven: while the week is
mended, a day gains by more than its own target of what is short.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from apps.plans.rules import week as weeks
from apps.plans.rules.measures import Measures
from apps.plans.rules.portions import Solver
from apps.plans.rules.profile import DAYS
from apps.plans.rules.search import Week

Numbers = Any
LEAST, ENERGY_LEAST = " least", "energy_kcal least"
MUCH, INFINITE = 0.05, float("inf")
ROUNDS, STRICT_ROUNDS = 4, 8
"""How often a day is gone over again that misses so much of a target; and one that misses its energy or a limit."""
SHORT_ROUNDS, SHORT_ROUNDS_IN_VAIN, SHORT = 14, 3, 0.0215
"""How often the week is gone over for what it is short of on average; how often where her dishes cannot bring all of it;
from which share on it is short."""
SURPLUS: Final = 2.0
"""Up to which multiple of a target a day's surplus counts."""


@dataclass(frozen=True)
class Reach:
    """What an average day of her dishes could bring. `beyond`: targets that it cannot, each for itself; `together`:
    whether it could bring all the others at once."""

    beyond: AbstractSet[str]
    together: bool


def mend(
    week: Week, solver: Solver, chance: np.random.Generator, reach_of: Callable[[AbstractSet[str]], Reach]
) -> None:
    """Mend a week. `reach_of` is asked about what it is short of."""
    _settle(week, solver, chance, ROUNDS, MUCH)
    short = _short(week, week.measures)
    if short.any():
        names = week.measures.names
        _bring(
            week, solver, chance, reach_of({names[at].removesuffix(LEAST) for at in np.flatnonzero(short)})
        )
    _settle(week, solver, chance, STRICT_ROUNDS, INFINITE)


def _settle(week: Week, solver: Solver, chance: np.random.Generator, rounds: int, much: float) -> None:
    """Go over the days again that are off."""
    for _ in range(rounds):
        for day in range(DAYS):
            if weeks.off(week, week.days[day], much):
                weeks.better(week, day, solver, chance)


def _bring(week: Week, solver: Solver, chance: np.random.Generator, reach: Reach) -> None:
    """Go over the week for what it is short of on average, until it is not, or the rounds are done."""
    weighed = week.measures
    beyond = np.array([name.removesuffix(LEAST) in reach.beyond for name in weighed.names])
    before = np.zeros(len(weighed.names), dtype=bool)
    for turn in range(SHORT_ROUNDS if reach.together else SHORT_ROUNDS_IN_VAIN):
        short = _short(week, weighed) & ~beyond
        if not short.any():
            break
        if (short != before).any():
            week.measures, before = _counting_surplus(weighed, short), short
        for day in range(DAYS):
            weeks.better(week, day, solver, chance, cleared=weeks.CLEARED + turn % weeks.CLEARED)
    week.measures = weighed


def _short(week: Week, weighed: Measures) -> Numbers:
    """Say of which intakes the week brings too little on average (bounds)."""
    mean = sum(weeks.violated(week, day, weighed) for day in week.days) / DAYS
    intakes = [name.endswith(LEAST) and name != ENERGY_LEAST for name in weighed.names]
    return np.array(intakes) & (mean > SHORT)


def _counting_surplus(weighed: Measures, short: Numbers) -> Measures:
    """Return measures by which a day that brings more than its target of what is short still gains."""
    factor = np.where(short, SURPLUS, 1.0).astype(np.float32)
    return replace(
        weighed,
        per_gram=weighed.per_gram / factor,
        linear=weighed.linear * np.where(short, weeks.PRESSING, 1.0).astype(np.float32) * factor,
        square=np.where(short, 0.0, weighed.square).astype(np.float32),
    )
