"""What a check can answer: categories, severities, findings."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Severity = Literal["urgent", "emergency"]

CATEGORIES: Final = (
    "bleeding",
    "fluid_loss",
    "reduced_movements",
    "severe_headache",
    "visual_disturbance",
    "abdominal_pain",
    "fever",
    "self_harm",
    "chest_pain_breathlessness",
    "seizure",
    "contractions_preterm",
    "itching",
    "calf_pain",
    "fainting",
    "trauma",
)
# Where nobody waits: every phrase of the tables in these is an emergency.
ALWAYS_EMERGENCIES: Final = frozenset({"self_harm", "chest_pain_breathlessness", "seizure"})
LANGUAGES: Final = ("en", "zh", "ko")
ORDER: Final[dict[str, int]] = {"urgent": 1, "emergency": 2}


class Finding(NamedTuple):
    """One red flag: which, and how soon somebody must act. Severities as in tables/red_flags_*.csv."""

    category: str
    severity: Severity
