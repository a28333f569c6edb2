"""Who sent a file takes it back: nobody is shown it any more, the row stays as a mark."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.consultations.attachment_states import ENDED, AttachmentState
from apps.consultations.models import Attachment
from apps.consultations.posting import ThreadClosed
from apps.consultations.selectors import attachments as reading
from apps.consultations.services.attachments.moves import move
from apps.foundation.errors import Forbidden, NotVisible
from apps.foundation.transactions import write


@write
def withdraw(person: Person, *, attachment_id: UUID, at: datetime) -> Attachment:
    """Take a file back; again changes nothing.

    Raises NotVisible, Forbidden (somebody else's), ThreadClosed (a message of a closed consultation names it: the
    record stays as it was signed).
    """
    rows = reading.attachments_visible_to(person).filter(public_id=attachment_id)
    attachment: Attachment | None = rows.select_for_update(of=("self",)).first()
    if attachment is None:
        raise NotVisible
    if attachment.uploaded_by_id != person.pk:
        raise Forbidden(_("Only who sent a file may take it back."))
    if attachment.state in ENDED:
        return attachment
    if attachment.is_sent and not attachment.thread.is_going:
        raise ThreadClosed(_("This consultation is closed. What was sent in it stays."))
    move(attachment, AttachmentState.WITHDRAWN, at=at, withdrawn_at=at, refusal="", refusal_limit=None)
    return attachment
