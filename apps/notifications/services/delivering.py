"""The life of a delivery: claimed in the database by one worker, sent outside any transaction, settled once.

The claim is the row itself: its state and the moment, which is the token that `settle` must still find there. A
worker that is killed in between leaves the row in `sending`; the sweep (`sweeping.take_up_again`) ends its claim,
and what follows depends on the channel: where a repeat is seen once it is sent again, elsewhere it has failed.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import structlog
from django.db.models import F

from apps.foundation.severity import Severity
from apps.foundation.transactions import write
from apps.notifications import channels, selectors, words
from apps.notifications.channels import Came, Channel, Outcome, Parcel
from apps.notifications.models import Delivery
from apps.notifications.rules.pauses import MOST_ATTEMPTS, pause
from apps.notifications.rules.quiet import breaks_quiet
from apps.notifications.rules.routing import chosen
from apps.notifications.services import addresses, holding, moves
from apps.notifications.states import HeldBackBy, State

log = structlog.get_logger(__name__)
UNKNOWN: Final = "unknown_end"
"""Code of what may have arrived or not, and is not sent again."""


@dataclass(frozen=True)
class Claim:
    """The right to send one delivery once."""

    delivery: Delivery
    channel: Channel
    parcel: Parcel


def deliver(delivery_id: UUID, *, now: Callable[[], datetime]) -> None:
    """Send one delivery if it is due and nobody else does. Twice or beside itself it sends once."""
    claimed = claim(None, delivery_id=delivery_id, at=now())
    if claimed is None:
        return
    settle(None, claimed, _sent(claimed), at=now())


def _sent(claimed: Claim) -> Outcome:
    try:
        return claimed.channel.send(claimed.parcel)
    except Exception:
        log.exception(
            "channel_failed", channel=claimed.channel.name, delivery=str(claimed.parcel.delivery_id)
        )
        return Outcome(Came.UNKNOWN, "channel_failed")


@write
def claim(_system: None, *, delivery_id: UUID, at: datetime) -> Claim | None:
    """Take up a delivery that is due; None where it is not, somebody else has it, or it must not be sent any more."""
    delivery = _due(delivery_id, at)
    if delivery is None:
        return None
    channel = channels.find(delivery.channel)
    reason = holding.reason_for(delivery.notification) or _lacks_a_way(delivery, channel)
    if reason is not None or channel is None:
        moves.hold_back(delivery, reason or HeldBackBy.CHANNEL_OFF, at=at)
        return None
    if delivery.expires_at <= at:
        moves.end(delivery, State.EXPIRED, at=at)
        return None
    if _waits_for_the_morning(delivery, at):
        return None
    moves.move(delivery, State.SENDING, claimed_at=at, attempts=F("attempts") + 1)
    delivery.refresh_from_db(fields=["attempts"])
    return Claim(delivery, channel, _parcel(delivery, at))


def _due(delivery_id: UUID, at: datetime) -> Delivery | None:
    """Return the row, locked; a second worker waits a moment, and then finds it claimed."""
    rows = Delivery.objects.select_related("notification__person").select_for_update(of=("self",))
    return rows.filter(public_id=delivery_id, state=State.QUEUED, due_at__lte=at).first()


def _lacks_a_way(delivery: Delivery, channel: Channel | None) -> HeldBackBy | None:
    """Say what has gone since it was written: the channel, her wish for it, or the address."""
    if channel is None or not channels.is_usable(channel):
        return HeldBackBy.CHANNEL_OFF
    notification = delivery.notification
    choices = selectors.choices_of(notification.person)
    if chosen(choices, kind=notification.kind, channel=channel.name) is False:
        return HeldBackBy.CHOICE
    addresses = channel.targets_of([notification.person]).get(notification.person_id, ())
    return None if delivery.target in addresses else HeldBackBy.NO_ADDRESS


def _waits_for_the_morning(delivery: Delivery, at: datetime) -> bool:
    """Put it off where quiet hours have begun since it was written, or she has moved to another zone."""
    notification = delivery.notification
    hours = selectors.quiet_hours_of(notification.person)
    due_at = selectors.not_before(notification.person, hours, Severity(notification.severity), at)
    if due_at <= at:
        return False
    put_off = due_at - delivery.due_at
    Delivery.objects.filter(pk=delivery.pk).update(
        due_at=due_at, expires_at=delivery.expires_at + put_off, offered_at=None
    )
    return True


def _parcel(delivery: Delivery, at: datetime) -> Parcel:
    notification = delivery.notification
    return Parcel(
        id=notification.public_id,
        delivery_id=delivery.public_id,
        person=notification.person,
        target=delivery.target,
        words=words.something_new(notification.person),
        is_urgent=breaks_quiet(Severity(notification.severity)),
        worth_s=max(1, int((delivery.expires_at - at).total_seconds())),
    )


@write
def settle(_system: None, claimed: Claim, outcome: Outcome, *, at: datetime) -> bool:
    """Write down what came of it; False where the claim was lost in the meantime, and nothing is changed."""
    return end_attempt(claimed.delivery, outcome, at=at)


def end_attempt(delivery: Delivery, outcome: Outcome, *, at: datetime) -> bool:
    """Move a claimed delivery on: sent, to be tried again, or failed. Within a write."""
    if outcome.came is Came.SENT:
        return moves.end(delivery, State.SENT, at=at, problem="")
    if outcome.came is Came.GONE and delivery.target is not None:
        addresses.end(delivery.target, because=outcome.code, at=at)
    if may_be_tried_again(outcome, channels.find(delivery.channel)):
        return _again(delivery, outcome, at=at)
    code = UNKNOWN if outcome.came is Came.UNKNOWN else outcome.code
    return moves.end(delivery, State.FAILED, at=at, problem=code)


def may_be_tried_again(outcome: Outcome, channel: Channel | None) -> bool:
    """Say whether another attempt cannot make two arrivals."""
    if outcome.came is Came.UNKNOWN:
        return channel is not None and channel.a_repeat_is_seen_once
    return outcome.came is Came.AGAIN


def _again(delivery: Delivery, outcome: Outcome, *, at: datetime) -> bool:
    if delivery.attempts >= MOST_ATTEMPTS:
        return moves.end(delivery, State.FAILED, at=at, problem=outcome.code)
    wait = pause(
        delivery.attempts,
        is_urgent=breaks_quiet(Severity(delivery.notification.severity)),
        chance=random.random(),
        asked_s=outcome.wait_s,
    )
    if at + wait >= delivery.expires_at:
        return moves.end(delivery, State.EXPIRED, at=at, problem=outcome.code)
    return moves.move(delivery, State.QUEUED, due_at=at + wait, offered_at=None, problem=outcome.code)
