"""Celery tasks of webhooks, orders and clicks: each calls one service, and is harmless twice or beside itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from celery import current_app, shared_task
from django.db import OperationalError
from django.utils import timezone

from apps.referrals.services import conversions, delivering, forgetting

QUEUE = "webhooks"
"""Of its own: a partner's server that does not answer must not keep a notification waiting."""
SWEEP_EVERY_S = 10.0
APPROVE_EVERY_S = 600.0
FORGET_EVERY_S = 6 * 3_600.0


@shared_task(
    bind=True,
    name="referrals.deliver_webhook",
    autoretry_for=(OperationalError,),
    retry_backoff=True,
    max_retries=5,
    ignore_result=True,
)
def deliver_webhook(self: Any, delivery_id: str) -> None:
    """Send one webhook. A second task finds the row claimed or settled, and does nothing."""
    delivering.deliver(UUID(delivery_id), task_id=self.request.id or "", now=timezone.now)


def enqueue_webhooks(delivery_ids: Iterable[UUID]) -> None:
    """Ask workers to send these."""
    for delivery_id in delivery_ids:
        deliver_webhook.apply_async([str(delivery_id)], queue=QUEUE)


@shared_task(name="referrals.sweep_webhooks", ignore_result=True)
def sweep_webhooks() -> None:
    """Enqueue webhooks whose pause is over, whose task was lost, or whose worker was killed."""
    enqueue_webhooks(delivering.take_up_again(None, at=timezone.now()))


@shared_task(name="referrals.approve_due", ignore_result=True)
def approve_due() -> None:
    """Approve orders whose goods can come back no more, a batch a transaction."""
    while conversions.approve_due(None, at=timezone.now()) == conversions.MOST_DUE:
        continue


@shared_task(name="referrals.forget_old", ignore_result=True)
def forget_old() -> None:
    """Erase clicks and answers that are past their time."""
    at = timezone.now()
    while forgetting.forget_clicks(None, at=at) == forgetting.MOST:
        continue
    while forgetting.forget_links(None, at=at) == forgetting.MOST:
        continue
    forgetting.forget_answers(None, at=at)
    forgetting.forget_needs(None, at=at)


current_app.add_periodic_task(SWEEP_EVERY_S, sweep_webhooks.s(), name="referrals.sweep_webhooks")
current_app.add_periodic_task(APPROVE_EVERY_S, approve_due.s(), name="referrals.approve_due")
current_app.add_periodic_task(FORGET_EVERY_S, forget_old.s(), name="referrals.forget_old")
