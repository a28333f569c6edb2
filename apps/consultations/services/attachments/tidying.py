"""Removes from the storage what nobody may see any more, and what a crash left there. Harmless twice at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from itertools import islice, takewhile
from typing import Final
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import Q

from apps.consultations.attachment_states import ENDED, WAITING
from apps.consultations.attachment_states import AttachmentState as State
from apps.consultations.models import Attachment
from apps.consultations.services.attachments import files, moves
from apps.foundation import feed
from apps.foundation.files import kept, waiting
from apps.foundation.files.storage import RECEIVED, UNFINISHED, StorageAway, made_at, store
from apps.foundation.transactions import write

log = structlog.get_logger(__name__)
UNSENT_FOR: Final = timedelta(hours=24)
AT_A_TIME: Final = 500


def tidy(*, at: datetime) -> None:
    """Abandon what was not sent within a day; then remove files, each for itself."""
    abandon(None, at=at)
    for attachment in due_for_removal(at=at):
        if kept.remove(files.keys_of(attachment)):
            note_removed(None, attachment_id=attachment.public_id, at=at)
    remove_strays(at=at)


@write
def abandon(_system: None, *, at: datetime) -> int:
    """Mark what no message has named for a day: none can name it from now on. Returns how many."""
    rows = Attachment.objects.for_system("a sweep looks for what was never sent").filter(
        message_sequence=None, uploaded_at__lt=at - UNSENT_FOR, files_removed_at=None
    )
    old = rows.exclude(state__in=sorted(ENDED)).select_related("thread").order_by("uploaded_at")
    found = list(old.select_for_update(of=("self",), skip_locked=True)[:AT_A_TIME])
    for attachment in found:
        moves.move(attachment, State.ABANDONED, at=at, refusal="", refusal_limit=None)
    return len(found)


def due_for_removal(*, at: datetime) -> list[Attachment]:
    """Return what nobody may see any more. What was sent and taken back is kept aside for some days."""
    kept_until = at - timedelta(days=settings.WITHDRAWN_FILES_DAYS)
    withdrawn = Q(state=State.WITHDRAWN) & (Q(message_sequence=None) | Q(withdrawn_at__lte=kept_until))
    refused = Q(
        state=State.REFUSED, message_sequence__isnull=False
    )  # unsent, they are abandoned within a day
    rows = Attachment.objects.for_system("a sweep looks for files that nobody may see").filter(
        withdrawn | refused | Q(state=State.ABANDONED), files_removed_at=None
    )
    return list(rows.order_by("uploaded_at")[:AT_A_TIME])


@write
def note_removed(_system: None, *, attachment_id: UUID, at: datetime) -> None:
    """Note that the storage has nothing of it. What was never sent leaves no row either."""
    rows = Attachment.objects.for_system("its files were removed").filter(public_id=attachment_id)
    attachment: Attachment | None = rows.select_for_update().first()
    if attachment is None:
        return
    if attachment.is_sent:
        rows.update(files_removed_at=at, variants={}, peaks=None)
        return
    feed.changed(attachment.subject_id, moves.FEED_KIND, attachment.public_id, deleted=True)
    attachment.delete()


def remove_strays(*, at: datetime) -> int:
    """Remove what lies in the storage for a day and belongs to no check: a crash came before the row, or after.

    Returns how many. Keys come in the order of their age.
    """
    try:
        return sum(_remove_old(prefix, at - UNSENT_FOR) for prefix in (RECEIVED, UNFINISHED))
    except StorageAway as error:
        log.warning("strays_not_removed", error=str(error))
        return 0


def _remove_old(prefix: str, before: datetime) -> int:
    known = filter(made_at, store().keys(prefix))
    old = takewhile(lambda key: (made_at(key) or before) < before, known)
    removed = 0
    while batch := list(islice(old, AT_A_TIME)):
        strays = list(_strays(batch))
        kept.remove(strays)
        removed += len(strays)
    return removed


def _strays(keys: list[str]) -> Iterator[str]:
    ids = {UUID(key.rpartition("/")[2]): key for key in keys}
    needed = waiting.waited_for(ids.keys())
    return (key for source_id, key in ids.items() if source_id not in needed)


def waited_for(ids: Collection[UUID]) -> set[UUID]:
    """Return which of these files an attachment waits for, of which nobody has looked into it."""
    rows = Attachment.objects.for_system("a sweep looks for files without a row")
    return set(rows.filter(source_id__in=ids, state__in=WAITING).values_list("source_id", flat=True))
