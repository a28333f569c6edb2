"""Approved orders are paid by what has come in: when it comes, and when an order is approved that was paid ahead."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from apps.referrals.conversion_states import ConversionState
from apps.referrals.models import AccountKind, Conversion, Partner
from apps.referrals.selectors.balances import balances
from apps.referrals.services.ledger import Book
from apps.referrals.services.locks import locked_partner
from apps.referrals.services.orders import mark_paid


def pay_orders(approved: Iterable[Conversion], at: datetime) -> None:
    """Pay what has just been approved, and older ones first, as far as payments ahead reach. Within a `@write`."""
    books = {Book(each.partner_id, each.is_live, each.currency) for each in approved}
    for book in sorted(books, key=lambda each: (each.partner_id, each.is_live, each.currency)):
        locked_partner(pk=book.partner_id)
        pay_book(book, at)


def pay_book(book: Book, at: datetime) -> None:
    """Mark approved orders as paid while what is owed covers all that stay unpaid. With the partner's row locked."""
    partner = Partner.objects.get(pk=book.partner_id)
    owed = balances(partner, is_live=book.is_live, currency=book.currency)[AccountKind.APPROVED]
    rows = Conversion.objects.filter(
        partner=partner, is_live=book.is_live, currency=book.currency, state=ConversionState.APPROVED
    )
    approved = list(rows.select_for_update().order_by("pk"))
    reaches = sum(conversion.commission_minor for conversion in approved) - owed
    for conversion in approved:
        if reaches <= 0 or conversion.commission_minor > reaches:
            return
        reaches -= conversion.commission_minor
        mark_paid(conversion, at)
