"""Finds dishes for the places of a week: place by place the best of all that may stand there, until nothing improves.

Every dish at four sizes of portion is tried in a place at once (one matrix product); sizes become continuous afterwards
(`portions`). What is scarce goes round: a dish stands at most twice in a week, so days are gone over again, the
worst first, once all have something.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from apps.plans.rules.dishes import Dish
from apps.plans.rules.layout import Meal, Place
from apps.plans.rules.measures import Measures
from apps.plans.rules.profile import DAYS, Profile

Numbers = Any
MOST_TIMES: Final = 2
SIZES: Final = (0.0, 0.5, 1.0)
"""Where between the smallest and the largest portion a dish is tried."""
WINDOW_LINEAR, WINDOW_SQUARE = 0.4, 0.02
"""Cost of a gram of carbohydrate outside a meal's window, and of its square."""
SHARE_LINEAR: Final = 4.0
"""Cost of a meal that brings the whole energy of a day too much, or too little."""
STRANGE, AT_HOME, SECOND_TIME, SAME_FAMILY, DEAR, USUAL = 0.6, -0.1, 0.05, 0.3, 0.06, -0.15
FAMILY_TIMES, FAMILY_OFTEN = 3, 0.3
"""How often a family of dishes may stand in a week for nothing, and what each further time costs."""
FISH_MEALS, FISH_WANTED, FISH_TOO_MANY = 2, -0.4, 0.6
BASE_ALONE, MAIN_BESIDE_WHOLE = 1.5, 0.8
EMPTY: Final = -1


@dataclass(frozen=True)
class Choices:
    """What may stand in a place: dishes by number, each at several sizes. The first row is nothing at all."""

    dish: Numbers
    grams: Numbers
    adds: Numbers
    carbohydrate: Numbers
    energy_share: Numbers
    liking: Numbers
    is_main: Numbers
    is_whole: Numbers
    is_staple: Numbers
    is_empty: Numbers


@dataclass
class Day:
    """Dishes by place (EMPTY: none), their grams; which places are hers to keep, and which of these keep their grams;
    `again`: what is left over from the dinner before; `cooked`: what will be left over."""

    dish: list[int]
    grams: list[float]
    locked: list[bool]
    weighed: list[bool]
    again: set[int] = field(default_factory=set)
    cooked: set[int] = field(default_factory=set)

    @property
    def filled(self) -> list[int]:
        """Places with a dish."""
        return [at for at, number in enumerate(self.dish) if number != EMPTY]


@dataclass
class Week:
    """Seven days in the making. `hard`: names of the measures that are limits."""

    profile: Profile
    dishes: Sequence[Dish]
    measures: Measures
    meals: tuple[Meal, ...]
    places: tuple[Place, ...]
    windows: Sequence[tuple[float, float] | None]
    shares: Sequence[tuple[float, float]]
    choices: Sequence[Choices]
    families: Numbers
    is_fish: Numbers
    hard: frozenset[str] = frozenset()
    days: list[Day] = field(default_factory=list)

    @property
    def counts(self) -> tuple[Numbers, Numbers]:
        """How often each dish, and each family of dishes, stands in the week."""
        used = np.array([number for day in self.days for number in day.dish if number != EMPTY], dtype=int)
        return (
            np.bincount(used, minlength=len(self.dishes)),
            np.bincount(self.families[used], minlength=int(self.families.max()) + 1),
        )


def choices(
    dishes: Sequence[Dish], measures: Measures, place: Place, liking: Numbers, season: str
) -> Choices:
    """Return what may stand in a place. `liking`: a cost for each dish; infinite: not for her."""
    fitting = [
        number
        for number, dish in enumerate(dishes)
        if place.slot in dish.slots and dish.part in place.parts and np.isfinite(liking[number])
        and dish.seasons & {"all", season}
    ]  # fmt: skip
    numbers = np.repeat(np.array(fitting, dtype=int), len(SIZES))
    grams = np.array(
        [
            dishes[at].smallest_g + size * (dishes[at].largest_g - dishes[at].smallest_g)
            for at in fitting
            for size in SIZES
        ],
        dtype=np.float32,
    )
    numbers, grams = np.append(EMPTY, numbers), np.append(np.float32(0), grams)
    adds = measures.per_gram[numbers] * grams[:, None]
    likings = np.append(
        np.float32(np.inf if place.empty_cost is None else place.empty_cost), liking[numbers[1:]]
    ).astype(np.float32)
    parts = np.array(["", *(dishes[at].part for at in numbers[1:])])
    return Choices(
        numbers, grams, adds, measures.carbohydrate_per_gram[numbers] * grams,
        measures.energy_share_per_gram[numbers] * grams, likings,
        parts == "main", parts == "whole", parts == "staple", parts == "",
    )  # fmt: skip


def fill(week: Week, day: int) -> None:
    """Go over a day's places once; each takes what costs least beside the others."""
    for at in range(len(week.places)):
        improve(week, day, at)


def improve(week: Week, day: int, at: int) -> bool:
    """Give a place the best that may stand there. Returns whether anything changed."""
    now = week.days[day]
    if now.locked[at]:
        return False
    options = week.choices[at]
    others = [other for other in now.filled if other != at]
    base = week.measures.start + _sum(week.measures.per_gram, now, others)
    costs = week.measures.cost(base + options.adds) + options.liking
    costs += _meal_cost(week, now, at, others, options)
    costs += _beside(week, day, at, others, options)
    best = int(np.argmin(costs))
    if not np.isfinite(costs[best]):
        now.dish[at], now.grams[at] = EMPTY, 0.0
        return False
    changed = options.dish[best] != now.dish[at]
    now.dish[at], now.grams[at] = int(options.dish[best]), float(options.grams[best])
    return bool(changed)


def _sum(per_gram: Numbers, day: Day, places: Sequence[int]) -> Numbers:
    if not places:
        return 0.0
    grams = np.array([day.grams[at] for at in places], dtype=np.float32)
    return grams @ per_gram[[day.dish[at] for at in places]]


def _meal_cost(week: Week, day: Day, at: int, others: Sequence[int], options: Choices) -> Numbers:
    meal = week.places[at].meal
    here = [other for other in others if week.places[other].meal == meal]
    share = options.energy_share + _sum(week.measures.energy_share_per_gram, day, here)
    costs = SHARE_LINEAR * _outside(share, week.shares[meal])
    window = week.windows[meal]
    if window is not None:
        off = _outside(options.carbohydrate + _sum(week.measures.carbohydrate_per_gram, day, here), window)
        costs += WINDOW_LINEAR * off + WINDOW_SQUARE * off * off
    return costs


def _outside(amounts: Numbers, ends: tuple[float, float]) -> Numbers:
    return np.maximum(ends[0] - amounts, 0) + np.maximum(amounts - ends[1], 0)


def _beside(week: Week, day: int, at: int, others: Sequence[int], options: Choices) -> Numbers:
    """Return what each option costs beside what stands in the day and the week: variety, custom, fish."""
    now = week.days[day]
    times, family_times = week.counts
    if now.dish[at] != EMPTY:
        times[now.dish[at]] -= 1
        family_times[week.families[now.dish[at]]] -= 1
    of_dish = SECOND_TIME * times
    of_dish[times >= MOST_TIMES] = np.inf
    of_family = FAMILY_OFTEN * np.maximum(family_times - FAMILY_TIMES, 0)
    today = [now.dish[other] for other in others]
    of_dish[today] = np.inf
    of_family[week.families[today]] += SAME_FAMILY
    of_dish += of_family[week.families]
    fish_meals = int(times[week.is_fish].sum())
    of_dish[week.is_fish] += (
        FISH_WANTED if fish_meals < FISH_MEALS else 0.0 if fish_meals == FISH_MEALS else FISH_TOO_MANY
    )
    costs = np.append(of_dish, 0.0)[options.dish]  # the last is EMPTY
    _companions(week, now, week.places[at], others, options, costs)
    return costs


def _companions(
    week: Week, day: Day, place: Place, others: Sequence[int], options: Choices, costs: Numbers
) -> None:
    """A staple wants something beside it; a whole dish wants no second main."""
    parts = {week.dishes[day.dish[other]].part for other in others if week.places[other].meal == place.meal}
    needs_main = place.slot in ("lunch", "dinner")
    if "main" in place.parts:
        if "whole" in parts:
            costs[options.is_main] += MAIN_BESIDE_WHOLE
        elif "staple" in parts and needs_main:
            costs[options.is_empty] += BASE_ALONE
    elif "whole" in place.parts:
        if "main" in parts:
            costs[options.is_whole] += MAIN_BESIDE_WHOLE
        elif needs_main:
            costs[options.is_staple] += BASE_ALONE


def empty_days(places: int) -> list[Day]:
    """Return seven days without anything."""
    return [Day([EMPTY] * places, [0.0] * places, [False] * places, [False] * places) for _ in range(DAYS)]
