"""Periodic housekeeping of the foundation."""

from __future__ import annotations

from celery import current_app, shared_task
from django.utils import timezone

from apps.foundation import outbox
from apps.foundation.api import idempotency

SWEEP_EVERY_S = 3_600.0


@shared_task(name="foundation.sweep", ignore_result=True)
def sweep() -> None:
    """Delete kept answers and delivered messages that are past their time.

    Twice or beside itself is harmless.
    """
    at = timezone.now()
    idempotency.forget_old(at=at)
    outbox.forget_delivered(at=at)


current_app.add_periodic_task(SWEEP_EVERY_S, sweep.s(), name="foundation.sweep")
