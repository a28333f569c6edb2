"""Posts to the ledger. The only place that does; a posting is never changed, a mistake is adjusted by another one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.services.people import require_administrator
from apps.foundation.errors import Conflict, Invalid
from apps.foundation.transactions import current_unit, write
from apps.referrals.models import (
    Account,
    AccountKind,
    Conversion,
    Entry,
    Partner,
    Posting,
    PostingKind,
    Refund,
)
from apps.referrals.services.locks import locked_partner
from apps.referrals.settling import bookings

LONGEST_REASON: Final = 200


@dataclass(frozen=True)
class Book:
    """Whose money, in which mode and currency: accounts of two books never meet in one posting."""

    partner_id: int
    is_live: bool
    currency: str


def post(
    book: Book,
    kind: PostingKind,
    entries: bookings.Entries,
    *,
    key: str,
    at: datetime,
    conversion: Conversion | None = None,
    refund: Refund | None = None,
    reason: str = "",
    by: Any | None = None,
) -> Posting:
    """Write one movement. Within a `@write`. `key` says what caused it: the same cause twice raises IntegrityError."""
    current_unit()
    accounts = accounts_of(book)
    posting = Posting.objects.create(
        key=key,
        partner_id=book.partner_id,
        is_live=book.is_live,
        currency=book.currency,
        kind=kind,
        conversion=conversion,
        refund=refund,
        reason=reason,
        entry_count=len(entries),
        posted_at=at,
        posted_by=by,
    )
    Entry.objects.bulk_create(
        Entry(posting=posting, account_id=accounts[account], amount_minor=minor) for account, minor in entries
    )
    return posting


def accounts_of(book: Book) -> dict[str, int]:
    """Return the ids of a book's accounts by kind; they are made the first time."""
    rows = Account.objects.filter(
        partner_id=book.partner_id, is_live=book.is_live, currency=book.currency
    ).values_list("kind", "pk")
    found = dict(rows)
    if len(found) < len(AccountKind):
        missing = [kind for kind in AccountKind if kind not in found]
        Account.objects.bulk_create(
            [
                Account(partner_id=book.partner_id, is_live=book.is_live, currency=book.currency, kind=kind)
                for kind in missing
            ],
            ignore_conflicts=True,
        )
        found = dict(rows.all())
    return found


@write
def adjust(
    person: Any,
    *,
    partner: Partner,
    is_live: bool,
    currency: str,
    minor: int,
    reason: str,
    form_id: UUID,
    at: datetime,
) -> Posting:
    """Let a partner owe more, or (negative) less; the same form sent twice is one adjustment. Administrators only.

    Raises Forbidden, Invalid, Conflict where the form was sent with other words or another amount.
    """
    require_administrator(person)
    if minor == 0:
        raise Invalid.field("minor", _("Give an amount."))
    if not (1 <= len(reason.strip()) <= LONGEST_REASON):
        raise Invalid.field("reason", _("Say why, in up to 200 letters."), limit=LONGEST_REASON)
    if currency not in partner.currencies:
        raise Invalid.field("currency", _("This currency is not agreed."), limit=partner.currencies)
    locked_partner(pk=partner.pk)
    key = f"adjusted:{partner.pk}:{form_id.hex}"
    known = Posting.objects.filter(key=key).first()
    if known is not None:
        return _same(known, Book(partner.pk, is_live, currency), minor, reason.strip())
    return post(
        Book(partner.pk, is_live, currency),
        PostingKind.ADJUSTED,
        bookings.adjusted(minor),
        key=key,
        reason=reason.strip(),
        at=at,
        by=person,
    )


def _same(known: Posting, book: Book, minor: int, reason: str) -> Posting:
    owed = known.entries.get(account__kind=AccountKind.APPROVED).amount_minor
    if (Book(known.partner_id, known.is_live, known.currency), owed, known.reason) != (book, minor, reason):
        raise Conflict(_("This form was sent before, with something else in it."), code="adjustment_differs")
    return known
