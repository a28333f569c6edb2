"""Shares of money, rounded half to even: over many orders neither side gains by rounding."""

from __future__ import annotations

from typing import Final

BASIS_POINTS: Final = 10_000


def rounded(numerator: int, denominator: int) -> int:
    """Return numerator / denominator, rounded half to even. Both not negative; the denominator not 0."""
    whole, rest = divmod(numerator, denominator)
    twice = 2 * rest
    return whole + (twice > denominator or (twice == denominator and whole % 2 == 1))


def commission(amount_minor: int, share_bp: int) -> int:
    """Return the commission of one line of an order; an order's is the sum of its lines'."""
    return rounded(amount_minor * share_bp, BASIS_POINTS)


def left_after_refund(full_minor: int, *, amount_minor: int, refunded_minor: int) -> int:
    """Return what is left of a commission once `refunded_minor` of an order of `amount_minor` was given back.

    It is counted from the whole each time, so that the parts of any number of refunds add up to the commission.
    """
    return rounded(full_minor * (amount_minor - refunded_minor), amount_minor)
