"""Notes as this person may read them: the mother only the newest version, and of it what was released."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, Max, Q, Window

from apps.accounts.models import Person, Role
from apps.consultations.models import ConsultationNote, NoteState, Thread
from apps.consultations.selectors.threads import thread_visible_to
from apps.foundation.visibility import SubjectQuerySet


def notes_visible_to(person: Person) -> SubjectQuerySet:
    """Signed notes and her own drafts for a clinician; for the mother the newest versions that were released."""
    notes = ConsultationNote.objects.visible_to(person)
    if person.role == Role.CLINICIAN:
        notes = notes.filter(Q(state=NoteState.SIGNED) | Q(author=person))
    else:
        notes = notes.filter(pk__in=_newest_versions(person)).exclude(released=[])
    return notes.select_related("thread", "author", "amends").prefetch_related("prescriptions")


def _newest_versions(person: Person) -> Any:
    """Ids of the signed notes that no later version of their kind amends."""
    signed = ConsultationNote.objects.visible_to(person).filter(state=NoteState.SIGNED)
    newest = Window(Max("version"), partition_by=["thread_id", "kind"])
    return signed.annotate(newest=newest).filter(version=F("newest")).values("pk")


def notes_of(person: Person, thread_id: UUID) -> list[ConsultationNote]:
    """The notes of a consultation: by kind, oldest version first, her own draft last. Raises NotVisible."""
    return notes_of_thread(person, thread_visible_to(person, thread_id))


def notes_of_thread(person: Person, thread: Thread) -> list[ConsultationNote]:
    """The same of a consultation in hand."""
    notes = notes_visible_to(person).filter(thread_id=thread.pk)
    return list(notes.order_by("kind", F("version").asc(nulls_last=True)))


def notes_for_feed(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """What a phone may hold of notes, by id."""
    from apps.consultations.api.notes_out import NoteOut

    rows = notes_visible_to(person).filter(public_id__in=ids)
    return {row.public_id: NoteOut(row, context={"person": person}).data for row in rows}
