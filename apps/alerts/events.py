"""What this app says once a write is committed: ids and times, no health values."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.foundation.events import event


@event("alert.raised", version=1)
class AlertRaised:
    """A new alert is open."""

    alert: UUID
    mother: UUID
    at: datetime


@event("alert.lifted", version=1)
class AlertLifted:
    """An open alert got worse, or came back: whoever had taken it must look again."""

    alert: UUID
    mother: UUID
    at: datetime


@event("alert.acknowledged", version=1)
class AlertAcknowledged:
    """A person has taken it: the clock of the escalation stands."""

    alert: UUID
    mother: UUID
    person: UUID
    at: datetime


@event("alert.resolved", version=1)
class AlertResolved:
    """It is over. `person` is None where the end of the pregnancy closed it."""

    alert: UUID
    mother: UUID
    person: UUID | None
    at: datetime


@event("alert.unanswered", version=1)
class AlertUnanswered:
    """The chain ended without a person: an incident."""

    alert: UUID
    mother: UUID
    at: datetime
