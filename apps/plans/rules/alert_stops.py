"""What an open, serious alert means for exercise: it stops until a clinician has ended the alert."""

from __future__ import annotations

from typing import Final

ANY: Final = "kaishi_alert"
STOPS: Final = {
    "red_flags:bleeding": "sogc_abs_3",
    "red_flags:contractions_preterm": "sogc_abs_2",
    "red_flags:fluid_loss": "sogc_abs_1",
}
"""Ids of `facts/contraindications.csv`, by rule and direction of the alert."""


def of(alert: str) -> str:
    """Return the entry that stops her; that of any open alert where no other fits."""
    return STOPS.get(alert, ANY)
