"""What this app says once a write is committed: ids and times, no health values."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.foundation.events import event


@event("notification.queued", version=1)
class NotificationQueued:
    """Somebody is to be told; deliveries wait in the log."""

    notification: UUID
    at: datetime


@event("notification.read", version=1)
class NotificationRead:
    """She has opened it, in the app or in the console."""

    notification: UUID
    person: UUID
    kind: str
    object_id: UUID
    at: datetime


@event("notification.unread", version=1)
class NotificationUnread:
    """It was to be read by a moment that has passed, and was not: somebody else has to know."""

    notification: UUID
    person: UUID
    kind: str
    object_id: UUID
    at: datetime
