"""Shares of money, rounded half to even: over many orders neither side gains by rounding."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

BASIS_POINTS: Final = 10_000


def rounded(numerator: int, denominator: int) -> int:
    """Return numerator / denominator, rounded half to even. Both not negative; the denominator not 0."""
    whole, rest = divmod(numerator, denominator)
    twice = 2 * rest
    return whole + (twice > denominator or (twice == denominator and whole % 2 == 1))


def commission(amount_minor: int, share_bp: int) -> int:
    """Return the commission of one line of an order; an order's is the sum of its lines'."""
    return rounded(amount_minor * share_bp, BASIS_POINTS)


class Line(NamedTuple):
    """A line of an order, and what it earned."""

    item_id: str
    amount_minor: int
    commission_minor: int


def left_after_refunds(lines: Sequence[Line], refunded: Mapping[str, int]) -> int:
    """Return what is left of an order's commission. `refunded`: minor units given back by item; under "" those of no item
    that was named, which take their part of whatever stands.

    It is counted from the whole each time, so that the parts of any number of refunds add up to the commission.
    """
    back = {item_id: minor for item_id, minor in refunded.items() if item_id}
    left, standing = Fraction(0), 0
    for line in lines:
        gone = min(line.amount_minor, back.get(line.item_id, 0))
        if gone:
            back[line.item_id] -= gone
        stays = line.amount_minor - gone
        left += Fraction(line.commission_minor * stays, line.amount_minor)
        standing += stays
    if not standing:
        return 0
    left *= Fraction(standing - refunded.get("", 0), standing)
    return rounded(left.numerator, left.denominator)
