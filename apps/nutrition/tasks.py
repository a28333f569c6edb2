"""Celery tasks of nutrition: each calls one service, and is harmless twice or beside itself."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from celery import current_app, shared_task
from celery.signals import celeryd_after_setup
from django.utils import timezone

from apps.nutrition.checks import QUEUE, refuse_to_serve
from apps.nutrition.services import expiring, looking, showing

TAKE_UP_EVERY_S: Final = 10.0
EXPIRE_EVERY_S: Final = 3_600.0


@shared_task(bind=True, name="nutrition.recognise_photo", ignore_result=True)
def recognise_photo(self: Any, photo_id: str) -> None:
    """Look at one photo. A second task finds it claimed, or done, and does nothing."""
    looking.run(UUID(photo_id), task_id=self.request.id or "", now=timezone.now)


def enqueue(photo_id: UUID) -> None:
    """Ask a worker of the queue `photos` to look at a photo."""
    recognise_photo.apply_async([str(photo_id)], queue=QUEUE)


@shared_task(bind=True, name="nutrition.learn_dish", ignore_result=True)
def learn_dish(self: Any, dish_id: str) -> None:
    """Look at the photos of an added dish. A second task finds it claimed, or done, and does nothing."""
    showing.run(UUID(dish_id), task_id=self.request.id or "", now=timezone.now)


def enqueue_dish(dish_id: UUID) -> None:
    """Ask a worker of the queue `photos` to look at a dish."""
    learn_dish.apply_async([str(dish_id)], queue=QUEUE)


@shared_task(name="nutrition.take_up_photos", ignore_result=True)
def take_up() -> None:
    """Enqueue photos and dishes that are due but lie still: a lost message, a killed worker, a storage that was away."""
    for photo_id in looking.take_up_again(None, at=timezone.now()):
        enqueue(photo_id)
    for dish_id in showing.take_up_again(None, at=timezone.now()):
        enqueue_dish(dish_id)


@shared_task(name="nutrition.expire_photos", ignore_result=True)
def expire() -> None:
    """Remove photos that were kept for long enough."""
    expiring.sweep(at=timezone.now())


current_app.add_periodic_task(TAKE_UP_EVERY_S, take_up.s(), name="nutrition.take_up_photos")
current_app.add_periodic_task(EXPIRE_EVERY_S, expire.s(), name="nutrition.expire_photos")


@celeryd_after_setup.connect  # type: ignore[untyped-decorator]
def _require_weights(instance: Any, **_: Any) -> None:
    """Before a worker takes its first task. SystemExit ends it; any other exception a signal would swallow."""
    refuse_to_serve(set(instance.app.amqp.queues.consume_from))
