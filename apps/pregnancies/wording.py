"""Words for rows: what a page, a timeline and the API say the same way."""

from __future__ import annotations

from apps.pregnancies.models import RiskFactor
from apps.pregnancies.rules.risks import risk_codes


def risk_text(row: RiskFactor, language: str) -> str:
    """Return a risk in words: the name of its code, what was written, or both."""
    code = risk_codes().get(row.code)
    words = [code.name(language) if code else row.code, row.text]
    return ": ".join(word for word in words if word)
