"""Bounds of a day as numbers: how far off a day is, and what that costs. One row of figures for each dish.

Each bound becomes a violation that is 0 or less where it holds: 1 - amount/least, or amount/most - 1. A violation v > 0
costs `linear`·v + `square`·v². So a day's cost is one matrix product, and each of 10,000 candidates costs nanoseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from apps.plans.rules.targets import Bound, Targets

Numbers = Any
ENERGY_SLACK: Final = 0.02
"""Share of the energy that a day may be off without a cost; 3 % is the limit."""
LINEAR: Final = {"intake": 3.0, "limit": 60.0, "goal": 1.0, "energy": 60.0}
SQUARE: Final = {"intake": 6.0, "limit": 200.0, "goal": 2.0, "energy": 400.0}
MARGIN: Final = 0.005
"""Aimed at a little inside each bound: amounts are rounded before they are printed."""
FOOD_FIRST: Final = 0.3
"""What it counts, of a target, that food alone reaches it where a supplement brings less than half of it."""
LEAST_ROOM: Final = 0.03
"""Share of a limit below which dishes can no longer keep within what her supplement leaves of it."""
AS_LITTLE: Final = 0.15
TINY: Final = 1e-6


@dataclass(frozen=True)
class Measures:
    """`per_gram` (dishes, bounds): what a gram adds to each violation. `start` (bounds): violations of an empty day.

    `carbohydrate_per_gram`, `sugars_per_gram`, `energy_share_per_gram` (dishes): grams, and share of the day's energy,
    that a gram brings.
    """

    names: tuple[str, ...]
    per_gram: Numbers
    start: Numbers
    linear: Numbers
    square: Numbers
    carbohydrate_per_gram: Numbers
    energy_share_per_gram: Numbers
    sugars_per_gram: Numbers

    def cost(self, violations: Numbers) -> Numbers:
        """Return the cost of violations (..., bounds)."""
        over = np.maximum(violations, 0)
        linear = over @ self.linear
        over *= over
        return linear + over @ self.square


def of(targets: Targets, columns: Sequence[str], per_100g: Numbers) -> Measures:
    """Return the measures of dishes. `per_100g` (dishes, columns): amounts; what is not known counts as 0."""
    place = {name: at for at, name in enumerate(columns)}
    known = np.nan_to_num(np.asarray(per_100g, dtype=float)) / 100
    rows: list[tuple[str, Numbers, float, float, float]] = []
    energy = known[:, place["energy_kcal"]]
    for low in (True, False):
        rows.append(_energy(energy, targets.energy_kcal, is_low=low))
    for bound in targets.bounds:
        amounts = sum(
            (known[:, place[name]] * factor for name, factor in bound.columns), np.zeros(len(known))
        )
        rows += _rows(bound, amounts)
    return Measures(
        names=tuple(row[0] for row in rows),
        per_gram=np.stack([row[1] for row in rows], axis=1).astype(np.float32),
        start=np.array([row[2] for row in rows], dtype=np.float32),
        linear=np.array([row[3] for row in rows], dtype=np.float32),
        square=np.array([row[4] for row in rows], dtype=np.float32),
        carbohydrate_per_gram=known[:, place["carbohydrate_g"]].astype(np.float32),
        energy_share_per_gram=(energy / targets.energy_kcal).astype(np.float32),
        sugars_per_gram=known[:, place["sugars_g"]].astype(np.float32),
    )


def _energy(per_gram: Numbers, kcal: float, *, is_low: bool) -> tuple[str, Numbers, float, float, float]:
    end = kcal * (1 - ENERGY_SLACK if is_low else 1 + ENERGY_SLACK)
    sign = -1 if is_low else 1
    name = f"energy_kcal {'least' if is_low else 'most'}"
    return name, sign * per_gram / end, -sign * 1.0, LINEAR["energy"], SQUARE["energy"]


def _rows(bound: Bound, amounts: Numbers) -> list[tuple[str, Numbers, float, float, float]]:
    linear, square = LINEAR[bound.source] * bound.weight, SQUARE[bound.source] * bound.weight
    rows = []
    least = bound.least_of_food
    helped = 0 < bound.from_supplement < (bound.least or 0.0) / 2 or bound.key == "folate_dfe_ug"
    if bound.source == "intake" and bound.least and helped and bound.from_supplement:
        rows.append(
            (f"{bound.key} food", -amounts / bound.least, 1.0, FOOD_FIRST * linear, FOOD_FIRST * square)
        )
    if least is not None and least > TINY:
        least *= 1 + MARGIN
        rows.append((f"{bound.key} least", -amounts / least, 1.0, linear, square))
    if bound.most and bound.columns:
        rows.append(_most(bound, amounts, linear, square))
    return rows


def _most(
    bound: Bound, amounts: Numbers, linear: float, square: float
) -> tuple[str, Numbers, float, float, float]:
    """Return the row of a limit or goal. What room her supplement leaves is kept to; where it is above the limit by
    itself, dishes bring as little as they can."""
    limit, room = bound.most or 0.0, (bound.most_of_food or 0.0) * (1 - MARGIN)
    if room >= LEAST_ROOM * limit:
        return f"{bound.key} most", amounts / room, -1.0, linear, square
    little = AS_LITTLE * limit
    if room >= 0:
        return f"{bound.key} most", amounts / little, -room / little, linear, square
    return f"{bound.key} little", amounts / little, -1.0, LINEAR["goal"], SQUARE["goal"]


def violations(measures: Measures, chosen: Sequence[int], grams: Sequence[float]) -> Numbers:
    """Return a day's violations (bounds) of dishes by number and grams."""
    if not len(chosen):
        return measures.start.copy()
    return measures.start + np.asarray(grams, dtype=np.float32) @ measures.per_gram[list(chosen)]


def named(measures: Measures, found: Numbers) -> Mapping[str, float]:
    """Return what is violated, by name."""
    return {name: float(one) for name, one in zip(measures.names, found, strict=True) if one > TINY}
