"""What consultations do about events: nobody is asked how she found it after a loss; papers and files."""

from __future__ import annotations

from apps.consultations.attachment_events import AttachmentReady
from apps.consultations.events import DocumentRequested
from apps.consultations.services import ratings, telling
from apps.foundation.events import listens_to
from apps.pregnancies.events import FetusDied, PregnancyEnded


@listens_to(FetusDied)
def withdraw_questions_after_a_death(event: FetusDied) -> None:
    """Twice is harmless: what was withdrawn is not open any more."""
    ratings.withdraw_after_loss(None, pregnancy_id=event.pregnancy, at=event.at)


@listens_to(PregnancyEnded)
def withdraw_questions_after_a_loss(event: PregnancyEnded) -> None:
    """Twice is harmless; after a live birth it changes nothing."""
    ratings.withdraw_after_loss(None, pregnancy_id=event.pregnancy, at=event.at)


@listens_to(AttachmentReady)
def tell_those_who_look(event: AttachmentReady) -> None:
    """Twice is harmless: a client asks for the file's state again."""
    telling.attachment_ready(event.thread, event.attachment)


@listens_to(DocumentRequested)
def enqueue_document(event: DocumentRequested) -> None:
    """Twice is harmless: the task claims the paper's row."""
    from apps.consultations.document_tasks import enqueue

    enqueue(event.document)
