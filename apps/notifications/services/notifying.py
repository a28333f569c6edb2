"""Telling somebody: one row that says it, and one row in the delivery log for each way it takes."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection

from apps.accounts.models import Person
from apps.foundation import feed
from apps.foundation.ids import uuid7
from apps.foundation.outbox import emit
from apps.foundation.severity import Severity
from apps.foundation.transactions import write
from apps.notifications import channels, kinds, selectors
from apps.notifications.channels import Channel
from apps.notifications.channels.in_app import NAME as IN_APP
from apps.notifications.events import NotificationQueued
from apps.notifications.models import Delivery, Notification
from apps.notifications.rules.pauses import WORTH_FOR
from apps.notifications.rules.routing import chosen, speaks
from apps.notifications.services import holding
from apps.notifications.states import HeldBackBy, State

FEED_KIND = "notification"


@write
def notify(
    actor: Person | None,
    *,
    to: Person,
    kind: str,
    object_id: UUID,
    severity: Severity,
    at: datetime,
    dedupe_key: str,
    expects_read_by: datetime | None = None,
    pregnancy_id: UUID | None = None,
) -> Notification:
    """Tell `to` that there is something new; the same `dedupe_key` again for her gives the first one.

    Joins a surrounding write. `pregnancy_id`: what it is about, so that it can be held back once that has ended.
    `expects_read_by`: not read by then, `NotificationUnread` is said. Raises KeyError for a kind nobody registered.
    """
    kinds.get(kind)
    severity = Severity(severity)
    primary_key = _insert(to, kind, object_id, pregnancy_id, severity, dedupe_key, at, expects_read_by)
    if primary_key is None:
        return Notification.objects.get(person=to, dedupe_key=dedupe_key)
    notification = Notification.objects.get(pk=primary_key)
    notification.person = to
    reason = holding.reason_for(notification)
    if reason is HeldBackBy.PREGNANCY_ENDED:
        notification.withdrawn_at = at
        notification.save(update_fields=["withdrawn_at"])
    deliveries = _deliveries(notification, severity, reason, at)
    Delivery.objects.bulk_create(deliveries)
    if any(row.state == State.QUEUED and row.due_at <= at for row in deliveries):
        emit(NotificationQueued(notification=notification.public_id, at=at))
    tell_feed(notification)
    return notification


def tell_feed(notification: Notification) -> None:
    """Note for a mother's phone that this notification has changed; nobody else has a feed."""
    if notification.person.is_mother:
        feed.changed(notification.person_id, FEED_KIND, notification.public_id)


def _insert(
    to: Person,
    kind: str,
    object_id: UUID,
    pregnancy_id: UUID | None,
    severity: Severity,
    dedupe_key: str,
    at: datetime,
    expects_read_by: datetime | None,
) -> int | None:
    """Insert unless it is there; one statement, so that two writers at once make one row. None: it was there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO notifications_notification (public_id, person_id, kind, object_id, pregnancy_id, severity, "
            "dedupe_key, created_at, expects_read_by) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) "
            "ON CONFLICT (person_id, dedupe_key) DO NOTHING RETURNING id",
            [
                uuid7(),
                to.pk,
                kind,
                object_id,
                pregnancy_id,
                severity.value,
                dedupe_key,
                at,
                expects_read_by,
            ],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _deliveries(
    notification: Notification, severity: Severity, reason: HeldBackBy | None, at: datetime
) -> list[Delivery]:
    """Return one row for each way and address; what is held back is a row that says by whom or what."""
    due_at = selectors.not_before(notification.person, severity, at)
    choices = selectors.choices_of(notification.person)
    rows: list[Delivery] = []
    for channel in channels.usable():
        choice = chosen(choices, kind=notification.kind, channel=channel.name)
        if channel.name == IN_APP and reason is None:
            rows.append(_row(notification, channel, None, State.SENT, due_at=at, at=at))
        elif choice is False or channel.name == IN_APP:
            held = _row(notification, channel, None, State.SUPPRESSED, due_at=at, at=at)
            held.held_back_by = reason or HeldBackBy.CHOICE
            rows.append(held)
        elif speaks(choice, severity=severity, speaks_from=channel.speaks_from):
            rows += _to_addresses(notification, channel, reason, due_at=due_at, at=at)
    return rows


def _to_addresses(
    notification: Notification,
    channel: Channel,
    reason: HeldBackBy | None,
    *,
    due_at: datetime,
    at: datetime,
) -> list[Delivery]:
    state = State.SUPPRESSED if reason else State.QUEUED
    rows = [
        _row(notification, channel, target, state, due_at=due_at, at=at)
        for target in channel.targets(notification.person)
    ]
    for row in rows:
        row.held_back_by = reason or ""
    return rows


def _row(
    notification: Notification,
    channel: Channel,
    target: UUID | None,
    state: State,
    *,
    due_at: datetime,
    at: datetime,
) -> Delivery:
    return Delivery(
        notification=notification,
        channel=channel.name,
        target=target,
        state=state,
        due_at=due_at,
        expires_at=due_at + WORTH_FOR[Severity(notification.severity)],
        created_at=at,
        ended_at=None if state == State.QUEUED else at,
    )
