"""Notes on what a mother eats, in words: those written beside her meals, and diet notes of consultations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from apps.accounts.models import Person
from apps.consultations.models import ConsultationNote, NoteKind, NoteState
from apps.consultations.selectors.notes import notes_visible_to
from apps.nutrition.models import DietNote
from apps.nutrition.selectors.diet_notes import Note, notes_of
from apps.nutrition.services import may
from apps.pregnancies.models import Pregnancy

MOST_NOTES = 20


@dataclass(frozen=True)
class Version:
    """What was written, when and by whom."""

    text: str
    at: datetime
    author: str


@dataclass(frozen=True)
class DietNoteLine:
    """One note. `withdrawn`: who took it back, and why; its words stay. `earlier`: versions before, newest first.

    `talk_url`: not empty for the note of a consultation, which is amended there.
    """

    at: datetime
    newest: Version
    earlier: list[Version]
    week_on: date | None
    withdrawn: Version | None
    amend_url: str
    withdraw_url: str
    talk_url: str
    topic: str


def diet_note_lines(person: Person, pregnancy: Pregnancy) -> list[DietNoteLine]:
    """Return the newest notes of both kinds; two queries for each kind at most."""
    own = [_line(note, person, pregnancy) for note in notes_of(person, pregnancy)]
    lines = sorted([*own, *_of_consultations(person, pregnancy)], key=lambda line: line.at, reverse=True)
    return lines[:MOST_NOTES]


def _line(note: Note, person: Person, pregnancy: Pregnancy) -> DietNoteLine:
    written = [_version(row) for row in note.versions if not row.withdrawn_because]
    is_open = may.writes_diet_notes(person) and not note.is_withdrawn
    ids = [pregnancy.public_id, note.newest.note_id]
    return DietNoteLine(
        note.newest.written_at,
        written[0],
        written[1:],
        note.newest.week_on,
        _version(note.newest) if note.is_withdrawn else None,
        reverse("console:amend_diet_note", args=ids) if is_open else "",
        reverse("console:withdraw_diet_note", args=ids) if is_open else "",
        "",
        "",
    )


def _version(row: DietNote) -> Version:
    return Version(row.withdrawn_because or row.text, row.written_at, row.author.get_full_name())


def _of_consultations(person: Person, pregnancy: Pregnancy) -> list[DietNoteLine]:
    """The newest signed version of each consultation's diet note."""
    rows = notes_visible_to(person).filter(
        thread__pregnancy=pregnancy, kind=NoteKind.DIET, state=NoteState.SIGNED
    )
    newest = {row.thread_id: row for row in rows.order_by("version")}
    return [_of_consultation(row) for row in newest.values()]


def _of_consultation(row: ConsultationNote) -> DietNoteLine:
    said = "\n\n".join(filter(None, (row.assessment, row.plan, row.advice)))
    at = row.signed_at or row.changed_at
    return DietNoteLine(
        at,
        Version(said, at, row.author.get_full_name()),
        [],
        None,
        None,
        "",
        "",
        reverse("console:consultation_note", args=[row.thread.public_id]),
        row.thread.topic,
    )
