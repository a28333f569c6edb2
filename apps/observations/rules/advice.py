"""What a reading asks her to do, as codes: the words are in `telling_her`. A reading that asks for nothing reassures of
nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from apps.foundation.severity import Severity
from apps.observations.rules import blood, glucose, movement, pressure, vitals
from apps.observations.rules.context import Mother
from apps.observations.rules.glucose import CONTINUOUS, Level
from apps.observations.rules.judged import judged_as, judged_value
from apps.observations.rules.pressure import PressureClass
from apps.observations.rules.symptoms import Strength, symptoms
from apps.observations.rules.tables import Threshold


class Do(StrEnum):
    """What to do now."""

    EMERGENCY = "emergency"
    CALL_NOW = "call_now"
    CALL_MOVEMENT = "call_movement"
    GO_MOVEMENT = "go_movement"
    SUGAR_NOW = "sugar_now"
    SUGAR_AND_HELP = "sugar_and_help"
    REST_AND_REPEAT = "rest_and_repeat"
    REST_AND_TELL = "rest_and_tell"
    MEASURE_AGAIN = "measure_again"
    TELL_TEAM = "tell_team"
    GO_ON_COUNTING = "go_on_counting"
    NOTHING_TO_DO = "nothing_to_do"


@dataclass(frozen=True)
class Advice:
    """What to do, how urgent, and the limit that says so (None: her own word, or none)."""

    do: Do
    severity: Severity
    limit: Threshold | None = None


NOTHING = Advice(Do.NOTHING_TO_DO, Severity.INFO)
BY_SEVERITY = {
    Severity.EMERGENCY: Do.EMERGENCY,
    Severity.URGENT: Do.CALL_NOW,
    Severity.WARN: Do.TELL_TEAM,
    Severity.INFO: Do.NOTHING_TO_DO,
}


def of(
    measure: str,
    value: float | None,
    second: float | None,
    detail: Mapping[str, Any],
    mother: Mother,
    minutes: float,
) -> Advice:
    """Return what one reading asks for. `value`, `second`: canonical; `minutes`: how long it took."""
    if measure == "fetal_movement_session":
        return _of_movement(value, detail, mother, minutes)
    if measure == "symptoms":
        return of_symptom(str(detail.get("code", "")), str(detail.get("strength", "")))
    if value is None:
        return NOTHING
    measure, value = judged_as(measure, detail), judged_value(measure, value, detail)
    if measure == "blood_pressure":
        return _of_pressure(value, second, pressure.device_status(detail))
    if measure == CONTINUOUS:
        return _of_low_glucose(value, mother) or NOTHING
    if measure == "blood_glucose":
        return _of_glucose(value, detail, mother)
    if measure == "haemoglobin":
        found = blood.haemoglobin(value * 10, mother.trimester, mother.guideline)
        return _by(found.limit if found.anaemia not in (blood.Anaemia.NONE, blood.Anaemia.UNKNOWN) else None)
    if measure == "urine_protein":
        return _by(blood.urine_protein(value, mother.age_days))
    if measure == "ferritin":
        return _by(blood.ferritin(value, mother.guideline))
    return _by(vitals.worst(measure, value))


def _by(limit: Threshold | None) -> Advice:
    return NOTHING if limit is None else Advice(BY_SEVERITY[limit.severity], limit.severity, limit)


def _of_movement(value: float | None, detail: Mapping[str, Any], mother: Mother, minutes: float) -> Advice:
    count = None if value is None else int(value)
    advice, limit = movement.judge(movement.Session(count, minutes, detail.get("is_less"), mother.age_days))
    match advice:
        case movement.Advice.GO_NOW:
            return Advice(Do.GO_MOVEMENT, Severity.EMERGENCY, limit)
        case movement.Advice.CALL_NOW:
            return Advice(Do.CALL_MOVEMENT, Severity.URGENT, limit)
        case movement.Advice.GO_ON:
            return Advice(Do.GO_ON_COUNTING, Severity.INFO, limit)
    return NOTHING


def of_symptom(code: str, strength: str) -> Advice:
    """Return what a symptom asks for; nothing for a code or a strength that the table does not know."""
    found = symptoms().get(code)
    if found is None or strength not in list(Strength):
        return NOTHING
    severity = found.urgency[Strength(strength)]
    if code == "reduced_movements":
        return Advice(Do.CALL_MOVEMENT, severity)
    return Advice(BY_SEVERITY[severity], severity)


def _of_pressure(systolic: float, diastolic: float | None, status: int) -> Advice:
    if diastolic is None:
        return NOTHING
    if pressure.unfit_reasons(status):
        return Advice(Do.MEASURE_AGAIN, Severity.INFO)
    found, limit = pressure.class_of(systolic, diastolic, at_home=True)
    severity = limit.severity if limit else Severity.INFO
    words = {
        PressureClass.SEVERE: Do.EMERGENCY,
        PressureClass.HIGH: Do.REST_AND_REPEAT,
        PressureClass.HOME_RAISED: Do.REST_AND_TELL,
        PressureClass.LOW: Do.REST_AND_TELL,
    }
    return Advice(words.get(found, Do.NOTHING_TO_DO), severity, limit)


def _of_low_glucose(mg_dl: float, mother: Mother) -> Advice | None:
    level, limit = glucose.level(mg_dl)
    if level == Level.VERY_LOW:
        return Advice(Do.SUGAR_AND_HELP, Severity.EMERGENCY, limit)
    if level == Level.LOW and mother.has_diabetes:
        return Advice(Do.SUGAR_NOW, Severity.URGENT, limit)
    return None


def _of_glucose(mg_dl: float, detail: Mapping[str, Any], mother: Mother) -> Advice:
    low = _of_low_glucose(mg_dl, mother)
    if low is not None:
        return low
    level, limit = glucose.level(mg_dl)
    if level == Level.HIGH:
        return _by(limit)
    if mother.has_diabetes:
        verdict, found = glucose.beside(mg_dl, detail, mother.guideline)
        if verdict == glucose.TargetVerdict.ABOVE and found is not None:
            return Advice(Do.NOTHING_TO_DO, Severity.INFO, found.threshold)
    return NOTHING
