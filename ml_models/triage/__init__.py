"""Red flags in what a mother writes: English, Chinese, Korean. Pure Python and numpy; no Django, no torch.

    from ml_models import triage
    triage.check("I'm soaking a pad every hour", "en")      # (Finding("bleeding", "emergency"),)
    triage.what_to_do("bleeding", "emergency", "en")        # what she reads, before any human answers

Owns: the tables of warning signs, the lexicons, the rules, the learned weights. Emits nothing, listens to nothing.
It makes help faster and replaces nobody: what it does not find goes to the queue all the same.
Model card: docs/clinical/triage.md.
"""

from ml_models.triage.advice import what_to_do
from ml_models.triage.checking import check, check_many, prepare
from ml_models.triage.findings import CATEGORIES, LANGUAGES, Finding

version = "triage-1.2.0"  # goes into the evidence of every alert; change it with every change of findings

__all__ = ["CATEGORIES", "LANGUAGES", "Finding", "check", "check_many", "prepare", "version", "what_to_do"]
