"""Celery tasks of papers: each calls one service, and is harmless twice or beside itself."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from celery import current_app, shared_task
from django.utils import timezone

from apps.consultations.services import document_making

QUEUE: Final = "default"
TAKE_UP_EVERY_S: Final = 60.0
LONGEST_S: Final = 1_500
"""Ten thousand messages take half a minute of a free processor; a busy one, and longer messages, take longer."""


@shared_task(
    bind=True,
    name="consultations.make_document",
    ignore_result=True,
    soft_time_limit=LONGEST_S,
    time_limit=LONGEST_S + 60,
)
def make(self: Any, document_id: str) -> None:
    """Make one paper. A second task finds it claimed, or done, and does nothing."""
    document_making.run(UUID(document_id), task_id=self.request.id or "", now=timezone.now)


def enqueue(document_id: UUID) -> None:
    """Ask a worker to make a paper."""
    make.apply_async([str(document_id)], queue=QUEUE)


@shared_task(name="consultations.take_up_documents", ignore_result=True)
def take_up() -> None:
    """Enqueue papers that lie still."""
    for document_id in document_making.take_up_again(None, at=timezone.now()):
        enqueue(document_id)


current_app.add_periodic_task(TAKE_UP_EVERY_S, take_up.s(), name="consultations.take_up_documents")
