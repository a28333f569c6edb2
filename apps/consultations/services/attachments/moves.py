"""Moves an attachment from one state to another, and tells the mother's feed and whoever listens."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.consultations.attachment_events import AttachmentReady, AttachmentWithdrawn
from apps.consultations.attachment_states import WAITING, AttachmentState, may_move
from apps.consultations.models import Attachment
from apps.foundation import feed
from apps.foundation.errors import Conflict
from apps.foundation.outbox import emit

FEED_KIND: Final = "attachment"
TOLD: Final = {
    AttachmentState.CHECKED: AttachmentReady,
    AttachmentState.REFUSED: AttachmentReady,
    AttachmentState.WITHDRAWN: AttachmentWithdrawn,
}


def move(attachment: Attachment, new: AttachmentState, *, at: datetime, **also: Any) -> None:
    """Move `attachment` from the state it was read in to `new`, setting `also`.

    Raises Conflict where somebody was first, ValueError for a step that the table does not have.
    """
    if not may_move(AttachmentState(attachment.state), new):
        raise ValueError(f"no step from {attachment.state} to {new}")
    if new not in WAITING:
        also = {"check_due_at": None, **also}
    rows = Attachment.objects.for_system("conditional step of a row in hand").filter(
        pk=attachment.pk, state=attachment.state
    )
    if rows.update(state=new, **also) != 1:
        raise Conflict(_("This file has changed in the meantime. Please look again."))
    for name, value in {"state": new, **also}.items():
        setattr(attachment, name, value)
    note(attachment)
    tell = TOLD.get(new)
    if tell is not None:
        emit(
            tell(
                attachment=attachment.public_id,
                thread=attachment.thread.public_id,
                message=attachment.message_sequence,
                at=at,
            )
        )


def note(attachment: Attachment) -> None:
    """Tell the mother's feed where she sees it: her own, and what was sent."""
    if attachment.is_sent or attachment.uploaded_by_id == attachment.subject_id:
        gone = attachment.state == AttachmentState.ABANDONED
        feed.changed(attachment.subject_id, FEED_KIND, attachment.public_id, deleted=gone)
