"""What a partner pays: booked as it comes; approved orders are paid by it, oldest first, as far as it reaches."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from apps.accounts.services.people import require_administrator
from apps.foundation.errors import Conflict, Invalid
from apps.foundation.transactions import write
from apps.referrals.models import AccountKind, Partner, Posting, PostingKind
from apps.referrals.services import ledger, paying
from apps.referrals.services.locks import locked_partner
from apps.referrals.settling import bookings


@write
def receive(
    person: Any,
    *,
    partner: Partner,
    is_live: bool,
    currency: str,
    minor: int,
    reference: str,
    at: datetime,
) -> Posting:
    """Book a payment; the same reference is the same payment. Administrators only.

    Raises Forbidden, Invalid, Conflict where the reference is known with another amount.
    """
    require_administrator(person)
    if minor <= 0:
        raise Invalid.field("minor", _("An amount is paid that is more than nothing."))
    if currency not in partner.currencies:
        raise Invalid.field("currency", _("This currency is not agreed."), limit=partner.currencies)
    locked_partner(pk=partner.pk)
    key = f"paid:{partner.pk}:{int(is_live)}:{reference}"[:120]
    known = Posting.objects.filter(key=key).first()
    if known is not None:
        return _same(known, currency, minor)
    book = ledger.Book(partner.pk, is_live, currency)
    posting = ledger.post(
        book, PostingKind.PAID, bookings.paid(minor), key=key, reason=reference[:200], at=at, by=person
    )
    paying.pay_book(book, at)
    return posting


def _same(known: Posting, currency: str, minor: int) -> Posting:
    cash = known.entries.get(account__kind=AccountKind.CASH)
    if (cash.amount_minor, known.currency) != (minor, currency):
        raise Conflict(_("This payment is known with another amount."), code="payment_differs")
    return known
