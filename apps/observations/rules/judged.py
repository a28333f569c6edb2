"""As what a reading is judged: a pulse at rest as one, a figure with a comparator as the next one on its side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

AT_REST: Final = "at rest"
STEPS: Final = {"blood_glucose": 1.0, "continuous_glucose": 1.0, "body_temperature": 0.1}
"""How far the next figure lies that a device could have shown, in the unit of the measure."""
LEAST_STEP: Final = 1e-6
SIDES: Final = {"<": -1, "<=": -1, ">": 1, ">=": 1}


def judged_as(measure: str, detail: Mapping[str, Any]) -> str:
    """Return the measure whose limits hold: a heart rate that was taken at rest is a resting one."""
    is_at_rest = measure == "heart_rate" and detail.get("relation_to_activity") == AT_REST
    return "resting_heart_rate" if is_at_rest else measure


def comparator(detail: Mapping[str, Any]) -> str:
    """Return `<`, `<=`, `>` or `>=`; empty where the figure is the value itself."""
    given = detail.get("comparator")
    return given if isinstance(given, str) and given in SIDES else ""


def judged_value(measure: str, value: float, detail: Mapping[str, Any]) -> float:
    """Return a value as limits see it: «< 70» lies just below 70, «> 37.9» just above."""
    said = comparator(detail)
    return value + SIDES[said] * STEPS.get(measure, LEAST_STEP) if said else value
