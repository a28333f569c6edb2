"""How much of a nutrient the dishes that are left to her can bring: a linear programme over an average day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import highspy
import numpy as np

from apps.plans.rules.larder import Larder
from apps.plans.rules.portions import linear_programme, quiet
from apps.plans.rules.profile import DAYS
from apps.plans.rules.search import MOST_TIMES
from apps.plans.rules.targets import Bound, Targets

Numbers = Any
ENERGY_SHARE: Final = 0.03
DISHES_A_DAY: Final = 18.0


def most_of(targets: Targets, larder: Larder, keys: Iterable[str]) -> dict[str, float]:
    """Return the most that an average day can bring of each nutrient, within its energy and its limits.

    An upper bound: it takes any amount of a dish up to its largest portion twice a week, and no meal's shape.
    """
    wanted = {
        bound.key: bound for bound in targets.bounds if bound.least is not None and bound.source == "intake"
    }
    rows, low, high = _limits(targets, larder)
    smallest = np.array([dish.largest_g for dish in larder.dishes]) * MOST_TIMES / DAYS
    found = {}
    for key in set(keys) & set(wanted):
        gain = _per_gram(larder, wanted[key])
        model = linear_programme(-gain, np.zeros(len(gain)), smallest, rows, low, high)
        solver = quiet()
        solver.passModel(model)
        solver.run()
        if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal:
            found[key] = -solver.getInfo().objective_function_value
    return found


def _limits(targets: Targets, larder: Larder) -> tuple[Numbers, Numbers, Numbers]:
    energy = larder.per_100g[:, larder.columns.index("energy_kcal")] / 100
    share = np.array([1 / dish.usual_g for dish in larder.dishes])
    rows, low, high = (
        [np.nan_to_num(energy), share],
        [0.0, 0.0],
        [targets.energy_kcal * (1 + ENERGY_SHARE), DISHES_A_DAY],
    )
    for bound in targets.bounds:
        if bound.is_hard and bound.columns and (bound.most_of_food or 0) > 0:
            rows.append(_per_gram(larder, bound))
            low.append(0.0)
            high.append(bound.most_of_food or 0.0)
    return np.array(rows), np.array(low), np.array(high)


def _per_gram(larder: Larder, bound: Bound) -> Numbers:
    known = np.nan_to_num(larder.per_100g) / 100
    total = np.zeros(len(larder.dishes))
    for name, factor in bound.columns:
        total += known[:, larder.columns.index(name)] * factor
    return total
