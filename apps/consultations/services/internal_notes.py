"""Notes among colleagues. They have numbers of their own: what the mother sees has no gap where one was written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from apps.accounts.models import Person, Role
from apps.accounts.visibility import people_who_see
from apps.consultations.models import InternalNote, InternalNoteKind, Thread
from apps.consultations.models.inside import LONGEST_NOTE
from apps.consultations.services import telling
from apps.consultations.services.threads import locked_thread
from apps.foundation.errors import Invalid, Unprocessable
from apps.foundation.ids import uuid7
from apps.foundation.severity import Severity
from apps.foundation.transactions import write
from apps.notifications.services import notify
from apps.pregnancies.services import may

MENTION = "consultation_mention"
"""Kind of the notification that a colleague was named in a note."""

MOST_MENTIONS = 10


@write
def write_note(
    person: Person,
    *,
    thread_id: UUID,
    text: str,
    at: datetime,
    mentions: Sequence[UUID] = (),
    client_id: UUID | None = None,
) -> tuple[InternalNote, bool]:
    """Write a note that no mother ever sees; who is mentioned is told. Returns it and whether it is new.

    Also in a closed consultation. Raises NotVisible, Forbidden, Invalid, Unprocessable.
    """
    thread = locked_thread(person, thread_id)
    may.require_clinician(person)
    colleagues = colleagues_of(thread, mentions, field="mentions")
    known = _written(person, client_id)
    if known is not None:
        if (known.thread_id, known.text) != (thread.pk, text.strip()):
            raise Unprocessable.field("client_id", _("This client id was used for another note."))
        return known, False
    note = add_note(person, thread, text=text, kind=InternalNoteKind.NOTE, at=at, client_id=client_id)
    note.mentions.set(colleagues)
    for colleague in colleagues:
        _tell(note, colleague, at=at)
    return note, True


def add_note(
    person: Person, thread: Thread, *, text: str, kind: str, at: datetime, client_id: UUID | None = None
) -> InternalNote:
    """Give a locked thread its next note. Raises Invalid for one that says nothing, or too much."""
    text = require_words(text, field="note" if kind == InternalNoteKind.HANDOVER else "text")
    rows = InternalNote.objects.for_system("the next number of a locked thread").filter(thread=thread)
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    telling.inside_changed(thread)
    return InternalNote.objects.create(
        subject_id=thread.subject_id,
        thread=thread,
        number=number,
        client_id=client_id or uuid7(),
        kind=kind,
        author=person,
        text=text,
        written_at=at,
    )


def require_words(text: str, *, field: str) -> str:
    """Return a text without white space around it. Raises Invalid."""
    text = text.strip()
    if not text:
        raise Invalid.field(field, _("Write something."), code="blank")
    if "\0" in text or len(text) > LONGEST_NOTE:
        raise Invalid.field(field, _("The text is too long."), code="max_length", limit=LONGEST_NOTE)
    return text


def colleagues_of(thread: Thread, ids: Sequence[UUID], *, field: str) -> list[Person]:
    """Return clinicians by their ids who may see this mother now.

    Nobody is let in to her by being asked or named: who is of none of her teams has to be added to one first.
    Raises Invalid.
    """
    if len(ids) > MOST_MENTIONS:
        raise Invalid.field(field, _("Too many at once."), code="max_length", limit=MOST_MENTIONS)
    wanted = set(ids)
    if not wanted:
        return []
    seen_by = people_who_see([thread.subject_id])[thread.subject_id]
    found = Person.objects.filter(public_id__in=wanted, pk__in=seen_by, role=Role.CLINICIAN).order_by("pk")
    if len(found) != len(wanted):
        sentence = _("Only a colleague of a care team of this mother can be asked. Add her to a team first.")
        raise Invalid.field(field, sentence, code="not_of_her_teams")
    return list(found)


def _written(person: Person, client_id: UUID | None) -> InternalNote | None:
    if client_id is None:
        return None
    rows = InternalNote.objects.for_system("her own note, sent twice")
    return rows.filter(author=person, client_id=client_id).first()


def _tell(note: InternalNote, colleague: Person, *, at: datetime) -> None:
    if colleague.pk == note.author_id:
        return
    notify(
        None,
        to=colleague,
        kind=MENTION,
        object_id=note.thread.public_id,
        severity=Severity.WARN,
        at=at,
        dedupe_key=f"mention:{note.public_id}",
    )
