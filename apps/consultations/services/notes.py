"""A clinician writes down a consultation: drafts, signs, amends. What is signed stays."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.consultations.events import NoteSigned
from apps.consultations.models import ConsultationNote, NoteKind, NoteState, Thread
from apps.consultations.services import may_write, threads, writing
from apps.consultations.services.posting import post_system
from apps.consultations.services.threads import locked_thread
from apps.consultations.written import Written
from apps.foundation import feed
from apps.foundation.errors import Conflict
from apps.foundation.outbox import emit
from apps.foundation.severity import Severity
from apps.foundation.transactions import write
from apps.foundation.visibility import SubjectQuerySet
from apps.notifications.services import notify

FEED_KIND = "consultation_note"
RELEASED = "note_released"
"""Code of the entry in the thread that says so."""


class NewerNote(Conflict):
    """Somebody has signed since she opened the note; the error names the version that counts now."""

    code = "newer_note"


class AlreadySigned(Conflict):
    """The consultation has a signed note of this kind; what follows is an amendment."""

    code = "already_signed"


@write
def save_draft(
    person: Person, *, thread_id: UUID, note: Written, at: datetime
) -> tuple[ConsultationNote, bool]:
    """Keep her unfinished note; nobody else sees it. Returns it and whether it is new.

    Raises NotVisible, Forbidden, Invalid.
    """
    thread, kind = _writable(person, thread_id, note)
    draft, is_new = _own_draft(person, thread, kind, at)
    writing.write_down(draft, note, at=at)
    draft.save()
    writing.replace_prescriptions(draft, note.prescriptions)
    return draft, is_new


@write
def sign(person: Person, *, thread_id: UUID, note: Written, at: datetime) -> ConsultationNote:
    """Sign the first version. Raises NotVisible, Forbidden, AlreadySigned, Invalid."""
    thread, kind = _writable(person, thread_id, note)
    signed = newest_signed(thread, kind)
    if signed is not None:
        raise AlreadySigned(_meanwhile(signed), current_note=str(signed.public_id))
    return _sign(person, thread, kind, note, None, at)


@write
def amend(person: Person, *, thread_id: UUID, note: Written, at: datetime) -> ConsultationNote:
    """Sign a further version of `note.amends`; the ones before stay as they are.

    Raises as `sign`, NewerNote where she did not see the newest, and Conflict where nothing is signed.
    """
    thread, kind = _writable(person, thread_id, note)
    before = newest_signed(thread, kind)
    if before is None:
        raise Conflict(_("Nothing has been signed yet. Sign a note first."), code="not_signed")
    if before.public_id != note.amends:
        raise NewerNote(_meanwhile(before), current_note=str(before.public_id))
    return _sign(person, thread, kind, note, before, at)


@write
def discard_draft(person: Person, *, thread_id: UUID) -> bool:
    """Throw her own draft away; says whether there was one. Raises NotVisible, Forbidden."""
    kind = may_write.note_kind_of(person)
    thread = locked_thread(person, thread_id)
    return bool(_drafts(person, thread, kind).delete()[0])


def newest_signed(thread: Thread, kind: str) -> ConsultationNote | None:
    """Return the signed note of a kind that counts."""
    signed = ConsultationNote.objects.for_system("the consultation was seen").filter(
        thread=thread, kind=kind, state=NoteState.SIGNED
    )
    newest: ConsultationNote | None = signed.select_related("author").order_by("-version").first()
    return newest


def _meanwhile(signed: ConsultationNote) -> str:
    return _("%(name)s has signed a note meanwhile. Read that first.") % {
        "name": signed.author.get_full_name()
    }


def _writable(person: Person, thread_id: UUID, note: Written) -> tuple[Thread, NoteKind]:
    thread = locked_thread(person, thread_id)
    kind = may_write.note_kind_of(person)
    if note.prescriptions:
        may_write.require_prescriber(person)
    return thread, kind


def _drafts(person: Person, thread: Thread, kind: str) -> SubjectQuerySet:
    return ConsultationNote.objects.for_system("her own draft").filter(
        thread=thread, kind=kind, author=person, state=NoteState.DRAFT
    )


def _own_draft(person: Person, thread: Thread, kind: str, at: datetime) -> tuple[ConsultationNote, bool]:
    draft: ConsultationNote | None = _drafts(person, thread, kind).first()
    if draft is not None:
        return draft, False
    new = ConsultationNote(
        subject_id=thread.subject_id, thread=thread, kind=kind, author=person, created_at=at
    )
    return new, True


def _sign(
    person: Person,
    thread: Thread,
    kind: str,
    written: Written,
    before: ConsultationNote | None,
    at: datetime,
) -> ConsultationNote:
    writing.require_complete(written, thread, at=at)
    flags = writing.flags_or_refuse(written.prescriptions, thread.pregnancy)
    note, _is_new = _own_draft(person, thread, kind, at)
    writing.write_down(note, written, at=at)
    note.save()
    writing.replace_prescriptions(note, written.prescriptions, flags)
    note.state, note.signed_at, note.amends = NoteState.SIGNED, at, before
    note.version = 1 if before is None or before.version is None else before.version + 1
    note.save(update_fields=["state", "signed_at", "amends", "version"])
    _tell(person, thread, note, before, at)
    return note


def _tell(
    person: Person, thread: Thread, note: ConsultationNote, before: ConsultationNote | None, at: datetime
) -> None:
    """Open pages hear of every signature, the mother of what was released to her."""
    threads.changed(thread)
    for changed in (note, before):
        if changed is not None and changed.is_released:
            feed.changed(thread.subject_id, FEED_KIND, changed.public_id)
    if note.is_released:
        _tell_mother(person, thread, note, at)
    emit(
        NoteSigned(
            thread=thread.public_id,
            pregnancy=thread.pregnancy.public_id,
            note=note.public_id,
            version=note.version or 1,
            is_released=note.is_released,
            at=at,
        )
    )


def _tell_mother(person: Person, thread: Thread, note: ConsultationNote, at: datetime) -> None:
    about = {"note": str(note.public_id), "kind": note.kind, "version": note.version}
    post_system(thread, code=RELEASED, payload=about, at=at)
    notify(
        person,
        to=thread.subject,
        kind=FEED_KIND,
        object_id=thread.public_id,
        severity=Severity.INFO,
        at=at,
        dedupe_key=f"note:{note.public_id}",
        pregnancy_id=thread.pregnancy.public_id,
    )
