"""The life of a webhook: claimed in the database by one worker, sent outside any transaction, settled once.

A worker that is killed in between leaves the row claimed; once its claim is old the sweep lets another one have it. So a
message may arrive twice, with the same `webhook-id`, by which the receiver knows it; it never gets lost.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

import httpcore
import structlog

from apps.foundation.claims import FIRST_PAUSE, Work
from apps.foundation.transactions import write
from apps.referrals import outward, signatures
from apps.referrals.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from apps.referrals.services.clients import good_secrets
from apps.referrals.settling.pauses import pause_after
from apps.referrals.webhook_states import DeliveryState

log = structlog.get_logger(__name__)
GONE: Final = 410
WORK: Final = Work(
    rows=lambda _why: WebhookDelivery.objects.all(),
    waiting=DeliveryState.WAITING,
    working=DeliveryState.SENDING,
    longest_s=60.0,
)


@dataclass(frozen=True)
class Claim:
    """The right to send one message once, and the secrets that it is signed with."""

    delivery: WebhookDelivery
    token: datetime
    secrets: list[str]


@dataclass(frozen=True)
class Came:
    """What came of an attempt. `status` is None where no answer came; `code` says why then."""

    status: int | None
    code: str
    took_ms: int


def deliver(delivery_id: UUID, *, task_id: str, now: Callable[[], datetime]) -> bool:
    """Send one webhook that waits and that nobody else sends; twice or beside itself once. True: it was tried."""
    claimed = claim(None, delivery_id=delivery_id, task_id=task_id, at=now())
    if claimed is None:
        return False
    with WORK.kept(claimed.delivery, claimed.token, now):
        came = _sent(claimed, now())
    return settle(None, claimed, came, at=now())


@write
def claim(_system: None, *, delivery_id: UUID, task_id: str, at: datetime) -> Claim | None:
    """Take up a webhook that waits; None where it does not, or somebody else has it."""
    if not WORK.take(delivery_id, task_id=task_id, at=at):
        return None
    rows = WebhookDelivery.objects.select_related("message", "endpoint")
    delivery = rows.get(public_id=delivery_id)
    if delivery.endpoint.ended_at is not None:
        _end(delivery, DeliveryState.DEAD, at)
        return None
    secrets = good_secrets(
        delivery.endpoint.partner_id, is_live=delivery.endpoint.is_live, at=at, endpoint=delivery.endpoint
    )
    return Claim(delivery, at, secrets)


def _sent(claimed: Claim, at: datetime) -> Came:
    message, began = claimed.delivery.message, time.monotonic()
    try:
        answer = outward.post(
            claimed.delivery.endpoint.url,
            headers=headers_of(message.public_id, message.body.encode(), claimed.secrets, at),
            body=message.body.encode(),
        )
    except outward.Refused as refused:
        return Came(None, refused.code, _ms(began))
    except (httpcore.TimeoutException, TimeoutError):
        return Came(None, "timeout", _ms(began))
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.ProxyError, OSError):
        return Came(None, "unreachable", _ms(began))
    code = "delivered" if 200 <= answer.status < 300 else "refused"
    return Came(answer.status, "redirect" if 300 <= answer.status < 400 else code, _ms(began))


def _ms(began: float) -> int:
    return round((time.monotonic() - began) * 1_000)


def headers_of(message_id: UUID, body: bytes, secrets: list[str], at: datetime) -> dict[str, str]:
    """Return the headers of the Standard Webhooks specification, signed with every secret that is good."""
    timestamp = int(at.timestamp())
    return {
        "content-type": "application/json",
        "user-agent": "KAISHI-Webhooks/1",
        "webhook-id": str(message_id),
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signatures.sign_with_all(
            secrets, message_id=str(message_id), timestamp=timestamp, body=body
        ),
    }


@write
def settle(_system: None, claimed: Claim, came: Came, *, at: datetime) -> bool:
    """Write down what came of it; False where the claim was lost in the meantime, and nothing is changed."""
    delivery = WebhookDelivery.objects.select_for_update().get(pk=claimed.delivery.pk)
    if not WORK.is_held(delivery, claimed.token):
        return False
    WebhookAttempt.objects.create(
        delivery=delivery, at=at, status=came.status, code=came.code, took_ms=came.took_ms
    )
    if came.code == "delivered":
        _end(delivery, DeliveryState.DELIVERED, at)
        return True
    if came.status == GONE:
        WebhookEndpoint.objects.filter(pk=delivery.endpoint_id, ended_at=None).update(
            ended_at=at, ended_because="gone"
        )
    pause = pause_after(delivery.attempts, random.random())
    if came.status == GONE or pause is None:
        log.warning("webhook_dead", delivery=str(delivery.public_id), code=came.code)
        _end(delivery, DeliveryState.DEAD, at)
    else:
        WORK.release(delivery, due_at=at + pause)
    return True


def _end(delivery: WebhookDelivery, state: str, at: datetime) -> None:
    told = {"state": state, "due_at": None, "claimed_at": None, "claimed_by": "", "ended_at": at}
    WebhookDelivery.objects.filter(pk=delivery.pk, state=DeliveryState.SENDING).update(**told)


@write
def take_up_again(_system: None, *, at: datetime) -> list[UUID]:
    """Return webhooks that are due but lie still: their pause is over, their task was lost, or their worker is dead."""
    rows = WORK.lying(at=at)
    for row in rows:
        if row.state == DeliveryState.SENDING:
            WORK.release(row, due_at=at + FIRST_PAUSE)
    return [row.public_id for row in rows if row.state == DeliveryState.WAITING and row.due_at <= at]
