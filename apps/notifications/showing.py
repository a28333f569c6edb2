"""A notification as a row of the console's page: words, level, address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from apps.foundation.severity import Severity
from apps.notifications.api.serializers import kind_words
from apps.notifications.models import Notification

LEVELS: Final = {
    Severity.INFO: "notice",
    Severity.WARN: "warning",
    Severity.URGENT: "critical",
    Severity.EMERGENCY: "critical",
}


@dataclass(frozen=True)
class Row:
    """What stands in the list."""

    id: UUID
    title: str
    level: str
    severity_words: str
    created_at: datetime
    is_unread: bool


def shown(notification: Notification) -> Row:
    """Return the row. The title says what kind of thing is new, never what is in it."""
    severity = Severity(notification.severity)
    return Row(
        id=notification.public_id,
        title=kind_words(notification.kind),
        level=LEVELS[severity],
        severity_words=str(severity.label),
        created_at=notification.created_at,
        is_unread=notification.read_at is None,
    )
