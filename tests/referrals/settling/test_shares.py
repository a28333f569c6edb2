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
        now = shares.left_after_refund(full, amount_minor=amount, refunded_minor=refunded)
        assert 0 <= now <= left
        given_back, left = given_back + left - now, now
    assert refunded == amount
    assert (left, given_back) == (0, full)


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
