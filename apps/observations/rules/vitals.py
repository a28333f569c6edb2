"""Temperature, oxygen saturation, pulse at rest, breathing: the worst limit that a value meets."""

from __future__ import annotations

from typing import Final

from apps.observations.rules.tables import Threshold, threshold

LIMITS: Final = {
    "body_temperature": ("temp_39", "temp_low", "temp_38", "temp_375"),
    "oxygen_saturation": ("spo2_92", "spo2_95"),
    "resting_heart_rate": ("hr_40", "hr_120", "hr_50", "hr_100"),
    "respiratory_rate": ("rr_10", "rr_30", "rr_21"),
}
"""By measure, the worst first. A pulse is judged only where it was taken at rest."""
EPSILON: Final = 1e-6


def worst(measure: str, value: float) -> Threshold | None:
    """Return the worst limit that a value meets; None for none, and for a measure that has none.

    A temperature counts as a thermometer shows it, to a tenth of a degree (37.96 is 38.0).
    """
    shown = round(value + EPSILON, 1) if measure == "body_temperature" else value
    return next((threshold(one) for one in LIMITS.get(measure, ()) if threshold(one).holds(shown)), None)
