"""What plans say. Ids and times only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.foundation.events import event


@event("plan.requested", version=1)
class PlanRequested:
    """A plan is to be made."""

    plan: UUID
    at: datetime


@event("plan.sent", version=1)
class PlanSent:
    """A plan has gone to the mother."""

    plan: UUID
    mother: UUID
    at: datetime


@event("plan.withdrawn", version=1)
class PlanWithdrawn:
    """A plan was taken back by her care team."""

    plan: UUID
    mother: UUID
    at: datetime
