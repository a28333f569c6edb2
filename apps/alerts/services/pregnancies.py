"""What follows for alerts where a pregnancy ends, or turns out to go on."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from apps.alerts import registry
from apps.alerts.events import AlertResolved
from apps.alerts.models import Alert, EntryKind
from apps.alerts.services import locks
from apps.alerts.services.moves import move, note
from apps.alerts.services.telling import raise_anew
from apps.alerts.states import OPEN, Outcome, State
from apps.foundation.outbox import emit
from apps.foundation.severity import Severity
from apps.foundation.transactions import write
from apps.foundation.visibility import SubjectQuerySet
from apps.notifications.services import withdraw
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.selectors import is_still_going


@write
def close_with_pregnancy(_system: None, *, pregnancy_id: UUID, at: datetime) -> int:
    """Close the open alerts that make no sense without a going pregnancy; returns how many. Twice is harmless.

    Emergencies, and what a rule says concerns the mother herself, stay and wait for a person.
    """
    _lock_mother_of(pregnancy_id)
    closed = 0
    for alert in _of(pregnancy_id).filter(state__in=OPEN).exclude(severity=Severity.EMERGENCY):
        rule = registry.rule(alert.rule_id)
        if rule is None or not rule.closes(alert.direction) or is_still_going(alert.pregnancy_id):
            continue
        values = {"outcome": Outcome.PREGNANCY_ENDED, "resolved_at": at, "next_step_at": None}
        move(alert, State.RESOLVED, **values)
        note(alert, EntryKind.RESOLVED, at=at, text=Outcome.PREGNANCY_ENDED.value)
        withdraw(None, object_id=alert.public_id, at=at)
        emit(AlertResolved(alert=alert.public_id, mother=alert.subject.public_id, person=None, at=at))
        closed += 1
    return closed


@write
def reopen_with_pregnancy(_system: None, *, pregnancy_id: UUID, at: datetime) -> int:
    """Raise anew what the end of the pregnancy had closed, where that end was recorded wrongly; returns how many.

    Where another alert of the same kind is open by now, the old one stays closed.
    """
    _lock_mother_of(pregnancy_id)
    reopened = 0
    for alert in _of(pregnancy_id).filter(state=State.RESOLVED, outcome=Outcome.PREGNANCY_ENDED):
        if is_still_going(alert.pregnancy_id) and not _has_open(alert):
            cleared: dict[str, Any] = {
                "outcome": "",
                "outcome_text": "",
                "resolved_at": None,
                "resolved_by": None,
            }
            raise_anew(alert, EntryKind.REOPENED, at=at, **cleared)
            reopened += 1
    return reopened


def _lock_mother_of(pregnancy_id: UUID) -> None:
    rows = Pregnancy.objects.for_system("whose alerts follow her pregnancy").filter(public_id=pregnancy_id)
    locks.of_mother(rows.values_list("subject_id", flat=True).get())


def _of(pregnancy_id: UUID) -> SubjectQuerySet:
    rows = Alert.objects.for_system("alerts of a pregnancy that ended or goes on")
    return (
        rows.filter(pregnancy__public_id=pregnancy_id)
        .select_for_update(of=("self",))
        .select_related("subject", "acknowledged_by")
        .order_by("pk")
    )


def _has_open(alert: Alert) -> bool:
    same = Alert.objects.for_system("is another alert of the same kind open")
    return same.filter(
        subject_id=alert.subject_id, rule_id=alert.rule_id, direction=alert.direction, state__in=OPEN
    ).exists()
