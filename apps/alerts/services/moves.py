"""Moves an alert by one conditional UPDATE that must hit exactly one row, and writes lines into its journal."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from apps.accounts.models import Person
from apps.alerts.models import Alert, AlertEntry, EntryKind
from apps.alerts.services.refusals import moved_on
from apps.alerts.states import State, may_move


def move(alert: Alert, new: State, **also: Any) -> None:
    """Move `alert` from the state and round in which it was read to `new`, setting `also`.

    Raises Conflict (by what happened) where somebody was first, ValueError for a step that the table lacks.
    """
    if not may_move(alert.state, new):
        raise ValueError(f"no step from {alert.state} to {new}")
    change(alert, state=new, **also)


def change(alert: Alert, **values: Any) -> None:
    """Set values of an alert that is still as it was read. Raises Conflict where it is not."""
    rows = Alert.objects.for_system("conditional step of a row in hand").filter(
        pk=alert.pk, state=alert.state, round=alert.round, severity=alert.severity
    )
    if rows.update(**values) != 1:
        raise moved_on(again(alert))
    for name, value in values.items():
        setattr(alert, name, value)


def again(alert: Alert) -> Alert:
    """Read the row as it is now, with whoever has taken it."""
    rows = Alert.objects.for_system("a row that somebody else has moved").select_related("acknowledged_by")
    return rows.get(pk=alert.pk)


def note(
    alert: Alert,
    kind: EntryKind,
    *,
    at: datetime,
    by: Person | None = None,
    told: Person | None = None,
    audience: str = "",
    text: str = "",
) -> None:
    """Write one line into the journal of an alert."""
    AlertEntry.objects.for_system("journal of an alert in hand").create(
        subject_id=alert.subject_id,
        alert=alert,
        kind=kind,
        at=at,
        severity=alert.severity,
        by=by,
        told=told,
        audience=audience,
        round=alert.round,
        text=text,
    )
