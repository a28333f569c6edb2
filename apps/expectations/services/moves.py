"""Moves an expectation by one conditional UPDATE, and tells the rule of its kind what it comes to."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from apps.alerts.services import evaluate
from apps.expectations import kinds
from apps.expectations.kinds import Kind
from apps.expectations.models import Expectation
from apps.expectations.states import OVERDUE, State, may_move


def move(row: Expectation, new: State, **also: Any) -> bool:
    """Move `row` from the state in which it was read; False where somebody was first. Raises ValueError for no step."""
    if not may_move(row.state, new):
        raise ValueError(f"no step from {row.state} to {new}")
    rows = Expectation.objects.for_system("conditional step of a row in hand")
    if rows.filter(pk=row.pk, state=row.state).update(state=new, **also) != 1:
        return False
    row.state = new
    for name, value in also.items():
        setattr(row, name, value)
    return True


def judge(row: Expectation, kind: Kind, *, at: datetime, ended_at: datetime | None = None) -> int | None:
    """Ask the rule; return the internal id of the alert that stands for it. The caller holds the mother's lock."""
    if row.subject_id is None:
        raise ValueError(f"{row.kind}: what is awaited of no mother has no alert")
    others = Expectation.objects.for_system("is another of the kind late").filter(
        subject_id=row.subject_id, kind=row.kind, state__in=OVERDUE
    )
    facts = kinds.facts(
        kind,
        expectation=row.public_id,
        due_at=row.due_at,
        at=at,
        grace_s=row.grace_s,
        ended_at=ended_at,
        others_are_late=others.exclude(pk=row.pk).exists(),
    )
    alerts = evaluate(
        None,
        subject_id=row.subject_id,
        pregnancy=row.pregnancy,
        facts=facts,
        at=at,
        responsible=row.responsible,
    )
    return alerts[0].pk if alerts else None
