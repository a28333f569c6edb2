"""How likely acid blood in the cord is, told from the last hour of labour. For clinicians; see the algorithm card.

Learned from CTU-UHB (Chudáček et al. 2014) by `python -m ml_models.ctg.outcome.training --data DIR`.
"""

from __future__ import annotations

from ml_models.ctg.outcome.measures import Trace
from ml_models.ctg.outcome.score import PH_LIMITS, NotInLabour, OutcomeScore, score

__all__ = ["PH_LIMITS", "NotInLabour", "OutcomeScore", "Trace", "score"]
