"""Telling people: one row that says it, and one row in the delivery log for each way it takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection

from apps.accounts.models import Person
from apps.foundation import feed
from apps.foundation.ids import uuid7
from apps.foundation.outbox import emit_many
from apps.foundation.severity import Severity
from apps.foundation.transactions import write
from apps.notifications import channels, kinds, selectors
from apps.notifications.channels import Channel, Targets
from apps.notifications.channels.in_app import NAME as IN_APP
from apps.notifications.events import NotificationQueued
from apps.notifications.models import Delivery, Notification, QuietHours
from apps.notifications.rules.pauses import WORTH_FOR
from apps.notifications.rules.routing import Choices, chosen, speaks
from apps.notifications.services import holding
from apps.notifications.states import HeldBackBy, State

FEED_KIND = "notification"
INSERT = """
INSERT INTO notifications_notification (public_id, person_id, kind, object_id, pregnancy_id, severity, dedupe_key,
       created_at, expects_read_by)
SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::uuid[], %s::uuid[], %s::text[], %s::text[],
                     %s::timestamptz[], %s::timestamptz[]) AS given (id, person, kind, object, pregnancy, severity,
                                                                     key, at, read_by)
ORDER BY given.person, given.key
ON CONFLICT (person_id, dedupe_key) DO NOTHING RETURNING id
"""
"""One statement, so that two writers at once make one row; in one order, so that they do not wait for each other."""


@dataclass(frozen=True)
class Telling:
    """There is something new for `to`. `pregnancy_id`: what it is about, so that it can be held back once that has
    ended. `expects_read_by`: not read by then, `NotificationUnread` is said."""

    to: Person
    kind: str
    object_id: UUID
    severity: Severity
    dedupe_key: str
    expects_read_by: datetime | None = None
    pregnancy_id: UUID | None = None


@dataclass(frozen=True)
class Ways:
    """By which ways people can be told, by internal id: what they chose, when not, and their addresses by channel."""

    choices: Mapping[int, Choices]
    quiet_hours: Mapping[int, QuietHours]
    targets: Mapping[str, Targets]


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

    Joins a surrounding write. The rest as in `Telling`. Raises KeyError for a kind nobody registered.
    """
    telling = Telling(to, kind, object_id, Severity(severity), dedupe_key, expects_read_by, pregnancy_id)
    made = _tell([telling], at)
    return made[0] if made else Notification.objects.get(person=to, dedupe_key=dedupe_key)


@write
def notify_many(actor: Person | None, tellings: Sequence[Telling], *, at: datetime) -> list[Notification]:
    """Tell several people, each with a key of her own; returns what is new, without what they were told already.

    The number of queries does not grow with theirs, but for one for each that names its pregnancy. Raises KeyError.
    """
    return _tell(tellings, at)


def _tell(tellings: Sequence[Telling], at: datetime) -> list[Notification]:
    for telling in tellings:
        kinds.get(telling.kind)
    made = _insert(tellings, at) if tellings else []
    if not made:
        return []
    ways = _ways_of(made)
    deliveries = {row.pk: _deliveries(row, ways, at) for row in made}
    Delivery.objects.bulk_create([one for rows in deliveries.values() for one in rows])
    emit_many(
        [
            NotificationQueued(notification=row.public_id, at=at)
            for row in made
            if any(one.state == State.QUEUED and one.due_at <= at for one in deliveries[row.pk])
        ]
    )
    for row in made:
        tell_feed(row)
    return made


def tell_feed(notification: Notification) -> None:
    """Note for a mother's phone that this notification has changed; nobody else has a feed."""
    if notification.person.is_mother:
        feed.changed(notification.person_id, FEED_KIND, notification.public_id)


def _insert(tellings: Sequence[Telling], at: datetime) -> list[Notification]:
    """Insert those that are not there; returns them, each with its person."""
    people = {telling.to.pk: telling.to for telling in tellings}
    rows = [
        (
            uuid7(),
            one.to.pk,
            one.kind,
            one.object_id,
            one.pregnancy_id,
            Severity(one.severity).value,
            one.dedupe_key,
            at,
            one.expects_read_by,
        )
        for one in tellings
    ]
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [list(column) for column in zip(*rows, strict=True)])
        new = [primary_key for (primary_key,) in cursor.fetchall()]
    made = list(Notification.objects.filter(pk__in=new).order_by("pk"))
    for notification in made:
        notification.person = people[notification.person_id]
    return made


def _ways_of(made: Sequence[Notification]) -> Ways:
    people = list({row.person_id: row.person for row in made}.values())
    choices = selectors.choices_of_each(people)
    spoken = {
        channel: [row.person for row in made if _speaks(channel, row, choices)]
        for channel in channels.usable()
        if channel.name != IN_APP
    }
    return Ways(
        choices=choices,
        quiet_hours=selectors.quiet_hours_of_each(people),
        targets={channel.name: channel.targets_of(told) for channel, told in spoken.items() if told},
    )


def _speaks(channel: Channel, row: Notification, choices: Mapping[int, Choices]) -> bool:
    choice = chosen(choices[row.person_id], kind=row.kind, channel=channel.name)
    return speaks(choice, severity=Severity(row.severity), speaks_from=channel.speaks_from)


def _deliveries(notification: Notification, ways: Ways, at: datetime) -> list[Delivery]:
    """Return one row for each way and address; what is held back is a row that says by whom or what."""
    reason, severity = holding.reason_for(notification), Severity(notification.severity)
    if reason is HeldBackBy.PREGNANCY_ENDED:
        notification.withdrawn_at = at
        notification.save(update_fields=["withdrawn_at"])
    hours = ways.quiet_hours.get(notification.person_id)
    due_at = selectors.not_before(notification.person, hours, severity, at)
    rows: list[Delivery] = []
    for channel in channels.usable():
        choice = chosen(ways.choices[notification.person_id], kind=notification.kind, channel=channel.name)
        if channel.name == IN_APP and reason is None:
            rows.append(_row(notification, channel, None, State.SENT, due_at=at, at=at))
        elif choice is False or channel.name == IN_APP:
            held = _row(notification, channel, None, State.SUPPRESSED, due_at=at, at=at)
            held.held_back_by = reason or HeldBackBy.CHOICE
            rows.append(held)
        elif _speaks(channel, notification, ways.choices):
            targets = ways.targets[channel.name].get(notification.person_id, ())
            rows += _to_addresses(notification, channel, targets, reason, due_at=due_at, at=at)
    return rows


def _to_addresses(
    notification: Notification,
    channel: Channel,
    targets: Sequence[UUID | None],
    reason: HeldBackBy | None,
    *,
    due_at: datetime,
    at: datetime,
) -> list[Delivery]:
    state = State.SUPPRESSED if reason else State.QUEUED
    rows = [_row(notification, channel, target, state, due_at=due_at, at=at) for target in targets]
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
