"""Every read of this app: a person's own things, and for system code what is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.accounts.models import Person
from apps.accounts.preferences import zone_of
from apps.foundation.errors import NotVisible
from apps.foundation.severity import Severity
from apps.notifications.models import (
    Delivery,
    Notification,
    PhoneNumber,
    Preference,
    QuietHours,
    WebPushSubscription,
)
from apps.notifications.rules.quiet import breaks_quiet, quiet_until
from apps.notifications.rules.routing import Choices
from apps.notifications.states import State


def notifications_of(person: Person) -> QuerySet[Notification]:
    """Return what `person` was told and still holds, newest first. Nobody else's, whoever she is."""
    if not person.is_active:
        return Notification.objects.none()
    return Notification.objects.filter(person=person, withdrawn_at=None).order_by("-id")


def unread_of(person: Person) -> QuerySet[Notification]:
    """Return those that she has not opened: list and badge both start here."""
    return notifications_of(person).filter(read_at=None)


def unread_count(person: Person) -> int:
    """Return how many she has not opened."""
    return unread_of(person).count()


def notification_of(person: Person, notification_id: UUID) -> Notification:
    """Return one of hers. Raises NotVisible."""
    found = notifications_of(person).filter(public_id=notification_id).first()
    if found is None:
        raise NotVisible
    return found


def unread_for(kind: str, object_id: UUID) -> QuerySet[Notification]:
    """Return who has not read of this thing, with the person: for system code that escalates."""
    rows = Notification.objects.filter(kind=kind, object_id=object_id, read_at=None, withdrawn_at=None)
    return rows.select_related("person").order_by("id")


def notifications_for_feed(person: Person, ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Return what a phone may hold, by id; withdrawn ones are gone from it."""
    from apps.notifications.api.serializers import NotificationOut

    rows = notifications_of(person).filter(public_id__in=ids)
    return {row.public_id: dict(NotificationOut(row).data) for row in rows}


def choices_of(person: Person) -> Choices:
    """Return what `person` has chosen, by kind and channel."""
    return choices_of_each([person])[person.pk]


def choices_of_each(people: Sequence[Person]) -> dict[int, Choices]:
    """Return the same of several people by internal id, in one query."""
    found: dict[int, dict[tuple[str, str], bool]] = {person.pk: {} for person in people}
    rows = Preference.objects.filter(person__in=people)
    for person_id, kind, channel, is_on in rows.values_list("person_id", "kind", "channel", "is_on"):
        found[person_id][kind, channel] = is_on
    return dict(found)


def quiet_hours_of(person: Person) -> QuietHours | None:
    """Return her quiet hours, None where she has none."""
    return QuietHours.objects.filter(person=person).first()


def quiet_hours_of_each(people: Sequence[Person]) -> dict[int, QuietHours]:
    """Return the quiet hours of those who have some, by internal id, in one query."""
    return {hours.person_id: hours for hours in QuietHours.objects.filter(person__in=people)}


def not_before(person: Person, hours: QuietHours | None, severity: Severity, at: datetime) -> datetime:
    """Return when something this bad may wake `person`: now, or when these quiet hours of hers end."""
    if hours is None or breaks_quiet(severity):
        return at
    zone = zone_of(person.time_zone)
    return quiet_until(at, starts=hours.starts, ends=hours.ends, zone=zone) or at


def browsers_of(person: Person) -> QuerySet[WebPushSubscription]:
    """Return the browsers in which she allowed web push, newest first."""
    return WebPushSubscription.objects.filter(person=person, ended_at=None).order_by("-id")


def phone_number_of(person: Person) -> str:
    """Return where short messages to her go; empty where she gave no number."""
    return PhoneNumber.objects.filter(person=person).values_list("number", flat=True).first() or ""


def is_due(at: datetime) -> Q:
    """Return the condition on deliveries that wait for a worker now."""
    return Q(state=State.QUEUED, due_at__lte=at)


def due_deliveries_of(notification_id: UUID, *, at: datetime) -> list[UUID]:
    """Return the deliveries of one notification that are due, for system code that enqueues them."""
    rows = Delivery.objects.filter(is_due(at), notification__public_id=notification_id)
    return list(rows.order_by("pk").values_list("public_id", flat=True))
