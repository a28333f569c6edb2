"""Recording at home, as it was prepared: she agreed, practised with the midwife, a clinician opened the rest."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from apps.accounts import consent_texts
from apps.accounts.models import ConsentKind, Person
from apps.accounts.services import consents
from apps.monitoring.selectors.gate import decision_of
from apps.monitoring.services.gate import LONGEST_OPENING, note_practice, open_gate
from apps.pregnancies.models import Pregnancy

BEFORE_RECORDINGS: Final = timedelta(days=25)
PRACTISED_MINUTES: Final = (30, 35)


def prepare_gate(by_key: dict[str, Person], pregnancy: Pregnancy, *, at: datetime) -> None:
    """Do for one mother, as of `at`, what comes before a first recording at home."""
    mother, midwife = pregnancy.subject, by_key["midwife"]
    version = consent_texts.current(ConsentKind.HOME_RECORDING).version
    consents.give(mother, kind=ConsentKind.HOME_RECORDING, version=version, language=mother.language, at=at)
    for minutes in PRACTISED_MINUTES:
        note_practice(midwife, pregnancy_id=pregnancy.public_id, minutes=minutes, practised_at=at, at=at)
    open_what_is_closed(
        by_key, pregnancy, at=at, reason="Indicated; seen in the clinic. Two recordings a week."
    )


def open_what_is_closed(
    by_key: dict[str, Person], pregnancy: Pregnancy, *, at: datetime, reason: str
) -> None:
    """Let her record in spite of what stands in the way at `at`."""
    _facts, decision = decision_of(pregnancy, at=at)
    if not decision.may_record:
        open_gate(
            by_key["obstetrician"],
            pregnancy_id=pregnancy.public_id,
            reason=reason,
            until=at + LONGEST_OPENING,
            at=at,
        )
