"""Celery tasks of plans: each calls one service, and is harmless twice or beside itself."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from celery import current_app, shared_task
from django.utils import timezone

from apps.plans.services import making, scheduling

QUEUE: Final = "plans"
DUE_EVERY_S: Final = 600.0
"""Hours of the clock begin at :00, :30 or :45 of the hour, by zone."""
TAKE_UP_EVERY_S: Final = 15.0


@shared_task(bind=True, name="plans.make", ignore_result=True)
def make(self: Any, plan_id: str) -> None:
    """Make one plan. A second task finds it claimed, or made, and does nothing."""
    making.run(UUID(plan_id), task_id=self.request.id or "", now=timezone.now)


def enqueue(plan_id: UUID) -> None:
    """Ask a worker of the queue `plans` to make a plan."""
    make.apply_async([str(plan_id)], queue=QUEUE)


@shared_task(name="plans.begin_due", ignore_result=True)
def begin_due() -> None:
    """Begin the plans of mothers whose hour has come."""
    scheduling.begin_forgotten(at=timezone.now())
    scheduling.sweep(at=timezone.now())


@shared_task(name="plans.take_up", ignore_result=True)
def take_up() -> None:
    """Enqueue plans that are due but lie still: a lost message, a killed worker."""
    for plan_id in making.take_up_again(None, at=timezone.now()):
        enqueue(plan_id)


current_app.add_periodic_task(DUE_EVERY_S, begin_due.s(), name="plans.begin_due")
current_app.add_periodic_task(TAKE_UP_EVERY_S, take_up.s(), name="plans.take_up")
