"""Where a partner's webhooks go: addresses are checked before they are kept; what is dead is sent again when asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.foundation import outbox
from apps.foundation.errors import Conflict, Invalid, NotVisible
from apps.foundation.transactions import write
from apps.referrals import outward
from apps.referrals.conversion_states import ConversionState
from apps.referrals.events import WebhooksWritten
from apps.referrals.models import Partner, PartnerRole, WebhookDelivery, WebhookEndpoint
from apps.referrals.services import webhooks
from apps.referrals.services.clients import new_signing_secret
from apps.referrals.services.locks import locked_partner
from apps.referrals.services.membership import require_partner
from apps.referrals.webhook_states import DeliveryState
from apps.referrals.words.addresses import of_address

MOST_ENDPOINTS: Final = 10
BACK_WITHIN: Final = timedelta(days=7)
PING: Final = "test.ping"
"""Sent when somebody asks for it in the portal, to one address, whatever kinds that wants."""
KINDS: Final = tuple(
    f"conversion.{state}"
    for state in (
        ConversionState.UNMATCHED,
        ConversionState.PENDING,
        ConversionState.APPROVED,
        ConversionState.PAID,
        ConversionState.REVERSED,
    )
)
"""Kinds of messages. Others that this app comes to send are added here."""


@dataclass(frozen=True)
class Made:
    """An address, and its secret, which is shown this one time."""

    endpoint: WebhookEndpoint
    secret: str


@write
def make_endpoint(
    person: Any, *, partner: Partner, is_live: bool, url: str, events: Sequence[str], at: datetime
) -> Made:
    """Keep an address with a secret of its own. `person`: None where a program asks. Raises NotVisible, Invalid."""
    if person is not None:
        require_partner(person, partner)
    if set(events) - set(KINDS):
        raise Invalid.field("events", _("Give kinds of events that exist."), limit=list(KINDS))
    try:
        outward.require_address(url)
    except outward.Refused as refused:
        raise Invalid.field("url", of_address(refused.code), code=refused.code) from refused
    locked_partner(pk=partner.pk)
    rows = WebhookEndpoint.objects.filter(partner=partner, is_live=is_live, ended_at=None)
    if rows.count() >= MOST_ENDPOINTS:
        raise Invalid.field("url", _("There are too many addresses. End one first."), limit=MOST_ENDPOINTS)
    endpoint = WebhookEndpoint.objects.create(
        partner=partner, is_live=is_live, url=url, events=sorted(set(events)), created_at=at
    )
    secret = new_signing_secret(person, partner=partner, is_live=is_live, endpoint=endpoint, at=at)
    return Made(endpoint, secret)


@write
def end_endpoint(
    person: Any, *, partner: Partner, is_live: bool, endpoint_id: UUID, at: datetime
) -> WebhookEndpoint:
    """Send nothing more to an address; what waits for it ends when its turn comes. Raises NotVisible."""
    endpoint = _endpoint(person, partner, is_live, endpoint_id)
    endpoint.ended_at, endpoint.ended_because = at, "asked"
    endpoint.save(update_fields=["ended_at", "ended_because"])
    return endpoint


@write
def rotate_secret(person: Any, *, partner: Partner, is_live: bool, endpoint_id: UUID, at: datetime) -> Made:
    """Make a new secret for an address; for a week messages carry the signatures of both. Raises NotVisible."""
    endpoint = _endpoint(person, partner, is_live, endpoint_id)
    return Made(
        endpoint,
        new_signing_secret(person, partner=partner, is_live=is_live, endpoint=endpoint, at=at),
    )


@write
def restore_endpoint(
    person: Any, *, partner: Partner, is_live: bool, endpoint_id: UUID, at: datetime
) -> WebhookEndpoint:
    """Take the end of an address back, within a week of it. Its secrets are what they were.

    Raises NotVisible, Forbidden, Conflict where it ended by itself or there are too many.
    """
    require_partner(person, partner)
    locked_partner(pk=partner.pk)
    rows = WebhookEndpoint.objects.filter(partner=partner, is_live=is_live)
    endpoint = rows.filter(
        public_id=endpoint_id, ended_at__gt=at - BACK_WITHIN, ended_because="asked"
    ).first()
    if endpoint is None:
        raise NotVisible
    if rows.filter(ended_at=None).count() >= MOST_ENDPOINTS:
        raise Conflict(_("There are too many addresses. End one first."))
    endpoint.ended_at, endpoint.ended_because = None, ""
    endpoint.save(update_fields=["ended_at", "ended_because"])
    return endpoint


@write
def ping(person: Any, *, partner: Partner, is_live: bool, endpoint_id: UUID, at: datetime) -> WebhookDelivery:
    """Send a message of kind `test.ping` to one address. Raises NotVisible, Forbidden."""
    require_partner(person, partner, PartnerRole.EDITOR)
    rows = WebhookEndpoint.objects.filter(partner=partner, is_live=is_live, ended_at=None)
    endpoint = rows.filter(public_id=endpoint_id).first()
    if endpoint is None:
        raise NotVisible
    return webhooks.publish_to([endpoint], partner.pk, is_live=is_live, kind=PING, data={}, at=at)[0]


@write
def replay(
    person: Any, *, partner: Partner, is_live: bool, delivery_id: UUID, at: datetime
) -> WebhookDelivery:
    """Send a message again, under the same id. Raises NotVisible, Conflict where it is on its way already."""
    if person is not None:
        require_partner(person, partner, PartnerRole.EDITOR)
    rows = WebhookDelivery.objects.select_related("message").filter(
        public_id=delivery_id,
        endpoint__partner=partner,
        endpoint__is_live=is_live,
        endpoint__ended_at=None,
    )
    delivery = rows.select_for_update(of=("self",)).first()
    if delivery is None:
        raise NotVisible
    if delivery.state not in (DeliveryState.DELIVERED, DeliveryState.DEAD):
        raise Conflict(_("This is on its way already."))
    delivery.state, delivery.attempts = DeliveryState.WAITING, 0
    delivery.due_at, delivery.ended_at = at, None
    delivery.save(update_fields=["state", "attempts", "due_at", "ended_at"])
    outbox.emit(WebhooksWritten(deliveries=[delivery.public_id]))
    return delivery


def _endpoint(person: Any, partner: Partner, is_live: bool, endpoint_id: UUID) -> WebhookEndpoint:
    if person is not None:
        require_partner(person, partner)
    rows = WebhookEndpoint.objects.filter(partner=partner, is_live=is_live, ended_at=None)
    endpoint = rows.select_for_update().filter(public_id=endpoint_id).first()
    if endpoint is None:
        raise NotVisible
    return endpoint
