"""Tables of this app. Each row carries its mother as `subject`; the database holds it to the pregnancy's
own."""

from apps.pregnancies.models.background import (
    Allergy,
    BirthMode,
    EarlierOutcome,
    EarlierPregnancy,
    RiskFactor,
    Severity,
)
from apps.pregnancies.models.dating import ULTRASOUND, Basis, Dating, Recommendation
from apps.pregnancies.models.outcome import FetusOutcome, Outcome, OutcomeKind
from apps.pregnancies.models.pregnancy import LABELS, MAX_FETUSES, Chorionicity, Fetus, Pregnancy
from apps.pregnancies.states import DatingState, FetusState, PregnancyState

__all__ = [
    "LABELS",
    "MAX_FETUSES",
    "ULTRASOUND",
    "Allergy",
    "Basis",
    "BirthMode",
    "Chorionicity",
    "Dating",
    "DatingState",
    "EarlierOutcome",
    "EarlierPregnancy",
    "Fetus",
    "FetusOutcome",
    "FetusState",
    "Outcome",
    "OutcomeKind",
    "Pregnancy",
    "PregnancyState",
    "Recommendation",
    "RiskFactor",
    "Severity",
]
