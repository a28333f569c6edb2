"""The outbox: what must follow a write is a row written with it and delivered after commit.

`emit` inserts the row and a NOTIFY that PostgreSQL delivers at commit. `manage.py relay_outbox` listens,
and sweeps for what a lost notification or a crash left behind. Each listener is ticked off by itself, so
that one that fails is tried again (with growing pauses) without repeating the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from apps.foundation import events
from apps.foundation.models import OutboxMessage
from apps.foundation.transactions import current_unit

log = structlog.get_logger(__name__)
CHANNEL = "kaishi_outbox"
LONGEST_PAUSE = timedelta(minutes=10)
KEPT_FOR = timedelta(days=30)


def emit(event: Any) -> None:
    """Write an event into the outbox. Only inside a `@write` service; nothing is kept if nobody listens."""
    emit_many([event])


def emit_many(given: Sequence[Any]) -> None:
    """Write several events into the outbox, in their order, in two statements."""
    current_unit()
    messages = [_message(event) for event in given]
    OutboxMessage.objects.bulk_create(messages)
    if any(message.waiting_for for message in messages):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])


def _message(event: Any) -> OutboxMessage:
    waiting_for = events.listener_names(type(event))
    return OutboxMessage(
        name=event.event_name,
        version=event.event_version,
        payload=events.dump(event),
        waiting_for=waiting_for,
        delivered_at=None if waiting_for else timezone.now(),
    )


def deliver_due(*, at: datetime, limit: int = 100) -> int:
    """Deliver what is due, oldest first; several relays may run beside each other. Returns how many were
    handled.

    What fails is due again only after a pause, so that one bad message cannot keep this busy.
    """
    handled = 0
    while handled < limit and deliver_one(at=at):
        handled += 1
    return handled


def deliver_one(*, at: datetime) -> bool:
    """Take one due message that nobody else holds and call its listeners. False where nothing is due."""
    with transaction.atomic():
        message = (
            OutboxMessage.objects.filter(delivered_at=None, due_at__lte=at)
            .select_for_update(skip_locked=True)
            .order_by("id")
            .first()
        )
        if message is None:
            return False
        left = [name for name in message.waiting_for if not _call(name, message)]
        message.waiting_for = left
        message.attempts += 1
        message.delivered_at = None if left else at
        message.due_at = at + min(timedelta(seconds=2 ** min(message.attempts, 12)), LONGEST_PAUSE)
        message.save(update_fields=["waiting_for", "attempts", "delivered_at", "due_at"])
        return True


def _call(name: str, message: OutboxMessage) -> bool:
    """Call one listener in a savepoint of its own. A failure is logged and left for the next attempt."""
    try:
        with transaction.atomic():
            events.listener(name)(events.load(message.name, message.version, message.payload))
    except Exception:
        log.exception(
            "listener_failed", listener=name, message=str(message.event_id), attempt=message.attempts + 1
        )
        return False
    return True


def waiting(*, at: datetime) -> int:
    """Return how many messages are overdue: what the readiness check and the metrics show."""
    return OutboxMessage.objects.filter(Q(delivered_at=None) & Q(due_at__lte=at)).count()


def forget_delivered(*, at: datetime) -> int:
    """Delete messages whose listeners have all taken them long ago; returns how many."""
    return OutboxMessage.objects.filter(delivered_at__lt=at - KEPT_FOR).delete()[0]


def forget(member: str, value: str) -> int:
    """Delete every message, delivered or not, that names somebody by a member of its payload; returns how many.

    For whoever must not be found in it any more. It reads the whole table: no index is kept for what is so rare.
    """
    return OutboxMessage.objects.filter(**{f"payload__{member}": value}).delete()[0]
