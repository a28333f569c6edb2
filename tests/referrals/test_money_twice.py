"""Money that is told of in two ways, ahead of its time, or for one line only, moves once and by the right share."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from apps.accounts.models import Role
from apps.foundation.errors import Conflict, Invalid
from apps.referrals.models import AccountKind, Conversion, Partner, Product
from apps.referrals.selectors.balances import balances
from apps.referrals.services import conversions, payments, reconciling
from tests.factories import PersonFactory
from tests.referrals import shop

pytestmark = pytest.mark.django_db
AT = shop.AT


@pytest.fixture
def partner() -> Partner:
    made = shop.partner()
    shop.product(made)
    shop.product(made, "formula", verdict="block")
    return made


def ordered(partner: Partner, *lines: tuple[str, int], reference: str = "o-1") -> Conversion:
    product = Product.objects.get(partner=partner, item_id="a-1")
    return conversions.report(
        None,
        partner=partner,
        is_live=True,
        order_reference=reference,
        click_ids=[shop.click(shop.link(product)).click_id],
        currency="EUR",
        lines=[{"item_id": item_id, "amount_minor": minor} for item_id, minor in lines],
        ordered_at=AT - timedelta(hours=1),
        at=AT,
    )[0]


def refund(partner: Partner, reference: str, minor: int, item_id: str = "") -> Any:
    return conversions.refund(
        None,
        partner=partner,
        is_live=True,
        order_reference="o-1",
        reference=reference,
        amount_minor=minor,
        item_id=item_id,
        at=AT,
    )[0]


def file_says(partner: Partner, minor: int) -> dict[str, int]:
    content = f"order_reference,status,currency,amount_minor\no-1,approved,EUR,{minor}\n".encode()
    return dict(reconciling.reconcile(None, partner=partner, is_live=True, content=content, at=AT).counts)


def now(partner: Partner) -> tuple[int, int]:
    """Return what was given back and what is earned; the ledger says the same."""
    order = Conversion.objects.get(partner=partner, order_reference="o-1")
    book = balances(partner, is_live=True, currency="EUR")
    assert book[AccountKind.PENDING] + book[AccountKind.APPROVED] == order.commission_minor
    return order.refunded_minor, order.commission_minor


def test_a_line_that_comes_back_takes_its_own_share(partner):
    ordered(partner, ("formula", 10_000), ("a-1", 10_000))
    assert now(partner) == (0, 1_000)
    assert refund(partner, "r-1", 10_000, "formula").commission_minor == 0
    assert now(partner) == (10_000, 1_000)
    with pytest.raises(Invalid):
        refund(partner, "r-2", 1, "formula")
    with pytest.raises(Invalid):
        refund(partner, "r-2", 1, "nobody")
    with pytest.raises(Conflict):
        refund(partner, "r-1", 10_000, "a-1")
    refund(partner, "r-2", 4_000, "a-1")
    assert now(partner) == (14_000, 600)
    refund(partner, "r-3", 6_000)
    assert now(partner) == (20_000, 0)


def test_a_return_that_a_file_has_told_is_not_taken_back_again(partner):
    ordered(partner, ("a-1", 10_000))
    assert file_says(partner, 6_000) == {"refunded_and_approved": 1}
    assert refund(partner, "r-1", 3_000).commission_minor == 0
    assert now(partner) == (4_000, 600)
    assert refund(partner, "r-1", 3_000).known_minor == 3_000
    assert refund(partner, "r-2", 2_000, "a-1").commission_minor == 100
    assert now(partner) == (5_000, 500)
    assert file_says(partner, 5_000) == {"same": 1}
    assert file_says(partner, 4_000) == {"refunded": 1}
    with pytest.raises(Invalid):
        refund(partner, "r-3", 5_001)
    refund(partner, "r-3", 5_000)
    assert now(partner) == (10_000, 0)


def test_an_order_that_was_paid_ahead_is_paid_when_it_is_approved(partner):
    boss = PersonFactory(role=Role.ADMINISTRATOR)
    payments.receive(
        boss, partner=partner, is_live=True, currency="EUR", minor=1_500, reference="ahead", at=AT
    )
    told = {"partner": partner, "is_live": True, "at": AT}
    for reference in ("o-1", "o-2"):
        ordered(partner, ("a-1", 10_000), reference=reference)
    conversions.approve(None, order_reference="o-1", **told)
    assert conversions.approve_due(None, at=AT + timedelta(days=60)) == 1
    states = dict(Conversion.objects.values_list("order_reference", "state"))
    assert states == {"o-1": "paid", "o-2": "approved"}
    payments.receive(boss, partner=partner, is_live=True, currency="EUR", minor=500, reference="rest", at=AT)
    assert set(Conversion.objects.values_list("state", flat=True)) == {"paid"}
