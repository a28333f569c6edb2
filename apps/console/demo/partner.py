"""A partner for the demonstration: agreements, clicks, orders, a statement, webhooks; its feed is read by the worker.

The clicks are of nobody: their pseudonyms are random, and belong to no account.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from apps.accounts.models import Person
from apps.console.demo.partner_feed import content
from apps.console.demo.partner_names import HOST, NAME
from apps.referrals.models import (
    Click,
    ClickVerdict,
    ImportSource,
    Membership,
    OfferLink,
    Partner,
    PartnerRole,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookMessage,
)
from apps.referrals.services import (
    agreements,
    clients,
    conversions,
    feeds,
    partners,
    payments,
    sandbox_clicks,
)
from apps.referrals.webhook_states import DeliveryState

DAYS: Final = 32
ORDERS_ON: Final = {31: 2, 30: 1, 27: 2, 19: 1, 12: 11, 6: 1, 3: 1}
"""Days ago → orders: one day has enough of them to be told."""
LONG_AGO: Final = timedelta(days=150)


def make_partner(by_key: dict[str, Person], *, at: datetime) -> None:
    """Make the partner and everything that its portal shows."""
    boss, owner = by_key["administrator"], by_key["partner"]
    began = at - LONG_AGO
    partner = partners.make_partner(
        boss,
        name=NAME,
        hosts=[HOST],
        currencies=["EUR"],
        click_parameter="kaishi_id",
        requests_a_minute=1_200,
        at=began,
    )
    Membership.objects.create(partner=partner, person=owner, role=PartnerRole.OWNER, created_at=began)
    for category, share_bp in (("", 500), ("food", 300), ("supplement", 800)):
        agreements.agree(
            boss,
            partner=partner,
            category=category,
            valid_from=began.date(),
            commission_bp=share_bp,
            hold_days=14,
            at=began,
        )
    by_day = _make_clicks(partner, at)
    _make_orders(boss, partner, by_day, at)
    _make_sandbox(partner, at)
    _make_webhooks(owner, partner, at)
    feeds.receive(owner, partner, [content()], source=ImportSource.UPLOAD, at=at)


def _make_clicks(partner: Partner, at: datetime) -> dict[int, list[Click]]:
    """Make clicks of the last weeks: more on some days than on others, few on Sundays."""
    dice = random.Random(14)
    links, days = [], []
    for ago in range(DAYS, 0, -1):
        is_sunday = (at - timedelta(days=ago)).weekday() == 6
        for _ in range(dice.randint(3, 8) if is_sunday else dice.randint(12, 27)):
            links.append(_link(partner, dice, at - timedelta(days=ago)))
            days.append(ago)
    OfferLink.objects.bulk_create(links)
    clicks = [
        Click(
            link=link,
            partner=partner,
            verdict=ClickVerdict.BOT if dice.random() < 0.04 else ClickVerdict.COUNTED,
            place=dice.randbytes(8),
            at=link.issued_at - timedelta(minutes=dice.randint(1, 600)),
        )
        for link in links
    ]
    Click.objects.bulk_create(clicks)
    found: dict[int, list[Click]] = {}
    for ago, click in zip(days, clicks, strict=True):
        if click.verdict == ClickVerdict.COUNTED:
            found.setdefault(ago, []).append(click)
    return found


def _link(partner: Partner, dice: random.Random, issued_at: datetime) -> OfferLink:
    return OfferLink(
        partner=partner,
        category=dice.choice(("food", "food", "supplement", "gear")),
        target=f"https://{HOST}/",
        pseudonym=UUID(int=dice.getrandbits(128)),
        issued_at=issued_at,
    )


def _make_orders(boss: Person, partner: Partner, by_day: dict[int, list[Click]], at: datetime) -> None:
    mine: dict[str, Any] = {"partner": partner, "is_live": True}
    dice = random.Random(41)
    references = _references()
    for ago, count in ORDERS_ON.items():
        ordered_at = at - timedelta(days=ago - 1)
        conversions.approve_due(None, at=ordered_at)
        for click in by_day[ago][:count]:
            conversions.report(
                None,
                **mine,
                order_reference=next(references),
                click_ids=[click.click_id],
                currency="EUR",
                lines=[{"amount_minor": dice.randint(900, 9_900)}],
                ordered_at=ordered_at,
                at=ordered_at,
            )
    of = {**mine, "order_reference": "GB-10004"}
    conversions.refund(None, **of, reference="R-1", amount_minor=500, at=at - timedelta(days=1))
    conversions.cancel(None, **{**mine, "order_reference": "GB-10006"}, at=at - timedelta(days=1))
    paid_at = at - timedelta(days=1)
    payments.receive(boss, **mine, currency="EUR", minor=500, reference="Transfer of the month", at=paid_at)
    conversions.report(
        None,
        **mine,
        order_reference=next(references),
        click_ids=[],
        currency="EUR",
        lines=[{"amount_minor": 2_490}],
        ordered_at=paid_at,
        at=paid_at,
    )


def _references() -> Iterator[str]:
    number = 10_000
    while True:
        number += 1
        yield f"GB-{number}"


def _make_sandbox(partner: Partner, at: datetime) -> None:
    click = sandbox_clicks.make(
        None, partner=partner, is_live=False, category="food", at=at - timedelta(hours=2)
    )
    conversions.report(
        None,
        partner=partner,
        is_live=False,
        order_reference="TEST-1",
        click_ids=[click.click_id],
        currency="EUR",
        lines=[{"amount_minor": 1_999}],
        ordered_at=at - timedelta(hours=1),
        at=at - timedelta(hours=1),
    )


def _make_webhooks(owner: Person, partner: Partner, at: datetime) -> None:
    """An address, which nobody answers, and what was sent there: one message taken, one given up."""
    for is_live in (True, False):
        clients.new_signing_secret(owner, partner=partner, is_live=is_live, at=at - timedelta(days=60))
    endpoint = WebhookEndpoint.objects.create(
        partner=partner, is_live=True, url=f"https://{HOST}/hooks/kaishi", created_at=at - timedelta(days=60)
    )
    clients.new_signing_secret(
        owner, partner=partner, is_live=True, endpoint=endpoint, at=at - timedelta(days=60)
    )
    for days, state, status, code in (
        (12, DeliveryState.DEAD, 500, "refused"),
        (5, DeliveryState.DELIVERED, 204, "delivered"),
    ):
        message = WebhookMessage.objects.create(
            partner=partner,
            is_live=True,
            kind="conversion.pending",
            body='{"type":"conversion.pending","data":{"order_reference":"GB-10018","state":"pending"}}',
            created_at=at - timedelta(days=days),
        )
        delivery = WebhookDelivery.objects.create(
            message=message,
            endpoint=endpoint,
            state=state,
            attempts=1,
            created_at=message.created_at,
            ended_at=message.created_at,
        )
        WebhookAttempt.objects.create(
            delivery=delivery, at=message.created_at, status=status, code=code, took_ms=118
        )
