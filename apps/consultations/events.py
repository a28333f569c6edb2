"""What this app says. Ids and times only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.foundation.events import event


@event("consultation.note_signed", version=1)
class NoteSigned:
    """A note of a consultation was signed; from version 2 on it amends the one before."""

    thread: UUID
    pregnancy: UUID
    note: UUID
    version: int
    is_released: bool
    at: datetime


@event("consultation.document_requested", version=1)
class DocumentRequested:
    """A paper of a consultation is to be made."""

    document: UUID
    thread: UUID
    at: datetime
