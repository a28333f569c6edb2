"""The outbox of webhooks: a message is written with what it tells of, and goes out after the commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from apps.foundation import outbox
from apps.foundation.transactions import current_unit
from apps.referrals.events import WebhooksWritten
from apps.referrals.models import WebhookDelivery, WebhookEndpoint, WebhookMessage
from apps.referrals.webhook_states import DeliveryState


def publish(
    partner_id: int, *, is_live: bool, kind: str, data: Mapping[str, Any], at: datetime
) -> list[WebhookDelivery]:
    """Write a message for every address of a partner that wants this kind. Within a `@write`.

    The body is fixed here: every attempt, and every replay, sends the same bytes under the same id.
    """
    endpoints = [
        endpoint
        for endpoint in WebhookEndpoint.objects.filter(partner_id=partner_id, is_live=is_live, ended_at=None)
        if not endpoint.events or kind in endpoint.events
    ]
    return publish_to(endpoints, partner_id, is_live=is_live, kind=kind, data=data, at=at)


def publish_to(
    endpoints: Sequence[WebhookEndpoint],
    partner_id: int,
    *,
    is_live: bool,
    kind: str,
    data: Mapping[str, Any],
    at: datetime,
) -> list[WebhookDelivery]:
    """Write a message for these addresses. Within a `@write`."""
    current_unit()
    if not endpoints:
        return []
    body = orjson.dumps({"type": kind, "timestamp": at.isoformat(), "data": dict(data)}).decode()
    message = WebhookMessage.objects.create(
        partner_id=partner_id, is_live=is_live, kind=kind, body=body, created_at=at
    )
    return _deliveries(message, endpoints, at)


def _deliveries(
    message: WebhookMessage, endpoints: Sequence[WebhookEndpoint], at: datetime
) -> list[WebhookDelivery]:
    made = WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            message=message, endpoint=endpoint, state=DeliveryState.WAITING, due_at=at, created_at=at
        )
        for endpoint in endpoints
    )
    outbox.emit(WebhooksWritten(deliveries=[delivery.public_id for delivery in made]))
    return made
