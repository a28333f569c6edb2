"""Frames for open sockets that come from outside a socket: from the relay, a worker, a request."""

from __future__ import annotations

from functools import partial
from uuid import UUID

import msgspec
from django.db import transaction

from apps.accounts.visibility import people_who_see
from apps.consultations import moving
from apps.consultations.models import Thread
from apps.consultations.selectors import unread_counts
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


def inside_changed(thread: Thread) -> None:
    """Let colleagues who look at a thread ask again for what stands beside it, once this is committed.

    They are told its head as it is; the mother, who has nothing to ask for, is told nothing.
    """
    transaction.on_commit(partial(_tell_colleagues, thread.pk), robust=True)


def _tell_colleagues(thread_pk: int) -> None:
    thread = Thread.objects.for_system("who looks at a thread").get(pk=thread_pk)
    colleagues = sorted(people_who_see([thread.subject_id])[thread.subject_id] - {thread.subject_id})
    counts = unread_counts([(thread.pk, person) for person in colleagues])
    for person in colleagues:
        frame = frames.Head(
            thread=thread.public_id,
            sequence=thread.last_sequence,
            unread=counts[thread.pk, person],
            state=thread.state,
            urgency=thread.urgency,
        )
        text = msgspec.json.encode(frame).decode()
        moving.publish(moving.Hint(frame=text, to=[person], opened=thread.public_id))
