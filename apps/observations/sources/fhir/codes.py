"""Which LOINC codes are which measure, and what a FHIR Observation of it has to carry."""

from __future__ import annotations

from typing import Final

LOINC: Final = "http://loinc.org"
UCUM: Final = "http://unitsofmeasure.org"

MEASURE_OF: Final = {
    "55423-8": "step_count",
    "41950-7": "step_count",
    "8867-4": "heart_rate",
    "40443-4": "resting_heart_rate",
    "85354-9": "blood_pressure",
    "55284-4": "blood_pressure",
    "2339-0": "blood_glucose",
    "15074-8": "blood_glucose",
    "41653-7": "blood_glucose",
    "14743-9": "blood_glucose",
    "2345-7": "blood_glucose",
    "14749-6": "blood_glucose",
    "1558-6": "blood_glucose",
    "99504-3": "continuous_glucose",
    "105272-9": "continuous_glucose",
    "29463-7": "body_weight",
    "3141-9": "body_weight",
    "8302-2": "body_height",
    "8310-5": "body_temperature",
    "8331-1": "body_temperature",
    "2708-6": "oxygen_saturation",
    "59408-5": "oxygen_saturation",
    "9279-1": "respiratory_rate",
    "93832-4": "sleep_duration",
    "93831-6": "sleep_duration",
    "41981-2": "active_energy",
    "55430-3": "distance_walked",
    "55411-3": "physical_activity",
    "77592-4": "physical_activity",
    "718-7": "haemoglobin",
    "4544-3": "haematocrit",
    "2276-4": "ferritin",
    "4548-4": "hba1c",
}
"""By code. 2339-0, 15074-8, 2708-6, 9279-1, 55284-4: of the vital signs of FHIR; 93832-4 and others of measures.toml."""
OF_THE_BABY: Final = {
    "11948-7": "fetal_heart_rate_spot",
    "57068-9": "fetal_heart_rate_spot",
    "55283-6": "fetal_heart_rate_spot",
    "57088-7": "fetal_movement_session",
}
"""By ultrasound, by auscultation, by a method that is not said; movements. Never a reading of the mother."""
SYSTOLIC: Final = "8480-6"
DIASTOLIC: Final = "8462-4"
FASTING: Final = frozenset({"1558-6"})
"""Codes that say of themselves that she had fasted."""
INTERVALS: Final = frozenset({"step_count", "active_energy", "distance_walked", "sleep_duration"})
"""What only an interval can have."""
STATES: Final = (
    "registered",
    "preliminary",
    "final",
    "amended",
    "corrected",
    "cancelled",
    "entered-in-error",
    "unknown",
)
COMPARATORS: Final = ("<", "<=", ">=", ">")
"""Value sets of R4, both required."""
GONE: Final = frozenset({"entered-in-error"})
NO_RESULT: Final = frozenset({"registered", "cancelled", "unknown"})
"""States without a result that could be kept; `cancelled` takes one back that was never final."""
