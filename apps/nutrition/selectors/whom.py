"""For whom a day is judged: her pregnancy of that day, whose figures count, and what her care team has set for her."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from apps.accounts.models import Person
from apps.nutrition.models import NutritionProfile
from apps.nutrition.rules.energy import Activity, Body, Need, need
from apps.nutrition.rules.glucose import Target
from apps.nutrition.rules.reference_intakes import (
    For,
    Reference,
    Standard,
    references,
    standard_of_zone,
    trimester_of,
)
from apps.nutrition.selectors import meals as reading
from apps.pregnancies.models import Pregnancy, RiskFactor
from apps.pregnancies.rules.gestation import GestationalAge
from apps.pregnancies.selectors import gestational_age, pregnancies_visible_to
from apps.pregnancies.states import PregnancyState

GESTATIONAL_DIABETES: Final = "gestational_diabetes"


@dataclass(frozen=True)
class Whom:
    """For whom a day is judged. `pregnancy`: that of the day; None: no reference intakes are for her then."""

    mother: Person
    standard: Standard
    age: int | None
    pregnancy: Pregnancy | None
    gestational_age: GestationalAge | None
    has_gestational_diabetes: bool
    targets: Mapping[str, Target]
    activity: Activity | None

    @property
    def energy_need(self) -> Need | None:
        """What a day should bring in energy; None outside pregnancy, or where too little is known of her."""
        if self.pregnancy is None:
            return None
        each = (self.pregnancy.height_cm, self.pregnancy.weight_before_kg)
        return need(self.counted, Body(*(None if one is None else float(one) for one in each)), self.activity)

    @property
    def counted(self) -> For:
        """Her as the rules know her."""
        days = self.gestational_age.days if self.gestational_age else None
        return For(self.standard, self.age, trimester_of(days, self.standard))

    @property
    def references(self) -> dict[str, Reference]:
        """What a day should bring her; nothing outside pregnancy."""
        return references(self.counted) if self.pregnancy is not None else {}


@dataclass(frozen=True)
class Known:
    """All that is known of a mother, for any of her days."""

    mother: Person
    profile: NutritionProfile | None
    pregnancies: Sequence[Pregnancy]
    diabetic: frozenset[int]
    """Pregnancies with gestational diabetes."""

    def on(self, day: date) -> Whom:
        """Return her as she is judged on a day."""
        pregnancy, age_then = _pregnancy_on(self.pregnancies, day)
        profile = self.profile
        said = Standard(profile.standard) if profile and profile.standard else None
        year = profile.birth_year if profile else None
        targets = profile.carbohydrate_targets if profile else {}
        return Whom(
            self.mother,
            said or standard_of_zone(self.mother.time_zone),
            day.year - year if year is not None else None,
            pregnancy,
            age_then,
            pregnancy is not None and pregnancy.pk in self.diabetic,
            {kind: Target(low, high) for kind, (low, high) in targets.items()},
            Activity(profile.activity) if profile and profile.activity else None,
        )


def known_of(person: Person, mother: Person) -> Known:
    """Return what `person` may see of a mother that her days are judged by: a fixed number of queries."""
    profile = reading.profile_of(person, mother)
    pregnancies = list(pregnancies_visible_to(person).filter(subject=mother).order_by("-pk"))
    return Known(mother, profile, pregnancies, _with_gestational_diabetes(person, mother))


def _with_gestational_diabetes(person: Person, mother: Person) -> frozenset[int]:
    rows = RiskFactor.objects.visible_to(person).filter(
        subject=mother, code=GESTATIONAL_DIABETES, ended_at=None
    )
    return frozenset(row.pregnancy_id for row in rows)


def _pregnancy_on(
    pregnancies: Sequence[Pregnancy], on: date
) -> tuple[Pregnancy | None, GestationalAge | None]:
    """Return the pregnancy whose weeks count on a day; a going one without any dating where none does."""
    for pregnancy in pregnancies:
        age = gestational_age(pregnancy, on)
        if age is not None and age.is_counted:
            return pregnancy, age
    for pregnancy in pregnancies:
        if pregnancy.state == PregnancyState.GOING and gestational_age(pregnancy, on) is None:
            return pregnancy, None
    return None, None
