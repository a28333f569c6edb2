"""Papers that a person may have: a mother those that were made for her and still hold for her, her team all.

A mother's paper is superseded once a later version of a note on it no longer releases a part that it holds: what was
withdrawn is withdrawn on paper too. It does not come back where a version after that releases the part again.
"""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, ExpressionWrapper, Func, JSONField, OuterRef, Q

from apps.accounts.models import Person, Role
from apps.consultations.models import Audience, ConsultationNote, Document, NoteState
from apps.consultations.selectors.threads import thread_visible_to
from apps.foundation.errors import NotVisible
from apps.foundation.visibility import SubjectQuerySet


def documents_visible_to(person: Person) -> SubjectQuerySet:
    """Papers that `person` may have, with their consultation and whether each `is_superseded`."""
    rows = Document.objects.visible_to(person).select_related("thread").annotate(is_superseded=_superseded())
    if person.role == Role.MOTHER:
        return rows.filter(audience=Audience.MOTHER, is_superseded=False)
    return rows


def _superseded() -> Q:
    """Say of a paper whether it was made for the mother and a note on it has a later version that releases less."""
    notes = ConsultationNote.objects.for_system("what later versions withdraw from papers in scope")
    of_the_same = notes.filter(thread=OuterRef("thread"), kind=OuterRef("kind"), state=NoteState.SIGNED)
    later = of_the_same.filter(version__gt=OuterRef("version"))
    withdrawn = notes.filter(
        Exists(later.exclude(released__contains=OuterRef("released"))), thread=OuterRef("thread")
    )
    as_json = Func("public_id", function="to_jsonb", output_field=JSONField())
    printed = withdrawn.alias(printed=ExpressionWrapper(OuterRef("note_ids"), JSONField())).filter(
        printed__contains=as_json
    )
    return Q(audience=Audience.MOTHER) & Q(Exists(printed))


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
