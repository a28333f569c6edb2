"""What the care team says among itself: for clinicians only."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from apps.accounts.models import Person
from apps.consultations.models import InternalNote, OpinionState, SecondOpinion, Thread
from apps.foundation.errors import NotVisible


def seen_thread(person: Person, thread_id: UUID) -> Thread:
    """Return a consultation that `person` may see. Raises NotVisible."""
    thread: Thread | None = Thread.objects.visible_to(person).filter(public_id=thread_id).first()
    if thread is None:
        raise NotVisible
    return thread


def notes_of(person: Person, thread_id: UUID) -> QuerySet[InternalNote]:
    """Return the notes of a consultation in their order. Raises NotVisible."""
    thread = seen_thread(person, thread_id)
    rows = InternalNote.objects.visible_to(person).filter(thread=thread)
    return rows.select_related("thread", "author").prefetch_related("mentions").order_by("number")


def opinions_of(person: Person, thread_id: UUID) -> QuerySet[SecondOpinion]:
    """Return the second opinions of a consultation, oldest first. Raises NotVisible."""
    thread = seen_thread(person, thread_id)
    return _opinions(person).filter(thread=thread).order_by("pk")


def opinions_asked_of(person: Person) -> QuerySet[SecondOpinion]:
    """Return the questions that wait for an answer of `person`, those that wait longest first."""
    return _opinions(person).filter(asked_of=person, state=OpinionState.ASKED).order_by("asked_at", "pk")


def opinions_of_mine(person: Person) -> QuerySet[SecondOpinion]:
    """Return what `person` has asked or was asked."""
    return _opinions(person).filter(Q(asked_of=person) | Q(asked_by=person)).order_by("-pk")


def _opinions(person: Person) -> QuerySet[SecondOpinion]:
    rows = SecondOpinion.objects.visible_to(person)
    return rows.select_related("thread", "subject", "asked_by", "asked_of")
