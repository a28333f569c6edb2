"""What the sweeps find by due columns: deliveries that lie still, old news, and what was to be read by now."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.conf import settings

from apps.foundation.outbox import emit
from apps.foundation.transactions import write
from apps.notifications import selectors
from apps.notifications.channels import Came, Outcome
from apps.notifications.events import NotificationUnread
from apps.notifications.models import Delivery, Notification
from apps.notifications.services import delivering, moves
from apps.notifications.states import State

log = structlog.get_logger(__name__)
AT_ONCE = 500
OFFERED_AGAIN_AFTER = timedelta(seconds=60)
"""A task that was put into the queue and has not begun by then may be lost; a second one does no harm."""
TIMEOUTS_UNTIL_DEAD = 12


def dead_after() -> timedelta:
    """Return how long a worker may be silent about a claim: longer than any attempt can take."""
    return timedelta(seconds=TIMEOUTS_UNTIL_DEAD * settings.NOTIFICATION_TIMEOUT_S)


@write
def offer_due(_system: None, *, at: datetime) -> list[UUID]:
    """Return deliveries to be put into the workers' queue now, noting that they were; each once a minute at most."""
    rows = Delivery.objects.filter(selectors.is_due(at)).exclude(offered_at__gt=at - OFFERED_AGAIN_AFTER)
    due = list(rows.order_by("due_at").select_for_update(skip_locked=True)[:AT_ONCE])
    Delivery.objects.filter(pk__in=[row.pk for row in due]).update(offered_at=at)
    return [row.public_id for row in due]


@write
def end_dead_claims(_system: None, *, at: datetime) -> int:
    """Settle what a worker took and never told the end of; returns how many."""
    rows = Delivery.objects.filter(state=State.SENDING, claimed_at__lt=at - dead_after())
    dead = list(
        rows.select_related("notification").select_for_update(of=("self",), skip_locked=True)[:AT_ONCE]
    )
    for delivery in dead:
        log.warning("delivery_claim_died", delivery=str(delivery.public_id), channel=delivery.channel)
        delivering.end_attempt(delivery, Outcome(Came.UNKNOWN, "worker_died"), at=at)
    return len(dead)


@write
def expire(_system: None, *, at: datetime) -> int:
    """End what has waited longer than it is worth; returns how many."""
    rows = Delivery.objects.filter(state=State.QUEUED, due_at__lte=at, expires_at__lte=at)
    old = list(rows.select_for_update(skip_locked=True)[:AT_ONCE])
    return sum(moves.end(delivery, State.EXPIRED, at=at) for delivery in old)


@write
def tell_unread(_system: None, *, at: datetime) -> int:
    """Say `NotificationUnread` once for each that was to be read by now and is not; returns how many."""
    rows = Notification.objects.filter(
        expects_read_by__lte=at, read_at=None, withdrawn_at=None, unread_told_at=None
    )
    late = list(
        rows.select_related("person")
        .order_by("expects_read_by")
        .select_for_update(of=("self",), skip_locked=True)[:AT_ONCE]
    )
    Notification.objects.filter(pk__in=[row.pk for row in late]).update(unread_told_at=at)
    for row in late:
        emit(
            NotificationUnread(
                notification=row.public_id,
                person=row.person.public_id,
                kind=row.kind,
                object_id=row.object_id,
                at=at,
            )
        )
    return len(late)
