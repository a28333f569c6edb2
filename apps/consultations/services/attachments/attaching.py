"""A message names files, or takes them back with itself. Called while messages are posted, with the thread locked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.consultations.attachment_states import ENDED, SENDABLE
from apps.consultations.attachment_states import AttachmentState as State
from apps.consultations.models import Attachment, Kind
from apps.consultations.models.attachments import AttachmentKind
from apps.consultations.services.attachments import moves
from apps.foundation.errors import Invalid, Problem

TAKEN_BY: Final = {
    Kind.IMAGE: frozenset({AttachmentKind.IMAGE}),
    Kind.VOICE_NOTE: frozenset({AttachmentKind.SOUND}),
    Kind.FILE: frozenset(AttachmentKind),
}
"""A file may be of any kind: a photo of a letter that is sent with the letter."""


def take(*, thread_id: int, person_id: int, kind: str, ids: Sequence[UUID], sequence: int) -> Problem | None:
    """Let the message with this number name these files, or return why it cannot; then nothing has changed.

    `thread_id`, `person_id`: internal ids. Only her own, of this thread, that no other message names. Only inside a
    `@write`, while the thread is locked.
    """
    rows = Attachment.objects.for_system("a message names files").filter(
        public_id__in=ids, thread_id=thread_id, uploaded_by_id=person_id
    )
    found = list(rows.select_related("thread").select_for_update(of=("self",)).order_by("pk"))
    problem = _refusal(found, kind, ids)
    if problem is not None:
        return problem
    Attachment.objects.for_system("a message names files").filter(
        pk__in=[attachment.pk for attachment in found]
    ).update(message_sequence=sequence)
    for attachment in found:
        attachment.message_sequence = sequence
        moves.note(attachment)
    return None


def _refusal(found: Sequence[Attachment], kind: str, ids: Sequence[UUID]) -> Problem | None:
    if len(set(ids)) != len(ids):
        return Invalid.field("attachments", _("A file is named twice."), code="repeated")
    by_id = {attachment.public_id: attachment for attachment in found}
    wanted = TAKEN_BY.get(Kind(kind), frozenset())
    for index, given in enumerate(ids):
        attachment, field = by_id.get(given), f"attachments[{index}]"
        if attachment is None or attachment.state in ENDED:
            return Invalid.field(field, _("There is no such file of yours in this thread."), code="not_found")
        if attachment.is_sent:
            return Invalid.field(field, _("Another message has this file already."), code="repeated")
        if attachment.state not in SENDABLE:
            return Invalid.field(field, _("This file was not taken: upload another one."), code="refused")
        if attachment.kind not in wanted:
            limit = sorted(wanted)
            return Invalid.field(
                field, _("A message of this kind holds other files."), code="invalid_choice", limit=limit
            )
    if kind == Kind.VOICE_NOTE and len(ids) != 1:
        return Invalid.field("attachments", _("A voice note is one file."), code="too_many", limit=1)
    return None


def take_back(*, thread_id: int, sequence: int, at: datetime) -> None:
    """Withdraw what a message names, since the message itself is taken back. Only inside a `@write`."""
    rows = Attachment.objects.for_system("a message is taken back").filter(
        thread_id=thread_id, message_sequence=sequence
    )
    going = rows.exclude(state__in=sorted(ENDED)).select_related("thread")
    for attachment in going.select_for_update(of=("self",)).order_by("pk"):
        moves.move(attachment, State.WITHDRAWN, at=at, withdrawn_at=at, refusal="", refusal_limit=None)
