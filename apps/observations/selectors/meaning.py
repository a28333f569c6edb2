"""What the newest readings of a mother mean: verdict, band and source for each measure, for pages and programs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from apps.accounts.models import Person
from apps.observations.models import Observation
from apps.observations.rules import advice, bands, growth, weight_gain
from apps.observations.rules.advice import Advice
from apps.observations.rules.bands import Band
from apps.observations.rules.context import Mother
from apps.observations.rules.growth import Growth
from apps.observations.rules.growth_equations import Biometry
from apps.observations.selectors.context import mother_on
from apps.observations.selectors.readings import readings_visible_to
from apps.observations.selectors.values import SAYS_A_VALUE
from apps.pregnancies.models import Pregnancy


@dataclass(frozen=True)
class Meaning:
    """One reading and what it means. `gain`: of a weight; `growth`: of a scan."""

    reading: Observation
    advice: Advice
    band: Band
    gain: weight_gain.Judgement | None = None
    growth: Growth | None = None


def meanings_of(person: Person, pregnancy: Pregnancy) -> list[Meaning]:
    """Return the newest reading of each measure of a pregnancy (of scans: for each fetus), by measure.

    The pregnancy is one of `pregnancies_visible_to`.
    """
    rows = readings_visible_to(person).filter(SAYS_A_VALUE, subject=pregnancy.subject, pregnancy=pregnancy)
    newest = rows.order_by("measure", "detail__fetus", "-start_at", "-pk").distinct(
        "measure", "detail__fetus"
    )
    on_day = mother_on(pregnancy)
    return [meaning_of(row, on_day(row.local_day)) for row in newest]


def scans_of(person: Person, pregnancy: Pregnancy) -> Sequence[Meaning]:
    """Return every scan of a pregnancy, the newest first."""
    rows = readings_visible_to(person).filter(pregnancy=pregnancy, measure="fetal_biometry")
    on_day = mother_on(pregnancy)
    return [meaning_of(row, on_day(row.local_day)) for row in rows.order_by("-start_at", "-pk")]


def meaning_of(row: Observation, mother: Mother) -> Meaning:
    """Return what one reading means for what is known of her on its day."""
    gain = scan = None
    if row.measure == "body_weight" and row.value is not None:
        before = mother.weight_before_kg
        gain = weight_gain.judge(
            gain_kg=None if before is None else row.value - before,
            age_days=mother.age_days,
            bmi=mother.bmi,
            fetuses=mother.fetuses,
            guideline=mother.guideline,
        )
    if row.measure == "fetal_biometry":
        parts = Biometry(**row.detail.get("parts_mm", {}))
        scan = growth.judge(parts, mother.age_days, fetuses=mother.fetuses)
    return Meaning(row, _advice(row, mother), bands.band(row.measure, mother), gain, scan)


def advice_on(row: Observation) -> Advice:
    """Return what a reading asks for, by what is known of her on its day."""
    return _advice(row, _of_row(row)(row.local_day))


def _of_row(row: Observation) -> Callable[[date], Mother]:
    if row.pregnancy_id is None:
        return mother_on(None)
    rows = Pregnancy.objects.for_system("what a reading of hers means").filter(pk=row.pregnancy_id)
    return mother_on(
        rows.select_related("subject").prefetch_related("fetuses", "datings", "outcomes").first()
    )


def _advice(row: Observation, mother: Mother) -> Advice:
    minutes = (row.end_at - row.start_at).total_seconds() / 60
    return advice.of(row.measure, row.value, row.second_value, row.detail, mother, minutes)
