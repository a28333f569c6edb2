"""The red-flag check of what a mother writes, and the alerts that it raises in the same transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import structlog

from apps.accounts.models import Person
from apps.alerts.services import evaluate
from apps.consultations.alert_rules.red_flags import WrittenRedFlags
from apps.consultations.entries import Entry, RedFlag
from apps.consultations.posting import Line
from apps.pregnancies.models import Pregnancy
from ml_models import triage

log = structlog.get_logger(__name__)


def in_text(text: str, language: str) -> tuple[RedFlag, ...]:
    """Return what the check finds in a text; nothing found is no proof of health, only no reason to hurry.

    A check that fails must not keep out what she wrote: it goes to the queue of the people, unread by the check. Only
    the kind of the error is logged: its text may hold words of hers.
    """
    try:
        found = triage.check(text, language)
    except Exception as error:  # noqa: BLE001 - whatever it is, her words come first
        log.error("triage_failed", error=type(error).__name__, version=triage.version)
        return ()
    return tuple(RedFlag(one.category, one.severity) for one in found)


def payload(sequence: int, found: tuple[RedFlag, ...]) -> dict[str, Any]:
    """Return what the thread's own entry about red flags holds: categories, no text."""
    return {
        "of": sequence,
        "findings": [{"category": flag.category, "severity": flag.severity} for flag in found],
    }


def raise_alerts(line: Line, entry: Entry, found: tuple[RedFlag, ...], *, at: datetime) -> None:
    """Raise an alert for each category, joined to this transaction."""
    pregnancy = Pregnancy.objects.for_system("what a red flag is about").get(pk=line.pregnancy_id)
    facts = WrittenRedFlags(
        thread=line.public_id,
        message=entry.id,
        sequence=entry.sequence,
        findings=tuple((flag.category, flag.severity) for flag in found),
        at=at,
        triage_version=triage.version,
    )
    evaluate(
        None,
        subject_id=line.subject_id,
        pregnancy=pregnancy,
        facts=facts,
        at=at,
        responsible=_responsible(line),
    )


def _responsible(line: Line) -> Person | None:
    if line.responsible_id is None:
        return None
    return Person.objects.get(pk=line.responsible_id)
