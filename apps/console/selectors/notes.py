"""The page of a consultation's note: what was signed, what may be signed, and the papers that were made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.console.selectors.banner import lower_first
from apps.consultations import flagging
from apps.consultations.models import (
    Closing,
    ConsultationNote,
    DocumentKind,
    DocumentState,
    NotePart,
    NoteState,
    Thread,
)
from apps.consultations.rules.allergies import Action
from apps.consultations.selectors import thread_visible_to
from apps.consultations.selectors.documents import documents_of
from apps.consultations.selectors.notes import notes_of_thread
from apps.consultations.selectors.record import closings_of
from apps.consultations.services import may_write
from apps.consultations.states import State
from apps.consultations.written import TEXTS

LEVELS = {Action.CONFIRM: "critical", Action.WARN: "warning", Action.NOTICE: "notice"}
PAPERS_SHOWN = 10


@dataclass(frozen=True)
class PartLine:
    """A part of a signed note."""

    title: str
    words: str
    is_released: bool


@dataclass(frozen=True)
class MedicineLine:
    """A medicine that was prescribed, with what the check said then."""

    words: str
    remarks: list[str]


@dataclass(frozen=True)
class VersionLine:
    """A signed version; `is_latest` is the one of its kind that counts."""

    title: str
    signed_at: datetime
    author: str
    is_latest: bool
    parts: list[PartLine]
    medicines: list[MedicineLine]
    medicines_released: bool
    follow_up_on: date | None
    follow_up_released: bool


@dataclass(frozen=True)
class PaperLine:
    """A paper, and where it is on its way. `is_superseded`: the mother cannot open hers any more."""

    title: str
    requested_at: datetime
    state: str
    progress: int
    is_ready: bool
    is_under_way: bool
    is_superseded: bool
    url: str


@dataclass(frozen=True)
class NotePage:
    """Everything around the form. `newest` is the signed note of her own kind, `draft` her own."""

    thread: Thread
    is_closed: bool
    versions: list[VersionLine]
    newest: ConsultationNote | None
    draft: ConsultationNote | None
    prescribes: bool
    closings: list[Closing]

    @property
    def url(self) -> str:
        return reverse("console:consultation_note", args=[self.thread.public_id])

    @property
    def talk_url(self) -> str:
        """Where the conversation itself is."""
        return f"/consultations/{self.thread.public_id}/"

    @property
    def flags_url(self) -> str:
        return reverse("console:consultation_note_flags", args=[self.thread.public_id])

    @property
    def papers_url(self) -> str:
        return reverse("console:consultation_papers", args=[self.thread.public_id])


def note_page(person: Person, thread_id: UUID) -> NotePage:
    """Return what the page shows. Raises NotVisible, Forbidden."""
    thread = thread_visible_to(person, thread_id)
    kind = may_write.note_kind_of(person)
    notes = notes_of_thread(person, thread)
    signed = [note for note in notes if note.state == NoteState.SIGNED]
    latest = {note.kind: note for note in signed}
    drafts = [note for note in notes if note.state == NoteState.DRAFT and note.kind == kind]
    return NotePage(
        thread=thread,
        is_closed=thread.state == State.CLOSED,
        versions=[version(note, is_latest=note == latest[note.kind]) for note in reversed(signed)],
        newest=latest.get(kind),
        draft=drafts[0] if drafts else None,
        prescribes=may_write.prescribes(person),
        closings=closings_of(thread),
    )


def version(note: ConsultationNote, *, is_latest: bool) -> VersionLine:
    """Put a signed note into words."""
    about = {"kind": note.get_kind_display(), "version": note.version}
    title = _("%(kind)s, version %(version)s, signed")
    if note.version != 1:
        title = _("%(kind)s, version %(version)s, amended")
    return VersionLine(
        title=title % about,
        signed_at=note.signed_at or note.changed_at,
        author=note.author.get_full_name(),
        is_latest=is_latest,
        parts=[
            PartLine(str(NotePart(name).label), getattr(note, name), name in note.released)
            for name in TEXTS
            if getattr(note, name)
        ],
        medicines=[_medicine(line) for line in note.prescriptions.all()],
        medicines_released=NotePart.PRESCRIPTIONS in note.released,
        follow_up_on=note.follow_up_on,
        follow_up_released=NotePart.FOLLOW_UP in note.released,
    )


def _medicine(line: Any) -> MedicineLine:
    said = ", ".join(part for part in (line.drug, line.dose, line.how, line.how_long) if part)
    remarks = [flagging.kept_sentence(flag, line.drug) for flag in line.flags]
    if line.override_reason:
        remarks.append(_("Prescribed all the same: %(reason)s") % {"reason": line.override_reason})
    return MedicineLine(said, remarks)


@dataclass(frozen=True)
class FlagLine:
    """One thing to know before a medicine is prescribed."""

    level: str
    sentence: str
    asks_reason: bool


def flag_lines(person: Person, thread_id: UUID, drug: str) -> list[FlagLine]:
    """Return what is known against a medicine for this mother. Raises NotVisible, Forbidden."""
    thread = thread_visible_to(person, thread_id)
    may_write.require_prescriber(person)
    (flags,) = flagging.flags_for([drug], thread.pregnancy, language=person.language)
    return [
        FlagLine(LEVELS[flag.action], flagging.sentence(flag), flag.action == Action.CONFIRM)
        for flag in flags
    ]


def paper_lines(person: Person, thread_id: UUID) -> list[PaperLine]:
    """Return the newest papers of a consultation. Raises NotVisible."""
    return [_paper(document) for document in documents_of(person, thread_id)[:PAPERS_SHOWN]]


def _paper(document: Any) -> PaperLine:
    title = _("%(kind)s, %(audience)s, %(language)s") % {
        "kind": DocumentKind(document.kind).label,
        "audience": lower_first(str(document.get_audience_display())),
        "language": document.get_language_display(),
    }
    return PaperLine(
        title=title,
        requested_at=document.requested_at,
        state=str(document.get_state_display()),
        progress=document.progress,
        is_ready=document.state == DocumentState.READY,
        is_under_way=document.state in (DocumentState.WAITING, DocumentState.RENDERING),
        is_superseded=document.is_superseded,
        url=reverse("console:consultation_paper", args=[document.thread.public_id, document.public_id]),
    )
