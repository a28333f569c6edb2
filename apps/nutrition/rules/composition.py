"""How far 100 g on a plate may be from 100 g of the table: another recipe, more oil, less sugar.

Measured in FNDDS 2021-2023 among foods of one name («Green beans, fresh, cooked with oil», «…, no added fat»): half of
the tenth-to-ninetieth spread of each nutrient, in deviations of its logarithm; families with an even checksum only, so
that the others can judge.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Final

from apps.nutrition.rules import preparations
from apps.nutrition.rules.totals import ENERGY

OF_NAME: Final[Mapping[str, float]] = {
    ENERGY: 0.23,
    "protein_g": 0.22,
    "fat_g": 0.64,
    "carbohydrate_g": 0.20,
    "sugars_g": 0.34,
    "fiber_g": 0.30,
    "calcium_mg": 0.37,
}
OF_OTHERS: Final = 0.35
"""Nutrients that were not looked at one by one."""
WHEN_CHOSEN: Final = 1 / 3
"""Share of it that stays where she chose the very food («cooked with oil») herself: our own estimate."""
BESIDE_PREPARATION: Final = 2 / 3
"""Share of it that is not about oil, dressing, sauce or sugar, in dishes that have such: our own estimate."""


def deviations(
    per_100g: Mapping[str, float], *, label: str, is_chosen: bool, said: Collection[str] = ()
) -> dict[str, float]:
    """Return by nutrient the deviation of its logarithm.

    `label`: of the recogniser, empty where none stands for it. `is_chosen`: she picked the food, no photo did.
    `said`: preparations of which she has said how much there was.
    """
    known = () if is_chosen else preparations.of_label(label)
    share = WHEN_CHOSEN if is_chosen else BESIDE_PREPARATION if known else 1.0
    unsaid = [rule for rule in known if rule.preparation not in said]
    found = {}
    for name in per_100g:
        added = sum(preparations.share_of_deviation(rule, per_100g, name) ** 2 for rule in unsaid)
        found[name] = math.hypot(OF_NAME.get(name, OF_OTHERS) * share, math.sqrt(math.log1p(added)))
    return found
