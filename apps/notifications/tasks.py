"""Celery tasks of notifications: each takes ids, calls one service, and is harmless twice or beside itself."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from celery import current_app, shared_task
from django.db import OperationalError
from django.utils import timezone

from apps.notifications.services import delivering, sweeping

SWEEP_EVERY_S = 5.0
QUEUE = "notifications"
"""Of its own: a mail server that does not answer must not keep an analysis waiting."""


@shared_task(
    name="notifications.deliver",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
    ignore_result=True,
)
def deliver(delivery_id: str) -> None:
    """Send one delivery. A second task finds the row claimed or settled, and does nothing."""
    delivering.deliver(UUID(delivery_id), now=timezone.now)


def enqueue(delivery_ids: Iterable[UUID]) -> None:
    """Ask workers to send these."""
    for delivery_id in delivery_ids:
        deliver.apply_async([str(delivery_id)], queue=QUEUE)


@shared_task(name="notifications.sweep", ignore_result=True)
def sweep() -> None:
    """Find by due columns what is to be sent, what lies still, what is old, and what was to be read by now."""
    at = timezone.now()
    sweeping.tell_unread(None, at=at)
    sweeping.end_dead_claims(None, at=at)
    sweeping.expire(None, at=at)
    enqueue(sweeping.offer_due(None, at=at))


current_app.add_periodic_task(SWEEP_EVERY_S, sweep.s(), name="notifications.sweep")
