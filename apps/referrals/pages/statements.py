"""Statements by month: added up from the ledger, on the page, as CSV and as PDF."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.foundation.errors import Invalid, NotVisible
from apps.referrals import paper, statement_file
from apps.referrals.models import AccountKind
from apps.referrals.pages.access import Seat, of_partner
from apps.referrals.pages.shell import shown
from apps.referrals.selectors import statements as selectors
from apps.referrals.selectors.balances import balances


@of_partner()
def statements(request: HttpRequest, seat: Seat) -> HttpResponse:
    """What is owed now, and a statement for every month that is over."""
    currencies = selectors.currencies(seat.partner, is_live=seat.is_live)
    months = selectors.months(seat.partner, is_live=seat.is_live, at=timezone.now())
    return shown(
        request,
        seat,
        "statements",
        "statements",
        now=[(currency, *_now(seat, currency)) for currency in currencies],
        rows=[
            (
                month,
                [
                    (currency, seat.url("statement", month=month, currency=currency))
                    for currency in currencies
                ],
            )
            for month in months
        ],
    )


def _now(seat: Seat, currency: str) -> tuple[int, int]:
    found = balances(seat.partner, is_live=seat.is_live, currency=currency)
    return found[AccountKind.PENDING], found[AccountKind.APPROVED]


def _statement(seat: Seat, month: str, currency: str) -> selectors.Statement:
    """Return a statement of a month that is over. Raises NotVisible."""
    told: dict[str, Any] = {"currency": currency, "month": month, "at": timezone.now()}
    try:
        return selectors.of_past(seat.partner, is_live=seat.is_live, **told)
    except Invalid as error:
        raise NotVisible from error


@of_partner()
def statement(request: HttpRequest, seat: Seat, month: str, currency: str) -> HttpResponse:
    """A month in one currency."""
    found = _statement(seat, month, currency)
    head, *rows = paper.rows(found)
    return shown(
        request,
        seat,
        "statements",
        "statement",
        found=found,
        crumbs=[(_("Statements"), seat.url("statements")), (f"{month} {currency}", "")],
        head=head,
        rows=rows,
        explained=paper.explained(currency),
        csv_url=seat.url("statement_csv", month=month, currency=currency),
        pdf_url=seat.url("statement_pdf", month=month, currency=currency),
    )


@of_partner()
def statement_csv(request: HttpRequest, seat: Seat, month: str, currency: str) -> HttpResponse:
    """The same as CSV, in minor units."""
    return statement_file.as_csv(_statement(seat, month, currency))


@of_partner()
def statement_pdf(request: HttpRequest, seat: Seat, month: str, currency: str) -> HttpResponse:
    """The same on paper, in the language of the page."""
    return statement_file.as_pdf(_statement(seat, month, currency), made_at=timezone.now())
