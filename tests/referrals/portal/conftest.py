"""Two partners with their people, and one thing of every kind."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from apps.accounts.models import Person
from apps.foundation.transactions import unit_of_work
from apps.referrals.models import (
    ImportRun,
    MemberInvitation,
    Membership,
    Partner,
    PartnerRole,
    Reconciliation,
    WebhookEndpoint,
)
from apps.referrals.services import clients, conversions, webhooks
from tests.factories import AdministratorFactory, PartnerFactory
from tests.referrals import shop


def member(partner: Partner, role: str = PartnerRole.OWNER, **told: Any) -> Person:
    """Somebody who acts for a partner."""
    person = PartnerFactory(**told)
    Membership.objects.create(partner=partner, person=person, role=role, created_at=timezone.now())
    return person


@dataclass
class House:
    """A partner, its people, and the ids of everything that it has."""

    partner: Partner
    owner: Person
    editor: Person
    viewer: Person
    ids: dict[str, Any] = field(default_factory=dict)

    def url(self, name: str, *, is_live: bool = True, **ids: Any) -> str:
        """Return the address of a page."""
        told = {"partner_id": self.partner.public_id, "is_live": is_live, **ids}
        return reverse(f"portal:{name}", kwargs=told)


def house_of(name: str, *, is_live: bool = True) -> House:
    """Make a partner with everything."""
    partner, at = shop.partner(name), timezone.now()
    made = House(
        partner,
        *(member(partner, role, full_name=f"{name} {role}") for role in ("owner", "editor", "viewer")),
    )
    click = shop.click(shop.link(shop.product(partner, title=f"Oats of {name}"), is_live=is_live))
    order, _new = conversions.report(
        None,
        partner=partner,
        is_live=is_live,
        order_reference=f"{name}-1",
        click_ids=[click.click_id],
        currency="EUR",
        lines=[{"amount_minor": 1_000}],
        ordered_at=at,
        at=at,
    )
    endpoint = WebhookEndpoint.objects.create(
        partner=partner, is_live=is_live, url=f"https://{name.lower()}.example/h", created_at=at
    )
    with unit_of_work(None):
        delivery = webhooks.publish(
            partner.pk, is_live=is_live, kind="conversion.paid", data={"order_reference": f"{name}-1"}, at=at
        )[0]
    run = ImportRun.objects.create(partner=partner, source="upload", state="done", created_at=at)
    file = Reconciliation.objects.create(partner=partner, is_live=is_live, sha256=b"", at=at)
    shown = clients.make_client(
        AdministratorFactory(),
        partner=partner,
        name=f"Server of {name}",
        is_live=is_live,
        scopes=["reports:read"],
        at=at,
    )
    invitation = MemberInvitation.objects.create(
        partner=partner, email=f"new@{name.lower()}.example", role="viewer", invited_at=at
    )
    made.ids = {
        "import_id": run.public_id,
        "conversion_id": order.public_id,
        "reconciliation_id": file.public_id,
        "client_id": shown.client.public_id,
        "endpoint_id": endpoint.public_id,
        "delivery_id": delivery.public_id,
        "member_id": made.editor.public_id,
        "invitation_id": invitation.public_id,
        "month": "2026-01",
        "currency": "EUR",
    }
    return made


@pytest.fixture
def house(db: None) -> House:
    """Ours."""
    return house_of("Ours")


@pytest.fixture
def other(db: None) -> House:
    """Theirs."""
    return house_of("Theirs")


@pytest.fixture
def owner(house: House, client_of: Callable[[Any], Client]) -> Client:
    """A browser in which our owner is signed in."""
    return client_of(house.owner)


def text_of(answer: Any) -> str:
    """What a page says."""
    content: bytes = answer.content
    return content.decode()


Ids = dict[str, UUID]
