"""Celery tasks of attachments: each calls one service, and is harmless twice or beside itself."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from celery import current_app, shared_task
from django.utils import timezone

from apps.consultations.services.attachments import checking, tidying

QUEUE: Final = "photos"
TAKE_UP_EVERY_S: Final = 10.0
TIDY_EVERY_S: Final = 900.0


@shared_task(bind=True, name="consultations.check_attachment", ignore_result=True)
def check(self: Any, attachment_id: str) -> None:
    """Check one attachment. A second task finds it claimed, or done, and does nothing."""
    checking.run(UUID(attachment_id), task_id=self.request.id or "", now=timezone.now)


def enqueue(attachment_id: UUID) -> None:
    """Ask a worker of the queue `photos` to check an attachment."""
    check.apply_async([str(attachment_id)], queue=QUEUE)


@shared_task(name="consultations.take_up_attachments", ignore_result=True)
def take_up() -> None:
    """Enqueue checks that are due but lie still: a lost message, a worker that was killed, a storage that was away."""
    for attachment_id in checking.take_up_again(None, at=timezone.now()):
        enqueue(attachment_id)


@shared_task(name="consultations.tidy_attachments", ignore_result=True)
def tidy() -> None:
    """Remove what was never sent, what was taken back long ago, and what a crash left in the storage."""
    tidying.tidy(at=timezone.now())


current_app.add_periodic_task(TAKE_UP_EVERY_S, take_up.s(), name="consultations.take_up_attachments")
current_app.add_periodic_task(TIDY_EVERY_S, tidy.s(), name="consultations.tidy_attachments")
