"""What her conditions are called: the codes of the list of risk factors, and other ways to write them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from apps.plans.rules import guidance
from apps.pregnancies.rules.risks import risk_codes

OTHER: Final = "other_condition"
"""Stands for what nobody here understands: exercise waits for a clinician."""
CALLED: Final = {
    "preeclampsia": "pre_eclampsia",
    "type_1_diabetes": "diabetes_type_1",
    "type_2_diabetes": "diabetes_type_2",
    "gdm": "gestational_diabetes",
    "hypertension": "chronic_hypertension",
    "pregnancy_induced_hypertension": "gestational_hypertension",
    "anemia": "anaemia",
    "placenta_previa": "placenta_praevia",
    "fetal_growth_restriction": "growth_restriction",
    "twins": "multiple_pregnancy",
    "preterm_labor": "preterm_labour",
    "cholestasis_of_pregnancy": "cholestasis",
    "premature_rupture_of_membranes": "ruptured_membranes",
}


@cache
def _known() -> frozenset[str]:
    return frozenset(risk_codes()) | {row["code"] for row in guidance.rows("meanings")}


def understood(words: Iterable[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Return codes for what she has, and the words that mean nothing here."""
    codes, strange = set(), []
    for word in words:
        code = re.sub(r"[^a-z0-9]+", "_", word.strip().lower()).strip("_")
        code = CALLED.get(code, code)
        if code in _known():
            codes.add(code)
        else:
            strange.append(word)
    return frozenset(codes), tuple(sorted(strange))
