"""What may be written by hand, by whom, and what must be said with it. Pure: refusals are values with a field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from apps.observations.rules import growth_equations, units
from apps.observations.rules.glucose import Slot
from apps.observations.rules.growth_equations import Biometry
from apps.observations.rules.measures import GRADES, measures
from apps.observations.rules.symptoms import Strength, symptoms

HERS: Final = (
    "body_weight",
    "blood_pressure",
    "blood_glucose",
    "body_temperature",
    "oxygen_saturation",
    "resting_heart_rate",
    "fetal_movement_session",
    "symptoms",
)
"""What the mother writes herself."""
LABORATORY: Final = (
    "haemoglobin",
    "haematocrit",
    "ferritin",
    "hba1c",
    "urine_protein",
    "urine_glucose",
    "laboratory",
)
OF_CLINICIANS: Final = (
    "body_weight",
    "blood_pressure",
    "blood_glucose",
    "body_temperature",
    "oxygen_saturation",
    "resting_heart_rate",
    *LABORATORY,
)
"""What any clinician of her team writes."""
OF_SCANS: Final = ("fetal_biometry", "symphysis_fundal_height")
"""What obstetricians and midwives measure."""
BY_HAND: Final = (*HERS, *LABORATORY, *OF_SCANS)

PARTS_MM: Final[Mapping[str, tuple[float, float]]] = {
    "bpd_mm": (10, 130),
    "hc_mm": (40, 450),
    "ac_mm": (30, 500),
    "fl_mm": (3, 100),
}
"""What can be measured of a fetus at all; our own limits, to catch a slip of the key."""
POSITIONS: Final = ("sitting", "lying", "standing", "reclining")
LONGEST_NOTE: Final = 500
LONGEST_NAME: Final = 80
LONGEST_UNIT: Final = 16


class Refusal(ValueError):
    """Why a reading is not taken: its field, a stable code, and what would be taken (`limit`)."""

    def __init__(self, field: str, code: str, limit: Any = None) -> None:
        super().__init__(f"{field}: {code}")
        self.field = field
        self.code = code
        self.limit = limit


@dataclass(frozen=True)
class Written:
    """What was written. `value` and `second_value` in `unit` (empty: the usual one of the measure)."""

    measure: str
    value: float | None = None
    second_value: float | None = None
    unit: str = ""
    is_sure: bool = False
    relation_to_meal: str = ""
    position: str = ""
    is_less: bool | None = None
    symptom: str = ""
    strength: str = ""
    since: str = ""
    grade: str = ""
    name: str = ""
    fetus: str = ""
    measured_by: str = ""
    note: str = ""
    parts_mm: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Taken:
    """A reading as it is stored: canonical, with what else was said."""

    value: float | None
    second_value: float | None
    unit: str
    detail: dict[str, Any]
    is_unlikely: bool


def take(given: Written, *, last: float | None = None) -> Taken:
    """Return what is stored. `last`: her last value of this measure. Raises Refusal: one field at a time."""
    measure = measures()[given.measure]
    detail: dict[str, Any] = {"note": given.note} if given.note else {}
    if given.measure == "fetal_biometry":
        return _biometry(given, detail)
    if given.measure == "symptoms":
        return _symptom(given, detail)
    if given.measure == "fetal_movement_session":
        return _movements(given, detail)
    if given.measure in ("urine_protein", "urine_glucose"):
        if given.grade not in GRADES:
            raise Refusal("grade", "required" if not given.grade else "invalid_choice", list(GRADES))
        return _checked(given, float(GRADES.index(given.grade)), None, detail | {"grade": given.grade})
    if given.measure == "laboratory":
        return _laboratory(given, detail)
    if given.value is None:
        raise Refusal("value", "required")
    value = _canonical(given, last)
    if value != given.value:
        detail["typed"] = {"value": given.value, "unit": given.unit}
    if given.measure == "blood_glucose" and given.relation_to_meal:
        detail["relation_to_meal"] = _one_of(given.relation_to_meal, list(Slot), "relation_to_meal")
    if given.position:
        detail["position"] = _one_of(given.position, POSITIONS, "position")
    if measure.hard_second is not None and given.second_value is None:
        raise Refusal("second_value", "required")
    return _checked(given, value, given.second_value, detail)


def _one_of(said: str, known: Any, field_name: str) -> str:
    if said not in known:
        raise Refusal(field_name, "invalid_choice", [str(one) for one in known])
    return said


def _canonical(given: Written, last: float | None) -> float:
    assert given.value is not None
    measure = measures()[given.measure]
    if given.measure not in units.UNITS:
        if given.unit not in ("", measure.unit):
            raise Refusal("unit", "invalid_choice", [measure.unit])
        return given.value
    try:
        unit = units.unit_of(given.measure, given.unit)
    except units.UnknownUnit as error:
        raise Refusal("unit", "invalid_choice", [one.name for one in units.UNITS[given.measure]]) from error
    doubt = None if given.is_sure else units.doubt(given.measure, given.value, unit.name, last)
    if doubt is not None:
        raise Refusal("unit", "unit_doubtful", doubt.unit)
    return unit.canonical(given.value)


def _checked(given: Written, value: float, second: float | None, detail: dict[str, Any]) -> Taken:
    measure = measures()[given.measure]
    if measure.hard is not None and not measure.hard.holds(value):
        raise Refusal("value", "out_of_range", [measure.hard.low, measure.hard.high])
    if second is not None and measure.hard_second is not None:
        if not measure.hard_second.holds(second):
            raise Refusal("second_value", "out_of_range", [measure.hard_second.low, measure.hard_second.high])
        if second >= value:
            raise Refusal("second_value", "not_below_first")
    is_unlikely = measure.soft is not None and not measure.soft.holds(value)
    return Taken(value, second if measure.hard_second else None, measure.unit, detail, is_unlikely)


def _movements(given: Written, detail: dict[str, Any]) -> Taken:
    if given.is_less is None:
        raise Refusal("is_less", "required")
    detail["is_less"] = given.is_less
    if given.value is None:
        return Taken(None, None, measures()[given.measure].unit, detail, is_unlikely=False)
    if given.value != int(given.value):
        raise Refusal("value", "not_whole")
    return _checked(given, given.value, None, detail)


def _symptom(given: Written, detail: dict[str, Any]) -> Taken:
    code = _one_of(given.symptom, symptoms(), "symptom") if given.symptom else ""
    if not code and not given.note:
        raise Refusal("symptom", "required")
    strength = _one_of(given.strength, list(Strength), "strength") if given.strength else ""
    if not strength:
        raise Refusal("strength", "required", [str(one) for one in Strength])
    detail |= {"code": code or "other", "strength": strength}
    if given.since:
        detail["since"] = given.since
    return Taken(Strength(strength).place, None, measures()[given.measure].unit, detail, is_unlikely=False)


def _laboratory(given: Written, detail: dict[str, Any]) -> Taken:
    if not given.name.strip():
        raise Refusal("name", "required")
    if given.value is None:
        raise Refusal("value", "required")
    detail |= {"name": given.name.strip(), "unit": given.unit.strip()}
    return Taken(given.value, None, measures()[given.measure].unit, detail, is_unlikely=False)


def _biometry(given: Written, detail: dict[str, Any]) -> Taken:
    if not given.parts_mm:
        raise Refusal("biometry", "required")
    for name, size in given.parts_mm.items():
        low, high = PARTS_MM[name]
        if not low <= size <= high:
            raise Refusal(f"biometry.{name}", "out_of_range", [low, high])
    estimate = growth_equations.hadlock(Biometry(**given.parts_mm))
    detail |= {"parts_mm": dict(given.parts_mm), "fetus": given.fetus or "A"}
    if estimate is not None:
        detail["formula"] = estimate.formula
    if given.measured_by:
        detail["measured_by"] = given.measured_by
    if estimate is None:
        return Taken(None, None, measures()[given.measure].unit, detail, is_unlikely=False)
    return _checked(given, round(estimate.weight_g, 1), None, detail)
