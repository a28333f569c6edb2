"""A file comes in: looked at without decoding it, kept as it came, noted. A worker does the rest."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.consultations.attachment_events import AttachmentReceived
from apps.consultations.models import Attachment, Thread
from apps.consultations.posting import ThreadClosed
from apps.consultations.services.attachments import moves, quota
from apps.foundation.errors import Conflict, NotVisible, Problem
from apps.foundation.files import checks, kept, names, words
from apps.foundation.files.checks import Seen
from apps.foundation.files.reasons import Refused
from apps.foundation.files.storage import received_key
from apps.foundation.outbox import emit
from apps.foundation.transactions import write

TAKEN_UP_WITHIN: Final = timedelta(seconds=15)
ONE_AT_A_TIME: Final = 7_203_211
"""PostgreSQL advisory lock, with the person's id: her uploads are counted one after another."""


def receive(
    person: Person, *, thread_id: UUID, client_id: UUID, content: bytes, file_name: str, at: datetime
) -> tuple[Attachment, bool]:
    """Keep a file for a thread; returns it and whether it is new. The same client id with the same bytes is not.

    Raises NotVisible, ThreadClosed, Invalid or TooLarge (the reason is the field's code), Throttled (quota),
    Conflict (other bytes under this id), Unavailable (the storage is away).

    No transaction: the storage may be slow. First the bytes, then the row: a crash between leaves bytes that a sweep
    removes, never a row without them.
    """
    seen = _look(content)
    known = _admit(person, thread_id, client_id, seen, at)
    if known is not None:
        return known, False
    source_id = kept.keep(content)
    try:
        attachment, is_new = _note(
            person,
            thread_id=thread_id,
            client_id=client_id,
            seen=seen,
            file_name=names.clean(file_name),
            source_id=source_id,
            at=at,
        )
    except Problem:  # refused before the commit; after any other error nobody knows whether the row is there
        kept.remove([received_key(source_id)])
        raise
    if not is_new:
        kept.remove([received_key(source_id)])
    return attachment, is_new


def _look(content: bytes) -> Seen:
    try:
        return checks.look(content, words.limits())
    except Refused as refused:
        raise words.problem(refused) from refused


def _admit(person: Person, thread_id: UUID, client_id: UUID, seen: Seen, at: datetime) -> Attachment | None:
    """Return what this client id has brought before; None where a new file is welcome. Raises as `receive`."""
    thread = _thread(person, thread_id)
    known = _known(person, thread, client_id, seen)
    if known is not None:
        return known
    if not thread.is_going:
        raise ThreadClosed(_("This consultation is closed. Reopen it or begin a new one."))
    quota.require_room(person, size_bytes=seen.size_bytes, at=at)
    return None


def _thread(person: Person, thread_id: UUID) -> Thread:
    thread: Thread | None = Thread.objects.visible_to(person).filter(public_id=thread_id).first()
    if thread is None:
        raise NotVisible
    return thread


def _known(person: Person, thread: Thread, client_id: UUID, seen: Seen) -> Attachment | None:
    rows = Attachment.objects.visible_to(person).filter(uploaded_by=person, client_id=client_id)
    known: Attachment | None = rows.select_related("thread", "uploaded_by").first()
    if known is not None and (known.thread_id != thread.pk or bytes(known.sha256) != seen.sha256):
        raise Conflict.field(
            "client_id", _("This id belongs to another file. Make a new one."), code="id_taken"
        )
    return known


@write
def _note(
    person: Person,
    *,
    thread_id: UUID,
    client_id: UUID,
    seen: Seen,
    file_name: str,
    source_id: UUID,
    at: datetime,
) -> tuple[Attachment, bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [ONE_AT_A_TIME, person.pk])
    known = _admit(person, thread_id, client_id, seen, at)
    if known is not None:
        return known, False
    thread = _thread(person, thread_id)
    attachment = Attachment.objects.create(
        subject_id=thread.subject_id,
        thread=thread,
        client_id=client_id,
        uploaded_by=person,
        uploaded_at=at,
        source_id=source_id,
        kind=seen.format.kind.value,
        media_type=seen.format.media_type,
        file_name=file_name,
        sha256=seen.sha256,
        size_bytes=seen.size_bytes,
        check_due_at=at + TAKEN_UP_WITHIN,
    )
    moves.note(attachment)
    emit(AttachmentReceived(attachment=attachment.public_id, thread=thread.public_id, at=at))
    return attachment, True
