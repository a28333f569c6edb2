"""Somebody has taken, or ended, the alert of what is late."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.accounts.models import Person
from apps.alerts.services import locks
from apps.expectations.models import Expectation
from apps.expectations.states import State
from apps.foundation.transactions import write


@write
def answered(_system: None, *, alert_id: UUID, by: UUID | None, at: datetime) -> int:
    """Note who looks after what is late and stands behind an alert; returns how many. Twice is harmless."""
    rows = Expectation.objects.for_system("somebody took its alert").filter(
        alert__public_id=alert_id, state=State.LATE
    )
    subject_id = rows.values_list("subject_id", flat=True).first()
    if subject_id is None:
        return 0
    locks.of_mother(subject_id)
    person = Person.objects.filter(public_id=by).first() if by else None
    return int(rows.update(state=State.ANSWERED, answered_at=at, answered_by=person))
