"""A consultation is closed: with a signed note, or with the reason why none is needed. Never over an open red flag."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.consultations import open_alerts
from apps.consultations.models import Closing, ConsultationNote, NoteState, Thread, WithoutNote
from apps.consultations.services import may_write, notes, ratings
from apps.consultations.services.threads import close, locked_thread
from apps.consultations.states import Urgency
from apps.consultations.written import Written
from apps.foundation.errors import Conflict, Invalid
from apps.foundation.transactions import write

CLINICAL_URGENCIES = (Urgency.EMERGENCY, Urgency.URGENT)


class OpenRedFlag(Conflict):
    """A red flag of this consultation waits for somebody to take it up."""

    code = "open_red_flag"


class NoteNeeded(Conflict):
    """Something clinical was said: a signed note is asked for."""

    code = "note_needed"


@write
def close_with_note(
    person: Person, *, thread_id: UUID, at: datetime, note_id: UUID | None = None, without_note: str = ""
) -> Closing:
    """Close with the signed note `note_id` (None: the newest that has closed nothing yet) or with a reason.

    Raises NotVisible, Forbidden, OpenRedFlag, NoteNeeded, Invalid, and what closing a thread raises.
    """
    thread = locked_thread(person, thread_id)
    may_write.note_kind_of(person)
    if open_alerts.are_unacknowledged(thread):
        raise OpenRedFlag(_("A red flag of this consultation is open. Take it up before you close."))
    note = None if without_note else _note_to_close_with(thread, note_id)
    if note is None:
        _require_nothing_clinical(thread, without_note, note_id)
    close(person, thread_id=thread_id, at=at)
    closing = Closing.objects.create(
        subject_id=thread.subject_id,
        thread=thread,
        note=note,
        without_note=without_note,
        closed_by=person,
        closed_at=at,
    )
    ratings.ask(closing, thread.pregnancy, at=at)
    return closing


@write
def sign_and_close(person: Person, *, thread_id: UUID, note: Written, at: datetime) -> Closing:
    """Sign a note (or amend the one it names) and close with it, as one act. Raises as both."""
    act = notes.amend if note.amends else notes.sign
    signed = act(person, thread_id=thread_id, note=note, at=at)
    return close_with_note(person, thread_id=thread_id, note_id=signed.public_id, at=at)


def _note_to_close_with(thread: Thread, note_id: UUID | None) -> ConsultationNote:
    """Return a signed note of this consultation that no earlier closing used: each closing has one of its own."""
    signed = ConsultationNote.objects.for_system("the consultation was seen").filter(
        thread=thread, state=NoteState.SIGNED, closing=None
    )
    if note_id is None:
        newest: ConsultationNote | None = signed.order_by("-signed_at", "-pk").first()
        if newest is None:
            raise NoteNeeded(_("Sign a note, or say why none is needed."))
        return newest
    chosen: ConsultationNote | None = signed.filter(public_id=note_id).first()
    if chosen is None:
        raise Invalid.field(
            "note", _("There is no such signed note, or it closed this before."), code="not_found"
        )
    return chosen


def _require_nothing_clinical(thread: Thread, without_note: str, note_id: UUID | None) -> None:
    if without_note not in WithoutNote.values:
        raise Invalid.field(
            "without_note", _("There is no such reason."), code="invalid_choice", limit=WithoutNote.values
        )
    if note_id is not None:
        raise Invalid.field("without_note", _("Give a note or a reason, not both."), code="contradiction")
    if thread.urgency in CLINICAL_URGENCIES or open_alerts.were_raised(thread):
        raise NoteNeeded(_("This consultation was urgent or had a red flag: sign a note."))
