"""Papers that a person may have: a mother those that were made for her, her team all."""

from __future__ import annotations

from uuid import UUID

from apps.accounts.models import Person, Role
from apps.consultations.models import Audience, Document
from apps.consultations.selectors.threads import thread_visible_to
from apps.foundation.errors import NotVisible
from apps.foundation.visibility import SubjectQuerySet


def documents_visible_to(person: Person) -> SubjectQuerySet:
    """Papers that `person` may have, with their consultation."""
    rows = Document.objects.visible_to(person).select_related("thread")
    return rows.filter(audience=Audience.MOTHER) if person.role == Role.MOTHER else rows


def documents_of(person: Person, thread_id: UUID) -> SubjectQuerySet:
    """Papers of one consultation, newest first. Raises NotVisible."""
    return documents_visible_to(person).filter(thread=thread_visible_to(person, thread_id)).order_by("-pk")


def document_visible_to(person: Person, document_id: UUID, *, thread_id: UUID | None = None) -> Document:
    """One paper, of this consultation where one is given. Raises NotVisible."""
    rows = documents_visible_to(person).filter(public_id=document_id)
    if thread_id is not None:
        rows = rows.filter(thread__public_id=thread_id)
    document: Document | None = rows.first()
    if document is None:
        raise NotVisible
    return document
