"""What an alert rests on was corrected or deleted: its journal says so, and a person still ends it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime

from apps.accounts.models import Person
from apps.alerts.models import Alert, AlertEntry, AlertEvidence, EntryKind
from apps.alerts.services import locks
from apps.alerts.services.moves import change, note
from apps.alerts.states import OPEN
from apps.foundation.transactions import write
from apps.foundation.visibility import SubjectQuerySet

Standing = Callable[[Collection[str]], set[str]]


@write
def withdraw_evidence(
    actor: Person | None,
    *,
    subject_id: int,
    source_kind: str,
    gone: Collection[str],
    standing: Standing,
    at: datetime,
) -> list[Alert]:
    """Note in every open alert that rests on one of `gone` that it was corrected or deleted; return these alerts.

    `standing(ids)`: which of these sources of the same kind still say what they said. Where none of an alert's does, what
    raised it is over. Twice with the same `at` is harmless.
    """
    locks.of_mother(subject_id)
    rows = _evidence(subject_id, source_kind)
    touched = set(rows.filter(source_id__in=gone).values_list("alert_id", flat=True))
    alerts = Alert.objects.for_system("what they rest on was withdrawn").filter(
        pk__in=touched, state__in=OPEN
    )
    found = list(alerts.select_for_update().order_by("pk"))
    for alert in found:
        sources = set(rows.filter(alert=alert).values_list("source_id", flat=True)) - set(gone)
        others = _others(alert, source_kind)
        _note(alert, is_over=not others and not standing(sources), at=at)
    return found


def _evidence(subject_id: int, source_kind: str) -> SubjectQuerySet:
    rows = AlertEvidence.objects.for_system("which alerts rest on what was withdrawn")
    return rows.filter(subject_id=subject_id, source_kind=source_kind)


def _others(alert: Alert, source_kind: str) -> bool:
    """Say whether the alert rests on something of another kind too, of which nobody here knows."""
    rows = AlertEvidence.objects.for_system("does it rest on something else").filter(alert=alert)
    return rows.exclude(source_kind=source_kind).exists()


def _note(alert: Alert, *, is_over: bool, at: datetime) -> None:
    journal = AlertEntry.objects.for_system("said once")
    if journal.filter(alert=alert, kind=EntryKind.WITHDRAWN, at=at).exists():
        return
    note(alert, EntryKind.WITHDRAWN, at=at)
    if is_over and alert.condition_ended_at is None:
        change(alert, condition_ended_at=at)
        note(alert, EntryKind.CONDITION_ENDED, at=at)
