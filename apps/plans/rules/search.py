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
SHARE_LINEAR: Final = 6.0
"""Cost of a meal that brings the whole energy of a day too much, or too little."""
STRANGE, AT_HOME, SECOND_TIME, SAME_FAMILY, DEAR, USUAL = 0.6, -0.1, 0.05, 0.3, 0.06, -0.15
FAMILY_TIMES, FAMILY_OFTEN = 3, 0.8
"""How often a family of dishes may stand in a week for nothing, and what each further time costs."""
FISH_MEALS, FISH_WANTED, FISH_TOO_MANY = 2, -0.4, 4.0
BASE_FIRST, BASE_ALONE, SPREAD_ALONE = 0.4, 6.0, 6.0
"""Cost of a staple before its main dish is chosen, of one that stays alone, of a spread with nothing to spread it on."""
EMPTY: Final = -1
WITH_SPREAD: Final = frozenset({"staple", "dairy"})
"""What honey, jam or oil may stand beside."""


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
    is_spread: Numbers


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


@dataclass(frozen=True)
class Rest:
    """The other six days, as a day that is gone over sees them. `of_dish`: what each dish costs beside them, EMPTY last.

    `families`: how often each family of dishes stands there. `fish`: how many dishes of fish.
    """

    of_dish: Numbers
    families: Numbers
    fish: int


def choices(
    dishes: Sequence[Dish], measures: Measures, place: Place, liking: Numbers, season: str
) -> Choices:
    """Return what may stand in a place. `liking`: a cost for each dish; infinite: not for her."""
    fitting = [
        number
        for number, dish in enumerate(dishes)
        if place.slot in dish.slots and dish.part in place.parts and np.isfinite(liking[number])
        and dish.usual_g >= place.least_g
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
        parts == "main", parts == "whole", parts == "staple", parts == "", parts == "spread",
    )  # fmt: skip


def fill(week: Week, day: int) -> None:
    """Go over a day's places once; each takes what costs least beside the others."""
    now, rest = week.days[day], _rest(week, day)
    missed = week.measures.start + _sum(week.measures.per_gram, now, now.filled)
    for at in range(len(week.places)):
        if not now.locked[at]:
            missed = _improve(week, now, rest, at, missed)


def _rest(week: Week, day: int) -> Rest:
    used = np.array(
        [number for at, one in enumerate(week.days) if at != day for number in one.dish if number != EMPTY],
        dtype=int,
    )
    times = np.bincount(used, minlength=len(week.dishes) + 1)
    of_dish = (SECOND_TIME * times).astype(np.float32)
    of_dish[:-1][times[:-1] >= MOST_TIMES] = np.inf
    families = np.bincount(week.families[used], minlength=int(week.families.max()) + 1)
    return Rest(of_dish, families, int(week.is_fish[used].sum()))


def _improve(week: Week, now: Day, rest: Rest, at: int, missed: Numbers) -> Numbers:
    """Give a place the best that may stand there. `missed`: the day's violations now; returns what they become."""
    options, per_gram = week.choices[at], week.measures.per_gram
    if now.dish[at] != EMPTY:
        missed = missed - per_gram[now.dish[at]] * np.float32(now.grams[at])
    others = [other for other in now.filled if other != at]
    costs = week.measures.cost(missed + options.adds)
    costs += options.liking
    costs += _meal_cost(week, now, at, others, options)
    costs += _beside(week, now, rest, at, others)
    best = int(np.argmin(costs))
    if not np.isfinite(costs[best]):
        best = 0  # nothing at all
    now.dish[at], now.grams[at] = int(options.dish[best]), float(options.grams[best])
    return missed + options.adds[best]


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


def _beside(week: Week, now: Day, rest: Rest, at: int, others: Sequence[int]) -> Numbers:
    """Return what each option costs beside what stands in the day and the week: variety, custom, fish."""
    options = week.choices[at]
    today = [now.dish[other] for other in others]
    families = rest.families.copy()
    np.add.at(families, week.families[today], 1)
    of_family = (FAMILY_OFTEN * np.maximum(families - FAMILY_TIMES, 0)).astype(np.float32)
    of_family[week.families[today]] += SAME_FAMILY
    of_dish = rest.of_dish.copy()
    of_dish[:-1] += of_family[week.families]
    of_dish[today] = np.inf
    fish = rest.fish + int(week.is_fish[today].sum())
    of_dish[:-1][week.is_fish] += FISH_WANTED if fish < FISH_MEALS else FISH_TOO_MANY * (fish > FISH_MEALS)
    costs = of_dish[options.dish]  # EMPTY is the last
    _companions(week, now, week.places[at], others, options, costs)
    return costs


def _companions(
    week: Week, day: Day, place: Place, others: Sequence[int], options: Choices, costs: Numbers
) -> None:
    """A staple wants a main dish beside it, a whole dish none, a spread something to be spread on."""
    parts = {week.dishes[day.dish[other]].part for other in others if week.places[other].meal == place.meal}
    needs_main = place.slot in ("lunch", "dinner")
    if "spread" in place.parts and not parts & WITH_SPREAD:
        costs[options.is_spread] += SPREAD_ALONE
    if place.slot == "snack":
        return
    if "main" in place.parts:
        if "whole" in parts:
            costs[options.is_main] = np.inf
        elif "staple" in parts and needs_main:
            costs[options.is_empty] += BASE_ALONE
    elif "whole" in place.parts:
        if "main" in parts:
            costs[options.is_whole] = np.inf
        elif needs_main:
            costs[options.is_staple] += BASE_FIRST


def empty_days(places: int) -> list[Day]:
    """Return seven days without anything."""
    return [Day([EMPTY] * places, [0.0] * places, [False] * places, [False] * places) for _ in range(DAYS)]
