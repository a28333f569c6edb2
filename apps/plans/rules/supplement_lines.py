"""What advice on supplements is made of: for whom, and the lines that come out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from apps.nutrition.rules.reference_intakes import COUNTED
from apps.plans.rules.guidance import Row

FOOD_COUNTED: Final = {counted.in_supplements: counted.in_food for counted in COUNTED.values()}
"""What of food a limit counts, where that is another column or nothing at all (None)."""
OBESITY, MULTIPLE, AGE_35 = "obesity", "multiple_pregnancy", "age_35_or_more"
DIABETES_NOW: Final = "gestational_diabetes"


class Status(StrEnum):
    """What she is to do."""

    TAKE = "take"
    CONTINUE = "continue"
    ENOUGH = "enough"
    REDUCE = "reduce"
    ASK_CLINICIAN = "ask_clinician"
    AVOID = "avoid"


class Way(StrEnum):
    """How the nutrient comes to her: FOOD is a hint about meals without a dose."""

    SUPPLEMENT = "supplement"
    FOOD = "food"
    PRESCRIPTION = "prescription"


@dataclass(frozen=True)
class Laboratory:
    """A value in the unit that its place in `SupplementInput` names, and the week of the sample (None: now)."""

    value: float
    gestation_weeks: float | None = None


@dataclass(frozen=True)
class SupplementInput:
    """For whom. `conditions`: codes of the list of risk factors. Names of nutrients: columns of the food table.

    `food`: a day's mean of a week of meals; a nutrient that is not known is absent, never 0. `taken`: what her
    supplements bring a day. `food_most`: of the day of that week that brings most, where known: limits hold on every
    day. `targets`, `limits`: of her standard (`targets.Targets`). `body_mass_index`: before pregnancy.
    """

    standard: str
    gestation_weeks: float
    fetuses: int = 1
    age_years: float | None = None
    body_mass_index: float | None = None
    conditions: frozenset[str] = frozenset()
    diet: str | None = None
    haemoglobin_g_dl: Laboratory | None = None
    ferritin_ug_l: Laboratory | None = None
    vitamin_d_nmol_l: Laboratory | None = None
    food: Mapping[str, float] = field(default_factory=dict)
    food_most: Mapping[str, float] = field(default_factory=dict)
    taken: Mapping[str, float] = field(default_factory=dict)
    targets: Mapping[str, float] = field(default_factory=dict)
    limits: Mapping[str, float] = field(default_factory=dict)

    @property
    def codes(self) -> frozenset[str]:
        """Her conditions, and what follows from age and number of fetuses."""
        found = set(self.conditions)
        if self.fetuses > 1:
            found.add(MULTIPLE)
        if self.age_years is not None and self.age_years >= 35:
            found.add(AGE_35)
        return frozenset(found)

    def of_food(self, nutrient: str) -> float | None:
        """Return what food brings of what the limit of a nutrient counts; None where that is not known."""
        column = FOOD_COUNTED.get(nutrient, nutrient)
        if column is None:
            return 0.0
        return self.food_most.get(column, self.food.get(column))

    def limit(self, nutrient: str) -> float | None:
        """Return her standard's limit of food and supplements together."""
        return self.limits.get(FOOD_COUNTED.get(nutrient, nutrient) or nutrient)


@dataclass(frozen=True)
class Reason:
    """Why, by a code, with the values that decided."""

    code: str
    values: Mapping[str, float | str] = field(default_factory=dict)


@dataclass(frozen=True)
class Proposal:
    """A dose that only a clinician may order, a day; shown to clinicians only."""

    dose_min: float
    dose_max: float
    unit: str
    row: Row


@dataclass(frozen=True)
class Advice:
    """One line. `dose`: a day in `unit`, with what she takes already in it; None: no dose is named.

    `standard`: whose rule it is: hers, or `international` where hers has none.
    """

    nutrient: str
    status: Status
    way: Way
    row: Row
    reasons: tuple[Reason, ...] = ()
    dose: float | None = None
    for_clinician: Proposal | None = None

    @property
    def unit(self) -> str:
        """The unit of the food table's column: mg, ug or g."""
        return unit_of(self.nutrient)

    @property
    def standard(self) -> str:
        """us, china, korea or international."""
        return self.row["standard"]

    @property
    def rule(self) -> str:
        """The id of the rule."""
        return self.row["id"]


def unit_of(nutrient: str) -> str:
    """Return the unit that the name of a column ends in."""
    return nutrient.rsplit("_", 1)[-1]
