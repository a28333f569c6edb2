"""Frames for open sockets that come from outside a socket: from the relay, a worker, a request."""

from __future__ import annotations

from uuid import UUID

import msgspec

from apps.accounts.visibility import people_who_see
from apps.consultations import moving
from apps.consultations.models import Thread
from apps.consultations.sockets import frames


def attachment_ready(thread_id: UUID, attachment_id: UUID) -> None:
    """Tell those who look at a thread that a file of it can be opened now, or was refused."""
    rows = Thread.objects.for_system("who looks at a thread").filter(public_id=thread_id)
    subject_id = rows.values_list("subject_id", flat=True).first()
    if subject_id is None:
        return
    frame = frames.AttachmentReady(thread=thread_id, attachment=attachment_id)
    to = sorted(people_who_see([subject_id])[subject_id])
    text = msgspec.json.encode(frame).decode()
    moving.publish(moving.Hint(frame=text, to=to, opened=thread_id))
