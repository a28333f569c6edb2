"""What attachments do about events: one that was received is checked."""

from __future__ import annotations

from apps.consultations.attachment_events import AttachmentReceived
from apps.foundation.events import listens_to


@listens_to(AttachmentReceived)
def enqueue_check(event: AttachmentReceived) -> None:
    """Twice is harmless: the task claims the attachment's row."""
    from apps.consultations.attachment_tasks import enqueue

    enqueue(event.attachment)
