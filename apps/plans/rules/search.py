"""Finds dishes for the places of a week: place by place the best of all that may stand there, until nothing improves.

Every dish at four sizes of portion is tried in a place at once (one matrix product); sizes become continuous afterwards
(`portions`). What is scarce goes round: a dish stands at most twice in a week, so days are gone over again, the
worst first, once all have something.
"""

from __future__ import annotations

from collections import Counter
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
SIZES: Final = (0.0, 0.33, 0.67, 1.0)
"""Where between the smallest and the largest portion a dish is tried."""
WINDOW_LINEAR, WINDOW_SQUARE = 0.4, 0.02
"""Cost of a gram of carbohydrate outside a meal's window, and of its square."""
STRANGE, SECOND_TIME, SAME_FAMILY, DEAR, USUAL = 0.25, 0.03, 0.12, 0.06, -0.1
FISH_MEALS, FISH_WANTED, FISH_TOO_MANY = 2, -0.4, 0.6
BASE_ALONE, MAIN_BESIDE_WHOLE = 0.6, 0.4
EMPTY: Final = -1


@dataclass(frozen=True)
class Choices:
    """What may stand in a place: dishes by number, each at several sizes. The first row is nothing at all."""

    dish: Numbers
    grams: Numbers
    adds: Numbers
    carbohydrate: Numbers
    liking: Numbers


@dataclass
class Day:
    """Dishes by place (EMPTY: none), their grams, and which places are hers to keep."""

    dish: list[int]
    grams: list[float]
    locked: list[bool]

    @property
    def filled(self) -> list[int]:
        """Places with a dish."""
        return [at for at, number in enumerate(self.dish) if number != EMPTY]


@dataclass
class Week:
    """Seven days in the making."""

    profile: Profile
    dishes: Sequence[Dish]
    measures: Measures
    meals: tuple[Meal, ...]
    places: tuple[Place, ...]
    windows: Sequence[tuple[float, float] | None]
    choices: Sequence[Choices]
    families: Numbers
    is_fish: Numbers
    days: list[Day] = field(default_factory=list)

    def used(self) -> Counter[int]:
        """How often each dish stands in the week."""
        return Counter(number for day in self.days for number in day.dish if number != EMPTY)


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
    return Choices(numbers, grams, adds, measures.carbohydrate_per_gram[numbers] * grams, likings)


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
    costs += _window_cost(week, now, at, others, options)
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


def _window_cost(week: Week, day: Day, at: int, others: Sequence[int], options: Choices) -> Numbers:
    meal = week.places[at].meal
    window = week.windows[meal]
    if window is None:
        return 0.0
    here = [other for other in others if week.places[other].meal == meal]
    grams = options.carbohydrate + _sum(week.measures.carbohydrate_per_gram, day, here)
    off = np.maximum(window[0] - grams, 0) + np.maximum(grams - window[1], 0)
    return WINDOW_LINEAR * off + WINDOW_SQUARE * off * off


def _beside(week: Week, day: int, at: int, others: Sequence[int], options: Choices) -> Numbers:
    """Return what each option costs beside what stands in the day and the week: variety, custom, fish."""
    now, place = week.days[day], week.places[at]
    costs = np.zeros(len(week.dishes) + 1, dtype=np.float32)  # the last is EMPTY
    times = np.zeros(len(week.dishes) + 1, dtype=np.int16)
    fish = 0
    for number, one in enumerate(week.days):
        for spot in one.filled:
            if (number, spot) == (day, at):
                continue
            times[one.dish[spot]] += 1
            fish += int(week.is_fish[one.dish[spot]])
    costs += SECOND_TIME * times
    costs[times >= MOST_TIMES] = np.inf
    today = [now.dish[other] for other in others]
    costs[today] = np.inf
    for family in {week.families[number] for number in today}:
        costs[:-1][week.families == family] += SAME_FAMILY
    costs[:-1][week.is_fish] += (
        FISH_WANTED if fish < FISH_MEALS else 0.0 if fish == FISH_MEALS else FISH_TOO_MANY
    )
    costs = costs[options.dish]
    _companions(week, now, place, others, options, costs)
    return costs


def _companions(
    week: Week, day: Day, place: Place, others: Sequence[int], options: Choices, costs: Numbers
) -> None:
    """A staple wants something beside it; a whole dish wants no second main."""
    if place.slot not in ("lunch", "dinner"):
        return
    here = [day.dish[other] for other in others if week.places[other].meal == place.meal]
    parts = {week.dishes[number].part for number in here}
    part = np.array([week.dishes[number].part if number != EMPTY else "" for number in options.dish])
    if "main" in place.parts and len(place.parts) == 1:
        if "whole" in parts:
            costs[part == "main"] += MAIN_BESIDE_WHOLE
        elif "staple" in parts:
            costs[part == ""] += BASE_ALONE
    elif "whole" in place.parts and "staple" in place.parts:
        if "main" in parts:
            costs[part == "whole"] += MAIN_BESIDE_WHOLE
        else:
            costs[part == "staple"] += BASE_ALONE


def empty_days(places: int) -> list[Day]:
    """Return seven days without anything."""
    return [Day([EMPTY] * places, [0.0] * places, [False] * places) for _ in range(DAYS)]
