"""Read receipts: opened in the app or in the console. What is read is not sent any more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from apps.accounts.models import Person
from apps.foundation.outbox import emit
from apps.foundation.transactions import write
from apps.notifications.events import NotificationRead
from apps.notifications.models import Delivery, Notification
from apps.notifications.services.notifying import tell_feed
from apps.notifications.states import HeldBackBy, State


@write
def mark_read(person: Person, ids: Sequence[UUID], at: datetime) -> list[UUID]:
    """Mark these of her notifications as read; returns those that were unread. Others' and unknown ids do nothing."""
    return _read(person, Notification.objects.filter(person=person, public_id__in=ids), at)


@write
def mark_object_read(person: Person, kind: str, object_id: UUID, at: datetime) -> list[UUID]:
    """Mark whatever told her of this thing as read: she has opened the thing itself."""
    return _read(person, Notification.objects.filter(person=person, kind=kind, object_id=object_id), at)


@write
def mark_all_read(person: Person, *, up_to: UUID, at: datetime) -> list[UUID]:
    """Mark everything as read that she was shown: what came after `up_to` (an id of hers) stays unread."""
    shown = Notification.objects.filter(person=person, public_id=up_to).values("pk")[:1]
    return _read(person, Notification.objects.filter(person=person, pk__lte=shown), at)


def _read(person: Person, rows: QuerySet[Notification], at: datetime) -> list[UUID]:
    """Lock in the order of ids, so that two devices of hers never wait for each other."""
    unread = list(rows.filter(read_at=None, withdrawn_at=None).order_by("pk").select_for_update())
    Notification.objects.filter(pk__in=[row.pk for row in unread]).update(read_at=at)
    waiting = Delivery.objects.filter(notification__in=unread, state=State.QUEUED)
    waiting.update(state=State.SUPPRESSED, held_back_by=HeldBackBy.READ, ended_at=at)
    for row in unread:
        row.person = person
        tell_feed(row)
        emit(
            NotificationRead(
                notification=row.public_id,
                person=person.public_id,
                kind=row.kind,
                object_id=row.object_id,
                at=at,
            )
        )
    return [row.public_id for row in unread]
