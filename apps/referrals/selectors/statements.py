"""A partner's month, added up from the ledger each time: there is no other copy that could differ.

Months are those of UTC; what was posted in one belongs to it. Money is exact, as it must be; how many movements stand
behind a sum is not told where they are fewer than ten.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from apps.foundation.errors import Invalid, NotVisible
from apps.referrals.models import Account, AccountKind, Entry, Partner, PostingKind
from apps.referrals.selectors.balances import balances

AT_LEAST: Final = 10
"""Fewer than so many people, or movements, are no aggregate."""


@dataclass(frozen=True)
class Amounts:
    """What a partner owes, in minor units: `pending` while goods may come back, `owed` once approved and not yet paid."""

    pending: int
    owed: int


@dataclass(frozen=True)
class Line:
    """All movements of one kind in the month. `entries` is None where they are fewer than ten."""

    kind: PostingKind
    entries: int | None
    amounts: Amounts


@dataclass(frozen=True)
class Statement:
    """A month in one currency. `opening` and the lines add up to `closing`."""

    partner: Partner
    is_live: bool
    currency: str
    month: str
    opening: Amounts
    lines: tuple[Line, ...]
    closing: Amounts


def span(month: str) -> tuple[datetime, datetime]:
    """Return the first moments of a month, `2026-11`, and of the next one. Raises ValueError."""
    start = datetime.strptime(month, "%Y-%m").replace(tzinfo=UTC)
    if f"{start:%Y-%m}" != month:
        raise ValueError(month)
    return start, _next(start)


def _next(start: datetime) -> datetime:
    return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)


def statement(partner: Partner, *, is_live: bool, currency: str, month: str) -> Statement:
    """Return the statement of a month. Raises ValueError for what is no month."""
    start, end = span(month)
    return Statement(
        partner=partner,
        is_live=is_live,
        currency=currency,
        month=month,
        opening=_amounts(balances(partner, is_live=is_live, currency=currency, before=start)),
        lines=_lines(partner, is_live, currency, start, end),
        closing=_amounts(balances(partner, is_live=is_live, currency=currency, before=end)),
    )


def of_past(partner: Partner, *, is_live: bool, currency: str, month: str, at: datetime) -> Statement:
    """Return the statement of a month that is over. Raises Invalid, NotVisible where nothing was booked in a currency."""
    try:
        end = span(month)[1]
    except ValueError as error:
        raise Invalid.field("month", _("Give a month as 2026-11.")) from error
    if end > at:
        raise Invalid.field("month", _("This month is not over yet."))
    if currency not in currencies(partner, is_live=is_live):
        raise NotVisible
    return statement(partner, is_live=is_live, currency=currency, month=month)


def currencies(partner: Partner, *, is_live: bool) -> list[str]:
    """Return the currencies in which anything was ever booked."""
    rows = Account.objects.filter(partner=partner, is_live=is_live)
    return sorted(set(rows.values_list("currency", flat=True)))


def months(partner: Partner, *, is_live: bool, at: datetime) -> list[str]:
    """Return the months that are over and in which something was booked, newest first."""
    rows = partner.postings.filter(
        is_live=is_live, posted_at__lt=at.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    )
    found = rows.dates("posted_at", "month", order="DESC")
    return [f"{day:%Y-%m}" for day in found]


def _amounts(found: dict[AccountKind, int]) -> Amounts:
    return Amounts(found.get(AccountKind.PENDING, 0), found.get(AccountKind.APPROVED, 0))


def _lines(
    partner: Partner, is_live: bool, currency: str, start: datetime, end: datetime
) -> tuple[Line, ...]:
    rows = Entry.objects.filter(
        account__partner=partner,
        account__is_live=is_live,
        account__currency=currency,
        account__kind__in=(AccountKind.PENDING, AccountKind.APPROVED),
        posting__posted_at__gte=start,
        posting__posted_at__lt=end,
    )
    sums: dict[str, dict[AccountKind, int]] = {}
    grouped = rows.values_list("posting__kind", "account__kind").annotate(Sum("amount_minor"))
    for kind, account, minor in grouped:
        sums.setdefault(kind, {})[AccountKind(account)] = int(minor)
    counts: dict[str, int] = dict(
        rows.values_list("posting__kind").annotate(Count("posting_id", distinct=True))
    )
    return tuple(
        Line(kind, counts[kind] if counts[kind] >= AT_LEAST else None, _amounts(sums[kind]))
        for kind in PostingKind
        if kind in sums
    )
