"""What a paper of a consultation holds, for the mother or for the care team, in the active language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.consultations.models import (
    Audience,
    Closing,
    ConsultationNote,
    Document,
    DocumentKind,
    NoteState,
    Thread,
)
from apps.consultations.pdf.content import Content, Line, Note, PaperHead
from apps.consultations.pdf.drawing import moment
from apps.consultations.selectors import paper_lines, paper_notes
from apps.pregnancies.days import zone

LAYOUT: Final = 1
"""Goes into the digest: a new layout makes new papers."""


def notes_on(thread: Thread, audience: str) -> list[ConsultationNote]:
    """Return the signed notes for a paper: every version for the team; for the mother the newest that was released."""
    rows = ConsultationNote.objects.for_system("a paper for who may see the consultation").filter(
        thread=thread, state=NoteState.SIGNED
    )
    notes = list(
        rows.select_related("author", "amends").prefetch_related("prescriptions").order_by("kind", "version")
    )
    if audience == Audience.TEAM:
        return notes
    newest = {note.kind: note for note in notes}
    return [note for note in newest.values() if note.is_released]


def digest(
    thread: Thread, *, kind: str, audience: str, language: str, notes: Sequence[ConsultationNote]
) -> bytes:
    """Return the digest of everything that decides what is printed; the same digest is the same paper."""
    closings = [closing.public_id.hex for closing in _closings(thread)]
    what = {
        "layout": LAYOUT,
        "kind": kind,
        "audience": audience,
        "language": language,
        "zone": zone(thread.subject).key,
        "names": [thread.subject.get_full_name(), thread.team.name, thread.topic],
        "up_to": thread.last_sequence if kind == DocumentKind.TRANSCRIPT else 0,
        "notes": [note.public_id.hex for note in notes],
        "closings": closings,
    }
    return hashlib.sha256(json.dumps(what, sort_keys=True).encode()).digest()


def content_of(document: Document) -> Content:
    """Return what a paper holds; its lines are read from the database as they are drawn."""
    thread = document.thread
    at_hers = zone(thread.subject)
    ids = set(document.note_ids)
    notes = [note for note in notes_on_paper(document) if str(note.public_id) in ids]
    is_transcript = document.kind == DocumentKind.TRANSCRIPT
    return Content(
        head=_head(document, thread, at_hers),
        notes_title=_("Notes"),
        notes=tuple(_note(note, document.audience, at_hers) for note in notes),
        messages_title=_("What was said") if is_transcript else "",
        lines=_lines(document, at_hers) if is_transcript else (),
        line_count=document.last_sequence if is_transcript else 0,
        nothing=_("Nothing was said.") if is_transcript else _("No note was signed."),
    )


def notes_on_paper(document: Document) -> list[ConsultationNote]:
    """Return the notes that were chosen when the paper was asked for: signed, so they still read the same."""
    rows = ConsultationNote.objects.for_system("a paper for who may see the consultation").filter(
        thread=document.thread, public_id__in=document.note_ids
    )
    shown = rows.select_related("author", "amends").prefetch_related("prescriptions")
    return list(shown.order_by("kind", "version"))


def page_words(page: int, total: int) -> str:
    """Return «page 3 of 7» in the active language."""
    return _("Page %(page)d of %(total)d") % {"page": page, "total": total}


def _head(document: Document, thread: Thread, at_hers: ZoneInfo) -> PaperHead:
    title = (
        _("Consultation: transcript")
        if document.kind == DocumentKind.TRANSCRIPT
        else _("Consultation: notes")
    )
    made_at = document.requested_at.astimezone(at_hers)
    return PaperHead(
        title=title,
        facts=tuple(_facts(document, thread, at_hers)),
        explained=_explained(document, at_hers),
        footer=f"KAISHI · {document.public_id} · {moment(made_at)}",
        language=document.language,
        made_at=made_at,
    )


def _facts(document: Document, thread: Thread, at_hers: ZoneInfo) -> Iterator[tuple[str, str]]:
    yield _("Mother"), thread.subject.get_full_name()
    yield _("Care team"), thread.team.name
    if thread.responsible is not None:
        yield _("Responsible"), _named(thread.responsible)
    yield _("Topic"), thread.topic
    yield _("Opened"), moment(thread.opened_at.astimezone(at_hers))
    for closing in _closings(thread):
        yield _("Closed"), _closed(closing, at_hers)
    yield _("State"), str(thread.get_state_display())
    yield _("Made for"), str(document.get_audience_display())
    yield _("Made at"), moment(document.requested_at.astimezone(at_hers))
    yield _("Number of this paper"), str(document.public_id)
    yield _("Number of the consultation"), str(thread.public_id)


def _closings(thread: Thread) -> list[Closing]:
    rows = Closing.objects.for_system("a paper for who may see the consultation").filter(thread=thread)
    return list(rows.select_related("closed_by").order_by("pk"))


def _closed(closing: Closing, at_hers: ZoneInfo) -> str:
    by = f"{moment(closing.closed_at.astimezone(at_hers))}, {_named(closing.closed_by)}"
    return f"{by}, {closing.get_without_note_display()}" if closing.without_note else by


def _named(person: Person) -> str:
    return f"{person.get_full_name()} ({person.role_word})"


def _explained(document: Document, at_hers: ZoneInfo) -> str:
    sentences = [_("All times are of the zone in which the mother lives (%(zone)s).") % {"zone": at_hers.key}]
    if document.kind == DocumentKind.TRANSCRIPT:
        sentences.append(_("What was corrected or taken back is marked as such."))
    if document.audience == Audience.MOTHER:
        sentences.append(_("Of the notes it holds what was released to the mother."))
    return " ".join([*sentences, _("Internal notes of the care team are on no paper.")])


def _note(note: ConsultationNote, audience: str, at_hers: ZoneInfo) -> Note:
    return paper_notes.on_paper(note, for_mother=audience == Audience.MOTHER, at_hers=at_hers)


def _lines(document: Document, at_hers: ZoneInfo) -> Iterator[Line]:
    return paper_lines.lines(document.thread, up_to=document.last_sequence, at_hers=at_hers)
