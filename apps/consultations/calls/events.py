"""What calls say. Ids, times and codes only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.foundation.events import event


@event("call.started", version=1)
class CallStarted:
    """Somebody is rung; nobody will be any more from `ring_due_at` on."""

    call: UUID
    thread: UUID
    ring_due_at: datetime
    at: datetime


@event("call.ended", version=1)
class CallEnded:
    """A call is over, however: ended, missed, declined, busy, failed."""

    call: UUID
    thread: UUID
    state: str
    reason: str
    at: datetime
