"""Where a reading should lie on a day: what a chart shades, by measure and by what is known of her.

A band is not a verdict: a value inside reassures of nothing, and one outside is looked at with the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from apps.observations.rules import blood, glucose, growth_centiles, weight_gain
from apps.observations.rules.context import Mother
from apps.observations.rules.glucose import Slot
from apps.observations.rules.growth_centiles import WeightStandard
from apps.observations.rules.tables import Source, Threshold, threshold
from apps.observations.rules.weight_gain import Range

PARTS: Final = {"hc_mm": "hc", "bpd_mm": "bpd", "ac_mm": "ac", "fl_mm": "fl"}
CENTILES: Final = (3.0, 10.0, 50.0, 90.0, 97.0)
"""Curves of a growth chart; the band lies between the 10th and the 90th."""


@dataclass(frozen=True)
class Band:
    """From and to in the measure's own unit; None: open, or not known. `second_*`: of the diastolic pressure.

    `curves`: what else is drawn, by centile.
    """

    low: float | None = None
    high: float | None = None
    second_low: float | None = None
    second_high: float | None = None
    origin: Source | None = None
    curves: Mapping[float, float] | None = None


@dataclass(frozen=True)
class Mark:
    """A line across a chart. `code` names it."""

    code: str
    value: float


def band(measure: str, mother: Mother, part: str = "") -> Band:
    """Return the band of a day; an empty one where there is none. `part`: of `fetal_biometry` (empty: the weight)."""
    if measure == "fetal_biometry":
        return _growth(mother, part)
    return BANDS.get(measure, lambda _: Band())(mother)


def _weight(mother: Mother) -> Band:
    found = weight_gain.range_for(mother.bmi, mother.fetuses, mother.guideline)
    if not isinstance(found, Range) or mother.age_days is None or mother.weight_before_kg is None:
        return Band()
    gain = weight_gain.band_on(found, mother.age_days)
    if gain is None:
        return Band()
    before = mother.weight_before_kg
    return Band(before + gain.low_kg, before + gain.high_kg, origin=found.origin)


def _pressure(mother: Mother) -> Band:
    systolic, diastolic = threshold("bp_htn_systolic_mmhg"), threshold("bp_htn_diastolic_mmhg")
    return Band(threshold("bp_low_sys").value, systolic.value, None, diastolic.value, systolic.origin)


def _glucose(mother: Mother) -> Band:
    """With diabetes up to the target one hour after a meal, the highest of the day; else only low and high."""
    low = threshold("hypo_1")
    if not mother.has_diabetes:
        return Band(low.value, threshold("hyper_200").value, origin=threshold("hyper_200").origin)
    target = glucose.target(Slot.AFTER_1H, mother.guideline)
    assert target is not None
    return Band(low.value, target.mg_dl, origin=target.threshold.origin)


def _haemoglobin(mother: Mother) -> Band:
    found = blood.least_haemoglobin(mother.trimester, mother.guideline)
    return Band() if found is None else Band(round(found.value / 10, 2), None, origin=found.origin)


def _between(low: str, high: str) -> Callable[[Mother], Band]:
    def of(mother: Mother) -> Band:
        lower: Threshold | None = threshold(low) if low else None
        upper: Threshold | None = threshold(high) if high else None
        origin = (upper or lower).origin if (upper or lower) else None  # type: ignore[union-attr]
        return Band(lower.value if lower else None, upper.value if upper else None, origin=origin)

    return of


def _tape(mother: Mother) -> Band:
    return _centiles("sfh", mother)


def _growth(mother: Mother, part: str) -> Band:
    if part in PARTS:
        return _centiles(PARTS[part], mother)
    if mother.age_days is None or not growth_centiles.is_covered(WeightStandard.WHO, mother.age_days):
        return Band()
    days = mother.age_days
    curves = {one: growth_centiles.weight_at(one, days, WeightStandard.WHO) for one in CENTILES}
    return _of_curves({one: value for one, value in curves.items() if value is not None}, growth_centiles.WHO)


def _centiles(measure: str, mother: Mother) -> Band:
    if mother.age_days is None or not growth_centiles.is_covered(measure, mother.age_days):
        return Band()
    found = growth_centiles.of_measure(measure, 100.0, mother.age_days)
    curves = {one: growth_centiles.measure_at(measure, one, mother.age_days) for one in CENTILES}
    origin = found.origin if found else None
    return _of_curves({one: value for one, value in curves.items() if value is not None}, origin)


def _of_curves(curves: Mapping[float, float], origin: Source | None) -> Band:
    return Band(curves.get(10.0), curves.get(90.0), origin=origin, curves=curves)


BANDS: Final[Mapping[str, Callable[[Mother], Band]]] = {
    "body_weight": _weight,
    "blood_pressure": _pressure,
    "blood_glucose": _glucose,
    "haemoglobin": _haemoglobin,
    "body_temperature": _between("temp_low", "temp_38"),
    "oxygen_saturation": _between("spo2_95", ""),
    "resting_heart_rate": _between("hr_50", "hr_100"),
    "symphysis_fundal_height": _tape,
}


def marks(measure: str, mother: Mother) -> tuple[Mark, ...]:
    """Return lines across a chart: severe pressure (upper value), the targets of glucose by moment."""
    if measure == "blood_pressure":
        return (Mark("severe_systolic", threshold("bp_severe_systolic_mmhg").value),)
    if measure == "blood_glucose" and mother.has_diabetes:
        slots = (Slot.FASTING, Slot.AFTER_1H, Slot.AFTER_2H)
        found = [(slot, glucose.target(slot, mother.guideline)) for slot in slots]
        return tuple(Mark(f"target_{slot}", target.mg_dl) for slot, target in found if target)
    return ()
