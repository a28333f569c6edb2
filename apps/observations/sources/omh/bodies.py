"""What a body says, by the name of its schema: measure, value in the canonical unit, and everything beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from apps.observations.sources.units import OMH, celsius, scaled

Body = dict[str, Any]
LONGEST_TEXT: Final = 1_000
COPIED: Final = {
    "activity_name": "activity",
    "blood_specimen_type": "specimen",
    "body_posture": "position",
    "descriptive_statistic": "statistic",
    "descriptive_statistic_denominator": "statistic_of",
    "is_main_sleep": "is_main_sleep",
    "measurement_location": "location",
    "measurement_method": "method",
    "met_value": "met",
    "number_of_awakenings": "awakenings",
    "oxygen_therapy_mode_of_administration": "oxygen_by",
    "position_during_measurement": "position",
    "reported_activity_intensity": "intensity",
    "specimen_source": "specimen",
    "statistic_window": "statistic_of",
    "system": "system",
    "temporal_relationship_to_meal": "relation_to_meal",
    "temporal_relationship_to_physical_activity": "relation_to_activity",
    "temporal_relationship_to_sleep": "relation_to_sleep",
    "user_notes": "note",
}
BLOOD: Final = (None, "capillary blood", "plasma", "serum", "whole blood")


@dataclass(slots=True)
class Said:
    """`path`, `second_path`: where the values stand."""

    measure: str
    value: float | None
    path: str
    second_value: float | None = None
    second_path: str = ""
    detail: dict[str, Any] = field(default_factory=dict)


def text(value: Any) -> Any:
    """Return a text as it may be kept: no NUL, not longer than a note; anything but text as it is, objects not at all."""
    if isinstance(value, str):
        return value.replace("\0", "")[:LONGEST_TEXT]
    return value if isinstance(value, int | float | bool) else None


def details(body: Body) -> dict[str, Any]:
    """Return what a body says beside its values."""
    return {COPIED[key]: kept for key in body if key in COPIED and (kept := text(body[key])) is not None}


def _of(part: Body, to: str) -> float:
    return scaled(float(part["value"]), part["unit"], to, OMH)


def _plain(name: str, measure: str) -> Callable[[Body], Said]:
    def read(body: Body) -> Said:
        return Said(measure, float(body[name]["value"]), f"$.body.{name}.value")

    return read


def _converted(name: str, measure: str, to: str, *, per: float = 1.0) -> Callable[[Body], Said]:
    def read(body: Body) -> Said:
        value = _of(body[name], to)
        return Said(measure, value if per == 1.0 else round(value / per, 9), f"$.body.{name}.value")

    return read


def _temperature(body: Body) -> Said:
    part = body["body_temperature"]
    return Said(
        "body_temperature", celsius(float(part["value"]), part["unit"]), "$.body.body_temperature.value"
    )


def _pressure(body: Body) -> Said:
    return Said(
        "blood_pressure",
        float(body["systolic_blood_pressure"]["value"]),
        "$.body.systolic_blood_pressure.value",
        float(body["diastolic_blood_pressure"]["value"]),
        "$.body.diastolic_blood_pressure.value",
    )


def _glucose(body: Body) -> Said:
    """Sugar of blood, of the fluid under the skin, or of something that no limit of blood holds for."""
    specimen = body.get("specimen_source", body.get("blood_specimen_type"))
    if specimen in BLOOD:
        measure = "blood_glucose"
    else:
        measure = "continuous_glucose" if specimen == "interstitial fluid" else "glucose_of_other_specimen"
    return Said(measure, _of(body["blood_glucose"], "mg/dL"), "$.body.blood_glucose.value")


def _steps(body: Body) -> Said:
    part = body["step_count"]
    if isinstance(part, dict):
        return Said("step_count", float(part["value"]), "$.body.step_count.value")
    return Said("step_count", float(part), "$.body.step_count")


def _sleep_episode(body: Body) -> Said:
    """Without a total nobody knows how much of it was sleep."""
    part = body.get("total_sleep_time")
    stages = {
        name.removesuffix("_sleep_duration"): _hours(body[name])
        for name in ("light_sleep_duration", "deep_sleep_duration", "rem_sleep_duration")
        if name in body
    }
    value = None if part is None else _hours(part)
    return Said("sleep_duration", value, "$.body.total_sleep_time.value", detail=_stages(stages))


def _sleep_stages(body: Body) -> Said:
    summary = body["sleep_stage_summary"]
    names = ("light_sleep_duration", "deep_sleep_duration", "rem_sleep_duration", "awake_duration")
    stages = {
        name.removesuffix("_duration").removesuffix("_sleep"): _hours(summary[name])
        for name in names
        if name in summary
    }
    value = _hours(summary["total_sleep_time"])
    place = "$.body.sleep_stage_summary.total_sleep_time.value"
    return Said("sleep_duration", value, place, detail=details(summary) | _stages(stages))


def _hours(part: Body) -> float:
    return round(_of(part, "s") / 3_600, 9)


def _stages(stages: dict[str, float]) -> dict[str, Any]:
    return {"stages_h": stages} if stages else {}


READERS: Final[dict[str, Callable[[Body], Said]]] = {
    "blood-glucose": _glucose,
    "blood-pressure": _pressure,
    "body-height": _converted("body_height", "body_height", "cm"),
    "body-temperature": _temperature,
    "body-weight": _converted("body_weight", "body_weight", "kg"),
    "calories-burned": _converted("kcal_burned", "active_energy", "kcal"),
    "heart-rate": _plain("heart_rate", "heart_rate"),
    "oxygen-saturation": _plain("oxygen_saturation", "oxygen_saturation"),
    "respiratory-rate": _plain("respiratory_rate", "respiratory_rate"),
    "sleep-duration": _converted("sleep_duration", "sleep_duration", "s", per=3_600),
    "sleep-episode": _sleep_episode,
    "sleep-stage-summary": _sleep_stages,
    "step-count": _steps,
    "total-sleep-time": _converted("total_sleep_time", "sleep_duration", "s", per=3_600),
}
"""By name of the schema; `activities.py` has physical-activity, which needs to know when it was."""
