"""Both sides of every movement. Debit positive, credit negative; each list adds up to nothing.

What is earned is owed from the first day on (receivable, pending) but is no revenue before it is approved (deferred).
"""

from __future__ import annotations

from apps.referrals.models.ledger import AccountKind

Entries = list[tuple[AccountKind, int]]


def earned(minor: int) -> Entries:
    """An order has come in."""
    return [(AccountKind.PENDING, minor), (AccountKind.DEFERRED, -minor)]


def approved(minor: int) -> Entries:
    """The time in which goods may come back is over."""
    return [
        (AccountKind.APPROVED, minor),
        (AccountKind.PENDING, -minor),
        (AccountKind.DEFERRED, minor),
        (AccountKind.REVENUE, -minor),
    ]


def given_back(minor: int, *, was_approved: bool) -> Entries:
    """Goods came back, or the order was cancelled: by `minor` less is earned."""
    if was_approved:
        return [(AccountKind.REVENUE, minor), (AccountKind.APPROVED, -minor)]
    return [(AccountKind.DEFERRED, minor), (AccountKind.PENDING, -minor)]


def paid(minor: int) -> Entries:
    """The partner has paid."""
    return [(AccountKind.CASH, minor), (AccountKind.APPROVED, -minor)]


def adjusted(minor: int) -> Entries:
    """The partner owes more (negative: less) by what two sides have agreed on."""
    return [(AccountKind.APPROVED, minor), (AccountKind.ADJUSTMENTS, -minor)]
