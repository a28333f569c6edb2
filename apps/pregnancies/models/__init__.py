"""Tables of this app. Each row carries its mother as `subject`; the database holds it to the pregnancy's own."""

from apps.pregnancies.models.background import Allergy, EarlierOutcome, EarlierPregnancy, RiskFactor, Severity
from apps.pregnancies.models.dating import Basis, Dating, DatingState, Recommendation
from apps.pregnancies.models.outcome import FetusOutcome, Outcome, OutcomeKind
from apps.pregnancies.models.pregnancy import Chorionicity, Fetus, FetusState, Pregnancy, PregnancyState

__all__ = [
    "Allergy", "Basis", "Chorionicity", "Dating", "DatingState", "EarlierOutcome", "EarlierPregnancy", "Fetus",
    "FetusOutcome", "FetusState", "Outcome", "OutcomeKind", "Pregnancy", "PregnancyState", "Recommendation",
    "RiskFactor", "Severity",
]
