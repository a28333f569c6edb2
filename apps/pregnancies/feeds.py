"""Which of our objects a phone may hold, under which name in the change feed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from apps.foundation import feed
from apps.foundation.visibility import SubjectModel
from apps.pregnancies.models import (
    Allergy,
    Dating,
    EarlierPregnancy,
    Fetus,
    Outcome,
    Pregnancy,
    RiskFactor,
)

KINDS: Final[Mapping[type[SubjectModel], str]] = {
    Pregnancy: "pregnancy",
    Fetus: "fetus",
    Dating: "dating",
    RiskFactor: "risk_factor",
    Allergy: "allergy",
    EarlierPregnancy: "earlier_pregnancy",
    Outcome: "outcome",
}


def changed(*rows: SubjectModel, deleted: bool = False) -> None:
    """Give each row its mother's next number when the write commits. Only inside a `@write` service."""
    for row in rows:
        feed.changed(row.subject_id, KINDS[type(row)], row.public_id, deleted=deleted)
