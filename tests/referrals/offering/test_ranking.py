"""The order of offers: by fit, price, availability, quality and delivery, and by nothing that anybody earns."""

from __future__ import annotations

import dataclasses
import inspect
from typing import Any
from uuid import UUID

import pytest

from apps.referrals.offering import ranking, regions
from apps.referrals.offering.ranking import Candidate, chosen, fit_of, ranked


def candidate(key: int, **about: Any) -> Candidate:
    told = {
        "product": UUID(int=key * 7919), "seller": "a", "price_minor": 600, "units": 60.0, "availability": "in_stock",
        "completeness": 1.0, "says_delivery": True, "amount": 30.0, "wanted": 30.0,
    }  # fmt: skip
    return Candidate(key=key, **(told | about))


def order(*given: Candidate) -> list[int]:
    return [one.candidate.key for one in ranked("supplement:iron_mg:30", given)]


def test_the_score_is_the_formula_that_is_written_down():
    cheap, dear = candidate(1), candidate(2, price_minor=1_200, completeness=0.5, says_delivery=False)
    found = {one.candidate.key: one.score for one in ranked("supplement:iron_mg:30", [cheap, dear])}
    assert found == {1: 1.0, 2: pytest.approx(0.40 + 0.25 / 2 + 0.10 + 0.15 / 2 + 0.05)}


@pytest.mark.parametrize(
    ("amount", "others", "fit"), [(30, 0, 1.0), (60, 0, 0.0), (15, 0, 0.0), (30, 5, 0.8), (42.426, 0, 0.5), (0, 0, 0.0)]
)  # fmt: skip
def test_a_dose_fits_less_the_further_it_is_off_and_the_more_else_is_in_it(amount, others, fit):
    assert fit_of(candidate(1, amount=amount, others=others)) == pytest.approx(fit, abs=1e-4)


def test_what_does_not_fit_or_is_not_to_be_had_is_left_out():
    assert order(candidate(1, amount=14.0), candidate(2, availability="out_of_stock"), candidate(3)) == [3]


def test_the_price_is_that_of_a_day_not_of_a_pack():
    big, small = candidate(1, price_minor=1_500, units=180.0), candidate(2, price_minor=900, units=60.0)
    assert order(small, big) == [1, 2]


def test_who_does_not_say_how_much_is_in_the_pack_is_behind():
    assert order(candidate(1, price_minor=1, units=None), candidate(2)) == [2, 1]


def test_a_free_thing_does_not_break_the_order():
    assert order(candidate(1, price_minor=0), candidate(2)) == [1, 2]


def test_complaints_lower_and_stock_raises():
    assert order(candidate(1, complaints=2), candidate(2)) == [2, 1]
    assert order(candidate(1, availability="preorder"), candidate(2)) == [2, 1]


def test_equal_offers_stand_in_an_order_that_no_number_of_a_partner_changes():
    many = [candidate(key, seller=f"shop {key % 4}") for key in range(1, 30)]
    first = order(*many)
    turned = [dataclasses.replace(one, seller=f"shop {(one.key + 3) % 5}") for one in reversed(many)]
    assert order(*turned) == first
    assert first != sorted(first)
    assert first != sorted(first, reverse=True)


def test_the_ranking_has_no_argument_through_which_money_could_come_in():
    names = {field.name for field in dataclasses.fields(Candidate)}
    assert not [name for name in names if "commission" in name or "agree" in name or "earn" in name]
    assert names == {
        "key", "product", "seller", "price_minor", "units", "availability", "completeness", "says_delivery", "amount",
        "wanted", "others", "complaints",
    }  # fmt: skip
    assert "commission_bp" not in inspect.getsource(ranking)


def test_three_are_chosen_and_not_all_of_one_seller_where_another_is_as_good():
    of_one = [candidate(key) for key in range(1, 6)]
    other = candidate(9, seller="b", price_minor=700)
    found = chosen(ranked("x", [*of_one, other]), lambda one: True)
    assert [one.candidate.seller for one in found] == ["a", "a", "b"]
    worse = candidate(9, seller="b", price_minor=6_000, completeness=0.0)
    found = chosen(ranked("x", [*of_one, worse]), lambda one: True)
    assert [one.candidate.seller for one in found] == ["a", "a", "a"]


def test_what_is_looked_at_more_closely_holds_others_than_the_one_who_has_most():
    many = [candidate(key) for key in range(1, 31)]
    others = [candidate(100 + key, seller=f"s{key % 6}", price_minor=900 + key) for key in range(12)]
    found = ranking.worth_checking(ranked("x", [*many, *others]))
    assert [one.candidate.seller for one in found] == ["a"] * 6 + ["s0", "s1", "s2"]
    assert ranking.worth_checking(found[:3]) == found[:3]


def test_what_may_not_be_shown_makes_room_for_the_next():
    found = chosen(ranked("x", [candidate(key) for key in range(1, 6)]), lambda one: one.candidate.key > 3)
    assert {one.candidate.key for one in found} == {4, 5}


def test_regions():
    assert regions.country_of_zone("Asia/Seoul") == "KR"
    assert regions.country_of_zone("UTC") == ""
    assert (regions.currency_of("AT"), regions.currency_of("CN"), regions.currency_of("")) == (
        "EUR",
        "CNY",
        "",
    )
    assert not regions.may_be_advertised("supplement", "CN")
    assert regions.may_be_advertised("food", "CN") and regions.may_be_advertised("supplement", "KR")
    assert set(regions.ZONES) <= set(regions.CURRENCIES)
