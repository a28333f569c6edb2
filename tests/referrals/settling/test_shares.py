"""Shares of money: rounding, and that parts add up."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.referrals.settling import bookings, shares
from apps.referrals.settling.agreed import holding


@pytest.mark.parametrize(
    ("amount", "share_bp", "wanted"),
    [
        (1_000, 500, 50),
        (50, 100, 0),
        (150, 100, 2),
        (250, 100, 2),
        (350, 100, 4),
        (1, 10_000, 1),
        (999, 0, 0),
    ],
)
def test_a_half_goes_to_the_even_side(amount, share_bp, wanted):
    assert shares.commission(amount, share_bp) == wanted


@given(
    amount=st.integers(1, 10**9),
    share_bp=st.integers(0, 10_000),
    parts=st.lists(st.integers(1, 10**9), max_size=8),
)
def test_the_parts_of_refunds_add_up_to_the_commission(amount, share_bp, parts):
    full = shares.commission(amount, share_bp)
    left, refunded, given_back = full, 0, 0
    for part in [*parts, amount]:
        refunded = min(amount, refunded + part)
        now = shares.left_after_refunds([shares.Line("a", amount, full)], {"": refunded})
        assert 0 <= now <= left
        given_back, left = given_back + left - now, now
    assert refunded == amount
    assert (left, given_back) == (0, full)


@given(
    lines=st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10_000)), min_size=1, max_size=5),
    parts=st.lists(st.tuples(st.integers(-1, 4), st.integers(1, 10**6)), max_size=8),
)
def test_a_line_that_is_given_back_takes_its_own_share_and_never_more_than_there_is(lines, parts):
    order = [
        shares.Line(str(number), amount, shares.commission(amount, share_bp))
        for number, (amount, share_bp) in enumerate(lines)
    ]
    back: dict[str, int] = {}
    left = sum(line.commission_minor for line in order)
    assert shares.left_after_refunds(order, back) == left
    for number, minor in parts:
        rest = sum(line.amount_minor for line in order) - sum(back.values())
        item_id = str(number) if 0 <= number < len(order) else ""
        if item_id:
            rest = min(rest, order[number].amount_minor - back.get(item_id, 0))
        back[item_id] = back.get(item_id, 0) + min(minor, rest)
        now = shares.left_after_refunds(order, back)
        assert 0 <= now <= left
        left = now


def test_a_line_that_earned_nothing_takes_nothing():
    order = [shares.Line("formula", 10_000, 0), shares.Line("oats", 10_000, 1_000)]
    assert shares.left_after_refunds(order, {"formula": 10_000}) == 1_000
    assert shares.left_after_refunds(order, {"oats": 10_000}) == 0
    assert shares.left_after_refunds(order, {"oats": 5_000}) == 500
    assert shares.left_after_refunds(order, {"": 10_000}) == 500


@given(minor=st.integers(-(10**12), 10**12).filter(bool))
def test_both_sides_of_every_movement_add_up_to_nothing(minor):
    for entries in (
        bookings.earned(minor),
        bookings.approved(minor),
        bookings.given_back(minor, was_approved=True),
        bookings.given_back(minor, was_approved=False),
        bookings.paid(minor),
        bookings.adjusted(minor),
    ):
        assert sum(amount for _, amount in entries) == 0
        assert len({account for account, _ in entries}) == len(entries)


def agreed(category, version, start, end=None, *, ends=False):
    return SimpleNamespace(category=category, version=version, valid_from=start, valid_until=end, ends=ends)


def test_the_newest_version_that_holds_on_the_day_decides():
    general = agreed("", 1, date(2026, 1, 1))
    first = agreed("food", 1, date(2026, 1, 1))
    second = agreed("food", 2, date(2026, 6, 1), date(2026, 7, 1))
    over = agreed("food", 3, date(2026, 9, 1), ends=True)
    rows = [general, first, second, over]
    assert holding(rows, category="food", day=date(2026, 5, 31)) is first
    assert holding(rows, category="food", day=date(2026, 6, 1)) is second
    assert holding(rows, category="food", day=date(2026, 7, 1)) is first
    assert holding(rows, category="food", day=date(2026, 9, 1)) is None
    assert holding(rows, category="cosmetic", day=date(2026, 9, 1)) is general
    assert holding(rows, category="cosmetic", day=date(2025, 12, 31)) is None
