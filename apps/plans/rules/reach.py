"""How much of a nutrient the dishes that are left to her can bring: a linear programme over an average day.

Unknown are the grams of each dish in each place of a day, on average over the week. A place holds one dish, so the shares
of largest portions in it are 1 at most; a dish stands twice in a week at most, unless she locked it more often. Energy,
upper limits and windows of carbohydrate hold. Whole dishes and smallest portions are not asked for: no week brings more.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any, Final

import highspy
import numpy as np

from apps.plans.rules.checking import ENERGY_SHARE, WINDOW_SLACK_G
from apps.plans.rules.larder import Larder
from apps.plans.rules.portions import INFINITE, linear_programme, quiet
from apps.plans.rules.profile import DAYS
from apps.plans.rules.search import EMPTY, MOST_TIMES, Week
from apps.plans.rules.targets import Bound, Targets

Numbers = Any
CARBOHYDRATE: Final = "carbohydrate_g"


@dataclass(frozen=True)
class AverageDay:
    """Columns: dishes in places. `per_gram` (columns, nutrients of the food table); `largest` (columns): grams.

    `rows` (rows, columns) lie between `low` and `high`.
    """

    names: tuple[str, ...]
    per_gram: Numbers
    largest: Numbers
    rows: Numbers
    low: Numbers
    high: Numbers

    def amounts(self, bound: Bound) -> Numbers:
        """Return what a gram of each column brings of what a bound counts (columns)."""
        total = np.zeros(len(self.largest))
        for name, factor in bound.columns:
            total += self.per_gram[:, self.names.index(name)] * factor
        return total


def average_day(week: Week, targets: Targets, larder: Larder) -> AverageDay:
    """Return what an average day of her week could be. `larder`: whose dishes the week numbers."""
    options = [np.union1d(choices.dish[1:], _locked(week, at)) for at, choices in enumerate(week.choices)]
    locked = [number for at in range(len(options)) for number in _locked(week, at)]
    place = np.repeat(np.arange(len(options)), [len(one) for one in options])
    dish = np.concatenate(options).astype(int)
    per_gram = np.nan_to_num(larder.per_100g[dish]) / 100
    largest = np.array([larder.dishes[number].largest_g for number in dish])
    day = AverageDay(
        tuple(larder.columns), per_gram, largest, np.zeros((0, len(dish))), np.zeros(0), np.zeros(0)
    )
    of_place = (place == np.arange(len(options))[:, None]) / largest
    used = np.unique(dish)
    of_dish = (dish == used[:, None]) / largest
    rows, low, high = [*of_place, *of_dish], [0.0] * (len(options) + len(used)), [1.0] * len(options)
    high += [max(MOST_TIMES, locked.count(number)) / DAYS for number in used]
    for row, ends in (*_limits(day, targets), *_windows(day, week, place)):
        rows.append(row)
        low.append(ends[0])
        high.append(ends[1])
    return AverageDay(day.names, per_gram, largest, np.array(rows), np.array(low), np.array(high))


def _locked(week: Week, at: int) -> list[int]:
    return [day.dish[at] for day in week.days if day.locked[at] and day.dish[at] != EMPTY]


def _limits(day: AverageDay, targets: Targets) -> Iterable[tuple[Numbers, tuple[float, float]]]:
    energy = day.per_gram[:, day.names.index("energy_kcal")]
    yield energy, (targets.energy_kcal * (1 - ENERGY_SHARE), targets.energy_kcal * (1 + ENERGY_SHARE))
    for bound in targets.bounds:
        if bound.is_hard and bound.columns and (bound.most_of_food or 0) > 0:
            yield day.amounts(bound), (0.0, bound.most_of_food or 0.0)


def _windows(day: AverageDay, week: Week, place: Numbers) -> Iterable[tuple[Numbers, tuple[float, float]]]:
    carbohydrate = day.per_gram[:, day.names.index(CARBOHYDRATE)]
    of_meal = np.array([one.meal for one in week.places])[place]
    for meal, window in enumerate(week.windows):
        if window is not None:
            yield carbohydrate * (of_meal == meal), (window[0] - WINDOW_SLACK_G, window[1] + WINDOW_SLACK_G)


def most_of(day: AverageDay, targets: Targets, keys: Iterable[str]) -> dict[str, float]:
    """Return the most that an average day can bring of each nutrient; nothing where not even its energy fits."""
    wanted = {
        bound.key: bound for bound in targets.bounds if bound.least is not None and bound.source == "intake"
    }
    found = {}
    for key in set(keys) & set(wanted):
        least = _least(
            -day.amounts(wanted[key]), np.full(len(day.largest), INFINITE), day.rows, day.low, day.high
        )
        if least is not None:
            found[key] = -least
    return found


def misses_together(day: AverageDay, targets: Targets, without: AbstractSet[str]) -> float | None:
    """Return the least sum of the shares by which an average day misses its targets, all of them asked at once.

    `without`: targets that are not asked. None: not even the energy fits.
    """
    asked = [
        (bound, bound.least, bound.least_of_food or 0.0)
        for bound in targets.bounds
        if bound.source == "intake" and bound.least and bound.key not in without
    ]
    columns, intakes = len(day.largest), len(asked)
    shares = np.array([day.amounts(bound) / least for bound, least, _ in asked]).reshape(-1, columns)
    return _least(
        np.concatenate([np.zeros(columns), np.ones(intakes)]),
        np.full(columns + intakes, INFINITE),
        np.block([[day.rows, np.zeros((len(day.rows), intakes))], [shares, np.eye(intakes)]]),
        np.concatenate([day.low, [food / least for _, least, food in asked]]),
        np.concatenate([day.high, np.full(intakes, INFINITE)]),
    )


def _least(cost: Numbers, most: Numbers, rows: Numbers, low: Numbers, high: Numbers) -> float | None:
    """Return the least cost of columns from 0 to `most` with `rows` between `low` and `high`; None: nothing fits."""
    solver = quiet()
    solver.passModel(linear_programme(cost, np.zeros(len(cost)), most, rows, low, high))
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    return float(solver.getInfo().objective_function_value)
