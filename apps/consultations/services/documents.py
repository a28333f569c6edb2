"""A paper of a consultation is asked for. The same content is made once: whoever asks again gets the one there is."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Language, Person, Role
from apps.consultations.events import DocumentRequested
from apps.consultations.models import Audience, Document, DocumentKind, DocumentState
from apps.consultations.selectors import papers
from apps.consultations.services.threads import locked_thread
from apps.foundation.errors import Forbidden, Invalid
from apps.foundation.outbox import emit
from apps.foundation.transactions import write


@write
def request_document(
    person: Person, *, thread_id: UUID, kind: str, audience: str, language: str, at: datetime
) -> tuple[Document, bool]:
    """Ask for a paper as the consultation is now; returns it and whether it has to be made.

    A mother gets hers; a clinician may have either. One that failed is made again. Raises NotVisible, Forbidden, Invalid.
    """
    _require_known(kind, audience, language)
    thread = locked_thread(person, thread_id)
    if person.role == Role.MOTHER and audience != Audience.MOTHER:
        raise Forbidden(_("This paper is for the care team."))
    notes = papers.notes_on(thread, audience)
    about = {"kind": kind, "audience": audience, "language": language}
    digest = papers.digest(thread, notes=notes, **about)
    found: Document | None = (
        Document.objects.for_system("the consultation was seen")
        .filter(thread=thread, content_sha256=digest)
        .first()
    )
    if found is not None and found.state != DocumentState.FAILED:
        return found, False
    document = found or Document(
        subject_id=thread.subject_id, thread=thread, content_sha256=digest, requested_by=person, **about
    )
    document.state, document.progress, document.attempts, document.failure = DocumentState.WAITING, 0, 0, ""
    document.requested_at, document.claimed_at, document.claimed_by = at, None, ""
    document.last_sequence = thread.last_sequence
    document.note_ids = [str(note.public_id) for note in notes]
    document.save()
    emit(DocumentRequested(document=document.public_id, thread=thread.public_id, at=at))
    return document, True


def _require_known(kind: str, audience: str, language: str) -> None:
    for field, value, choices in (
        ("kind", kind, DocumentKind.values),
        ("audience", audience, Audience.values),
        ("language", language, Language.values),
    ):
        if value not in choices:
            raise Invalid.field(field, _("There is no such choice."), code="invalid_choice", limit=choices)
