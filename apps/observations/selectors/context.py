"""What the rules must know of a mother: her weeks, size, diabetes, the guideline of where she lives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Final

from apps.observations.rules.context import Mother
from apps.observations.rules.standards import Guideline, of_zone
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.rules import periods
from apps.pregnancies.selectors import gestational_age
from apps.pregnancies.states import FetusState

DIABETES: Final = frozenset({"gestational_diabetes", "diabetes_type_1", "diabetes_type_2"})
TRIMESTERS: Final = {Guideline.CHINA: periods.CHINA_CLINICAL}


def mother_on(pregnancy: Pregnancy | None, guideline: Guideline | None = None) -> Callable[[date], Mother]:
    """Return a function that says what is known on a day. The pregnancy comes with datings and outcomes prefetched.

    Asks the database once, however many days are asked for. `guideline` None: that of her time zone.
    """
    if pregnancy is None:
        return cache(lambda on: Mother(guideline=guideline or Guideline.US))
    chosen = guideline or of_zone(pregnancy.subject.time_zone)
    risks = pregnancy.risk_factors.filter(code__in=DIABETES, ended_at=None).exists()
    living = [fetus for fetus in pregnancy.fetuses.all() if fetus.state == FetusState.LIVING]

    @cache
    def on_day(on: date) -> Mother:
        age = gestational_age(pregnancy, on)
        is_counted = age is not None and age.is_counted
        return Mother(
            age_days=age.days if age is not None and is_counted else None,
            trimester=periods.trimester(age, standard=TRIMESTERS.get(chosen, periods.ACOG)) if age else None,
            fetuses=max(len(living), 1),
            guideline=chosen,
            height_cm=_number(pregnancy.height_cm),
            weight_before_kg=_number(pregnancy.weight_before_kg),
            has_diabetes=risks,
        )

    return on_day


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
