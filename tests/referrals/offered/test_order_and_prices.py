"""What decides which offers are shown, and in which order: prices of today, and nothing that is earned."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.foundation.contracts import needs as contract
from apps.referrals.models import Agreement, Product, ProductUse
from apps.referrals.selectors.candidates import candidates
from apps.referrals.services import uses
from tests.referrals import offers, shop

pytestmark = pytest.mark.django_db


def test_commissions_agreements_and_numbers_of_partners_change_no_order(her, at):
    shops = [offers.fresh(shop.partner(f"Shop {number}"), at) for number in range(4)]
    made = [
        offers.iron(
            of,
            f"i-{of.pk}-{number}",
            amount=27 + 3 * number,
            price_minor=900 + 40 * number,
            gtin="1" * number,
        )
        for of in shops
        for number in range(3)
    ]
    her.needs("supplement:iron_mg:30")
    before = [offer["product"] for offer in her.sheet()["lines"][0]["offers"]]
    assert len(before) == 3
    for turn, of in enumerate(shops):
        Agreement.objects.create(
            partner=of,
            category="supplement",
            version=1,
            valid_from="2026-01-01",
            commission_bp=10_000 - 3_000 * turn,
            made_at=at,
        )
    assert [offer["product"] for offer in her.sheet()["lines"][0]["offers"]] == before
    for number, one in enumerate(made):
        type(one).objects.filter(pk=one.pk).update(
            partner=shops[(number // 3 + 1) % 4], item_id=f"moved-{number}"
        )
        ProductUse.objects.filter(product=one).update(partner=shops[(number // 3 + 1) % 4])
    assert [offer["product"] for offer in her.sheet()["lines"][0]["offers"]] == before


def test_a_partner_with_many_cheap_things_does_not_crowd_out_another(her, at):
    many, other = (offers.fresh(shop.partner(name), at) for name in ("Many", "Other"))
    for number in range(40):
        offers.oats(many, f"m-{number}", price_minor=400)
    offers.oats(other, "o-1", price_minor=420)
    her.needs("food:oats")
    partners = [offer["partner"] for offer in her.sheet()["lines"][0]["offers"]]
    assert sorted(partners) == ["Many", "Many", "Other"]


def sale(partner, number: int, begins, ends) -> None:
    """Make oats that are dear but in a sale, when they cost next to nothing."""
    about = {"price_minor": 5_000 + number, "sale_price_minor": 1, "sale_from": begins, "sale_until": ends}
    offers.oats(partner, f"dear-{number}", **about)


def looked_at(at) -> list[int]:
    found = candidates([contract.read("food:oats")], country="DE", currency="EUR", without=[], at=at)
    return sorted(one.candidate.price_minor for one in found)


def test_a_sale_price_holds_within_its_period(partner, at):
    offers.oats(
        partner,
        "o-1",
        price_minor=1_000,
        sale_price_minor=800,
        sale_from=at,
        sale_until=at + timedelta(days=1),
    )
    second, day = timedelta(seconds=1), timedelta(days=1)
    moments = (at - second, at, at + day, at + day + second)
    assert [looked_at(moment) for moment in moments] == [[1_000], [800], [800], [1_000]]
    Product.objects.update(sale_from=None, sale_until=None)
    assert looked_at(at) == [800]


def test_a_sale_that_is_over_does_not_push_aside_what_is_cheap(partner, at):
    for number in range(20):
        sale(partner, number, at - timedelta(days=9), at - timedelta(days=8))
    offers.oats(partner, "cheap", price_minor=100)
    assert looked_at(at)[0] == 100


def test_prices_are_made_anew_when_a_sale_begins_and_when_it_ends(partner, at):
    for number in range(20):
        sale(partner, number, at + timedelta(hours=1), at + timedelta(hours=2))
    offers.oats(partner, "cheap", price_minor=100)
    places = ProductUse.objects.filter(product__item_id="cheap").values_list("place", flat=True)
    assert (places.get(), uses.renew_prices(None, at=at)) == (1, 0)
    assert uses.renew_prices(None, at=at + timedelta(minutes=61)) == 20
    assert places.get() == 21
    assert uses.renew_prices(None, at=at + timedelta(minutes=90)) == 0
    assert uses.renew_prices(None, at=at + timedelta(minutes=121)) == 20
    assert (places.get(), ProductUse.objects.filter(priced_until=None).count()) == (1, 21)
