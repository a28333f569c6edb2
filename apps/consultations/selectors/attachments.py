"""Attachments that somebody may see: her own, and those that a message of a thread she sees names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q

from apps.accounts.models import Person
from apps.consultations.attachment_states import AttachmentState
from apps.consultations.models import Attachment, Thread
from apps.foundation.errors import NotVisible
from apps.foundation.visibility import SubjectQuerySet


def attachments_visible_to(person: Person) -> SubjectQuerySet:
    """Attachments that `person` may know of. What was taken back is among them, as a mark."""
    mine_or_sent = Q(message_sequence__isnull=False) | Q(uploaded_by=person)
    rows = Attachment.objects.visible_to(person).filter(mine_or_sent)
    return rows.exclude(state=AttachmentState.ABANDONED).select_related("thread", "uploaded_by")


def attachment_visible_to(person: Person, attachment_id: UUID) -> Attachment:
    """One attachment that `person` may know of. Raises NotVisible."""
    attachment: Attachment | None = attachments_visible_to(person).filter(public_id=attachment_id).first()
    if attachment is None:
        raise NotVisible
    return attachment


def attachments_of(
    person: Person, thread_id: UUID, *, first: int | None = None, last: int | None = None
) -> SubjectQuerySet:
    """What was sent in a thread, and what `person` has not sent yet; or only what messages `first` to `last` name.

    Raises NotVisible.
    """
    thread: Thread | None = Thread.objects.visible_to(person).filter(public_id=thread_id).first()
    if thread is None:
        raise NotVisible
    rows = attachments_visible_to(person).filter(thread_id=thread.pk)
    if first is not None:
        rows = rows.filter(message_sequence__gte=first)
    if last is not None:
        rows = rows.filter(message_sequence__lte=last)
    return rows


def readable(person: Person, attachment_id: UUID) -> Attachment:
    """One attachment whose file `person` may read now. Raises NotVisible."""
    attachment = attachment_visible_to(person, attachment_id)
    if attachment.state != AttachmentState.CHECKED:
        raise NotVisible
    return attachment


def attachments_for_feed(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What a phone may hold of attachments, by id: without links, which would be too old when they are used."""
    from apps.consultations.api.attachments_out import AttachmentOut, represented

    rows = attachments_visible_to(person).filter(public_id__in=ids)
    return {row.public_id: dict(AttachmentOut(represented(row)).data) for row in rows}
