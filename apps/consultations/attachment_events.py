"""What attachments say. Ids and times only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.foundation.events import event


@event("attachment.received", version=1)
class AttachmentReceived:
    """A file lies in the storage as it came: it is to be checked."""

    attachment: UUID
    thread: UUID
    at: datetime


@event("attachment.ready", version=1)
class AttachmentReady:
    """The check has ended: it can be shown, or it says why not. `message` is None where none names it yet."""

    attachment: UUID
    thread: UUID
    message: int | None
    at: datetime


@event("attachment.withdrawn", version=1)
class AttachmentWithdrawn:
    """Who sent it has taken it back: nobody is shown it any more."""

    attachment: UUID
    thread: UUID
    message: int | None
    at: datetime
