"""A dietitian writes about a mother's meals, amends what was written, or takes it back. Every version stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation.errors import Conflict, Invalid, NotVisible
from apps.foundation.transactions import write
from apps.nutrition.models import DietNote
from apps.nutrition.models.notes import LONGEST_DIET_NOTE, LONGEST_WITHDRAWAL
from apps.nutrition.services import may
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.services.locks import locked_pregnancy


class NewerDietNote(Conflict):
    """Somebody has changed the note since she opened it; the error names the version that counts now."""

    code = "newer_note"


@write
def write_note(person: Person, *, pregnancy_id: UUID, week_on: date, text: str, at: datetime) -> DietNote:
    """Write a note about the week in which `week_on` lies. Raises NotVisible, Forbidden, Invalid."""
    pregnancy = _writable(person, pregnancy_id)
    monday = week_on - timedelta(days=week_on.weekday())
    return DietNote.objects.create(
        subject_id=pregnancy.subject_id,
        pregnancy=pregnancy,
        week_on=monday,
        author=person,
        text=_words(text, field="text", longest=LONGEST_DIET_NOTE),
        written_at=at,
    )


@write
def amend_note(
    person: Person, *, pregnancy_id: UUID, note_id: UUID, seen_version: int, text: str, at: datetime
) -> DietNote:
    """Write a further version; the ones before stay as they are. `seen_version`: the one that she had before her.

    Raises NotVisible, Forbidden, Invalid, NewerDietNote, Conflict (it was taken back).
    """
    before = _standing(_writable(person, pregnancy_id), note_id, seen_version)
    return _next(person, before, at, text=_words(text, field="text", longest=LONGEST_DIET_NOTE))


@write
def withdraw_note(
    person: Person, *, pregnancy_id: UUID, note_id: UUID, seen_version: int, because: str, at: datetime
) -> DietNote:
    """Take a note back with a reason: it stays readable, marked. Raises as `amend_note`."""
    before = _standing(_writable(person, pregnancy_id), note_id, seen_version)
    reason = _words(because, field="because", longest=LONGEST_WITHDRAWAL)
    return _next(person, before, at, withdrawn_because=reason)


def _writable(person: Person, pregnancy_id: UUID) -> Pregnancy:
    """Also after the end of a pregnancy: its record may still need a word."""
    pregnancy = locked_pregnancy(person, pregnancy_id)
    may.require_dietitian(person)
    return pregnancy


def _standing(pregnancy: Pregnancy, note_id: UUID, seen_version: int) -> DietNote:
    rows = DietNote.objects.for_system("the pregnancy was seen").filter(pregnancy=pregnancy, note_id=note_id)
    newest = rows.select_related("author").order_by("-version").first()
    if newest is None:
        raise NotVisible
    if newest.withdrawn_because:
        raise Conflict(_("This note was taken back."), code="withdrawn")
    if newest.version != seen_version:
        sentence = _("%(name)s has changed this note meanwhile. Read that first.")
        raise NewerDietNote(sentence % {"name": newest.author.get_full_name()}, version=newest.version)
    return newest


def _next(person: Person, before: DietNote, at: datetime, **said: str) -> DietNote:
    return DietNote.objects.create(
        subject_id=before.subject_id,
        pregnancy_id=before.pregnancy_id,
        note_id=before.note_id,
        version=before.version + 1,
        week_on=before.week_on,
        author=person,
        written_at=at,
        **said,
    )


def _words(text: str, *, field: str, longest: int) -> str:
    text = text.strip()
    if not text:
        raise Invalid.field(field, _("Write something."), code="blank")
    if "\0" in text or len(text) > longest:
        raise Invalid.field(field, _("The text is too long."), code="max_length", limit=longest)
    return text
