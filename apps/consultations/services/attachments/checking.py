"""A worker has a file written anew: claimed by one task, rewritten outside any transaction, kept once or refused.

The claim is the attachment's row (`foundation.claims`). A worker that is killed in between leaves a claim that runs out;
the next one writes the same keys again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import structlog

from apps.consultations.attachment_states import AttachmentState
from apps.consultations.models import Attachment
from apps.consultations.services.attachments import files
from apps.consultations.services.attachments.moves import move
from apps.foundation.claims import PUSHED_BACK, Work, pause_after
from apps.foundation.files import kept, words
from apps.foundation.files.reasons import Reason, Refused
from apps.foundation.files.storage import received_key
from apps.foundation.files.wire import Rewritten
from apps.foundation.transactions import write

log = structlog.get_logger(__name__)

WORK: Final = Work(
    Attachment.objects.for_system,
    AttachmentState.RECEIVED,
    AttachmentState.CHECKING,
    longest_s=150.0,  # longer than a child may take (`Limits.wall_s`) with reading and writing before and after it
    due="check_due_at",
)
MOST_ATTEMPTS: Final = 6


@dataclass(frozen=True)
class Claim:
    """The right to check an attachment; `token` is the moment it was given."""

    attachment: Attachment
    token: datetime


def run(attachment_id: UUID, *, task_id: str, now: Callable[[], datetime]) -> None:
    """Check an attachment if that is due and nobody else does."""
    claimed = claim(None, attachment_id=attachment_id, task_id=task_id, at=now())
    if claimed is None:
        return
    try:
        with WORK.kept(claimed.attachment, claimed.token, now):
            rewritten = _rewritten(claimed.attachment)
    except Refused as refused:
        log.info(
            "attachment_refused", attachment=str(attachment_id), reason=refused.reason, why=refused.detail
        )
        done = refuse(None, claimed, refused, at=now())
    except kept.TRY_AGAIN as error:
        log.warning("attachment_not_checked", attachment=str(attachment_id), error=type(error).__name__)
        put_back(None, claimed, at=now())
        return
    else:
        done = finish(None, claimed, rewritten, at=now())
    if done:
        kept.remove([received_key(claimed.attachment.source_id)])
    elif not files.are_wanted(claimed.attachment.public_id):
        kept.remove(files.keys_of(claimed.attachment))


@write
def claim(_system: None, *, attachment_id: UUID, task_id: str, at: datetime) -> Claim | None:
    """Take up an attachment whose check is due; None where it is not, or somebody else has it."""
    attachment = _locked(attachment_id) if WORK.take(attachment_id, task_id=task_id, at=at) else None
    if attachment is None:
        return None
    if attachment.attempts > MOST_ATTEMPTS:
        _refuse(attachment, Refused(Reason.GAVE_UP), at=at)
        return None
    return Claim(attachment, at)


def _rewritten(attachment: Attachment) -> Rewritten:
    """Return what the file has become, once that is kept. Raises Refused, and what `kept.TRY_AGAIN` names."""
    return kept.written_anew(
        attachment.public_id,
        source_id=attachment.source_id,
        digest=bytes(attachment.sha256),
        media_type=attachment.media_type,
        limits=words.limits(),
    )


@write
def finish(_system: None, claimed: Claim, rewritten: Rewritten, *, at: datetime) -> bool:
    """Let everybody see it. False where the claim was lost."""
    attachment = _still_mine(claimed)
    if attachment is None:
        return False
    facts = asdict(rewritten.facts)
    move(attachment, AttachmentState.CHECKED, at=at, checked_at=at, variants=rewritten.described(), **facts)
    return True


@write
def refuse(_system: None, claimed: Claim, refused: Refused, *, at: datetime) -> bool:
    """Say why it is not taken: what cannot heal by itself is not tried again and again. False as `finish`."""
    attachment = _still_mine(claimed)
    if attachment is not None:
        _refuse(attachment, refused, at=at)
    return attachment is not None


def _refuse(attachment: Attachment, refused: Refused, *, at: datetime) -> None:
    reason = refused.reason.value
    move(
        attachment,
        AttachmentState.REFUSED,
        at=at,
        checked_at=at,
        refusal=reason,
        refusal_limit=refused.limit,
    )


@write
def put_back(_system: None, claimed: Claim, *, at: datetime) -> None:
    """Give it back after a failure that says nothing about the file; the pauses grow."""
    attachment = _still_mine(claimed)
    if attachment is not None:
        WORK.release(attachment, due_at=at + pause_after(attachment.attempts))


@write
def take_up_again(_system: None, *, at: datetime) -> list[UUID]:
    """Return what is due but lies still: its task was lost, its pause is over, or its worker is dead.

    What is returned is pushed back, so as not to be returned again at once.
    """
    rows = WORK.lying(at=at)
    for attachment in rows:
        WORK.release(attachment, due_at=at + PUSHED_BACK)
    return [attachment.public_id for attachment in rows]


def _locked(attachment_id: UUID) -> Attachment | None:
    rows = Attachment.objects.for_system("the check of an attachment").select_related("thread")
    return rows.select_for_update(of=("self",)).filter(public_id=attachment_id).first()


def _still_mine(claimed: Claim) -> Attachment | None:
    attachment = _locked(claimed.attachment.public_id)
    return attachment if attachment is not None and WORK.is_held(attachment, claimed.token) else None
