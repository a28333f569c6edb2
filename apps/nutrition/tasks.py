"""Celery tasks of nutrition: each calls one service, and is harmless twice or beside itself."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from celery import current_app, shared_task
from django.utils import timezone

from apps.nutrition.services import expiring, looking

QUEUE: Final = "photos"
TAKE_UP_EVERY_S: Final = 10.0
EXPIRE_EVERY_S: Final = 3_600.0


@shared_task(bind=True, name="nutrition.recognise_photo", ignore_result=True)
def recognise_photo(self: Any, photo_id: str) -> None:
    """Look at one photo. A second task finds it claimed, or done, and does nothing."""
    looking.run(UUID(photo_id), task_id=self.request.id or "", now=timezone.now)


def enqueue(photo_id: UUID) -> None:
    """Ask a worker of the queue `photos` to look at a photo."""
    recognise_photo.apply_async([str(photo_id)], queue=QUEUE)


@shared_task(name="nutrition.take_up_photos", ignore_result=True)
def take_up() -> None:
    """Enqueue photos that are due but lie still: a lost message, a worker that was killed, a storage that was away."""
    for photo_id in looking.take_up_again(None, at=timezone.now()):
        enqueue(photo_id)


@shared_task(name="nutrition.expire_photos", ignore_result=True)
def expire() -> None:
    """Remove photos that were kept for long enough."""
    expiring.sweep(at=timezone.now())


current_app.add_periodic_task(TAKE_UP_EVERY_S, take_up.s(), name="nutrition.take_up_photos")
current_app.add_periodic_task(EXPIRE_EVERY_S, expire.s(), name="nutrition.expire_photos")
