"""What a photo does not show of how a dish was made: oil, dressing, sauce, sugar. More or less than the table has of it.

`usual` is the food of the table as it stands; the other answers add or take so many grams of what it is to 100 g
(`preparations.toml`, with sources), as the table knows them. Nothing falls below nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, Final

from apps.nutrition.rules.spread import TENTH
from apps.nutrition.rules.tables import rules
from apps.nutrition.rules.totals import ENERGY


class Preparation(StrEnum):
    """What may have been added."""

    OIL = "oil"
    DRESSING = "dressing"
    SAUCE = "sauce"
    SUGAR = "sugar"


NAMES: Final = frozenset(one.value for one in Preparation)
USUAL: Final = "usual"


@dataclass(frozen=True)
class Rule:
    """One of them. `grams`: by answer, of it in 100 g beside what the table has. `per_gram`: what one gram holds."""

    preparation: Preparation
    labels: frozenset[str]
    grams: Mapping[str, float]
    per_gram: Mapping[str, float]
    source: str

    @property
    def options(self) -> tuple[str, ...]:
        """The answers, from little to much."""
        return tuple(sorted(self.grams, key=lambda option: self.grams[option]))

    @property
    def deviation_g(self) -> float:
        """How far it is from usual where nobody has said: the outer answers are a tenth and nine tenths."""
        return (max(self.grams.values()) - min(self.grams.values())) / (2 * TENTH)


@cache
def preparations() -> Mapping[Preparation, Rule]:
    """Return the reviewed rules."""
    return {Preparation(row["id"]): _rule(row) for row in rules("preparations")}


def _rule(row: Mapping[str, Any]) -> Rule:
    grams = {option: float(amount) for option, amount in row["grams"].items()}
    per_gram = {name: float(amount) for name, amount in row["per_gram"].items()}
    return Rule(Preparation(row["id"]), frozenset(row["labels"]), grams, per_gram, row["source"])


def of_label(label: str) -> tuple[Rule, ...]:
    """Return what may have been added to a dish of this label."""
    return tuple(rule for rule in preparations().values() if label in rule.labels)


def prepared(per_100g: Mapping[str, float], said: Mapping[str, str]) -> dict[str, float]:
    """Return what 100 g hold as it was made. `said`: answer by preparation. What the table lacks stays missing.

    Raises KeyError for a preparation or an answer that does not exist.
    """
    made = dict(per_100g)
    for name, option in said.items():
        rule = preparations()[Preparation(name)]
        for nutrient, per_gram in rule.per_gram.items():
            if nutrient in made:
                made[nutrient] = max(0.0, made[nutrient] + rule.grams[option] * per_gram)
    return made


def share_of_deviation(rule: Rule, per_100g: Mapping[str, float], nutrient: str = ENERGY) -> float:
    """Return the deviation, as a share of what 100 g hold, that comes from not knowing how much was added."""
    whole = per_100g.get(nutrient, 0.0)
    return rule.deviation_g * rule.per_gram.get(nutrient, 0.0) / whole if whole > 0 else 0.0
