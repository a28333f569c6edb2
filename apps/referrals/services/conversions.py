"""Orders that partners report: taken once, credited to a click or to none, given back in parts or as a whole.

Who asks is the partner's program (`Machine`) or, where it is None, the system itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.foundation.errors import Conflict, Invalid, Unprocessable
from apps.foundation.transactions import write
from apps.referrals import crediting
from apps.referrals.conversion_states import ConversionState, Reason
from apps.referrals.models import Conversion, Partner, PostingKind, Refund
from apps.referrals.services import paying
from apps.referrals.services.orders import locked, move, post, tell
from apps.referrals.settling import bookings, shares

MOST_AHEAD_S: Final = 300
MOST_DUE: Final = 200


@write
def report(
    _machine: Any,
    *,
    partner: Partner,
    is_live: bool,
    order_reference: str,
    click_ids: Sequence[UUID],
    currency: str,
    lines: Sequence[Mapping[str, Any]],
    ordered_at: datetime,
    at: datetime,
) -> tuple[Conversion, bool]:
    """Take an order; the second report of the same order gets the first one back. Returns it, and whether it is new.

    `lines`: `amount_minor` and perhaps `item_id`. Raises Invalid (currency, moment), Conflict where the order is known
    with another amount or currency.
    """
    _require_possible(partner, currency, ordered_at, at)
    credit = crediting.credit(partner, is_live, click_ids, lines, ordered_at)
    conversion = Conversion(
        partner=partner,
        is_live=is_live,
        order_reference=order_reference,
        click=credit.click,
        state=ConversionState.UNMATCHED if credit.reason else ConversionState.PENDING,
        reason=credit.reason,
        currency=currency,
        amount_minor=sum(line["amount_minor"] for line in lines),
        commission_full_minor=credit.commission_minor,
        commission_minor=credit.commission_minor,
        lines=credit.lines,
        ordered_at=ordered_at,
        received_at=at,
        approve_due_at=credit.approve_due_at,
        changed_at=at,
    )
    try:
        with transaction.atomic():
            conversion.save(force_insert=True)
    except IntegrityError:
        return _known(conversion), False
    post(conversion, PostingKind.EARNED, bookings.earned, conversion.commission_minor, at=at)
    tell(conversion, at)
    return conversion, True


def _require_possible(partner: Partner, currency: str, ordered_at: datetime, at: datetime) -> None:
    if currency not in partner.currencies:
        raise Invalid.field("currency", _("This currency is not agreed."), limit=partner.currencies)
    if (ordered_at - at).total_seconds() > MOST_AHEAD_S:
        raise Invalid.field("ordered_at", _("This moment is in the future."))


def _known(given: Conversion) -> Conversion:
    found = Conversion.objects.filter(
        partner_id=given.partner_id, is_live=given.is_live, order_reference=given.order_reference
    ).first()
    if found is None:
        raise RuntimeError("an order was refused that nobody has reported")
    if (found.amount_minor, found.currency) != (given.amount_minor, given.currency):
        raise Conflict(_("This order was reported with another amount."), code="order_differs")
    return found


@write
def refund(
    _machine: Any,
    *,
    partner: Partner,
    is_live: bool,
    order_reference: str,
    reference: str,
    amount_minor: int,
    item_id: str = "",
    is_of_file: bool = False,
    at: datetime,
) -> tuple[Refund, bool]:
    """Note that a part of an order was given back; the same reference twice is one refund.

    `item_id`: of which line, whose share then goes. `is_of_file`: a file tells it, without saying which refund it is;
    what is reported afterwards is that refund, as far as it reaches.

    Raises NotVisible, Conflict (the order is reversed, or the reference is known with another amount or line), Invalid.
    """
    conversion = locked(partner, is_live, order_reference)
    known = Refund.objects.filter(conversion=conversion, reference=reference).first()
    if known is not None:
        if (known.amount_minor, known.item_id) != (amount_minor, item_id):
            raise Conflict(_("This refund was reported with another amount."), code="refund_differs")
        return known, False
    if conversion.state == ConversionState.REVERSED:
        raise Conflict(_("This order is reversed."), code="order_reversed")
    told = _Told(conversion)
    known_minor = 0 if is_of_file else min(told.ahead_minor, amount_minor)
    rest = conversion.amount_minor - conversion.refunded_minor + (0 if is_of_file else told.ahead_minor)
    if not 1 <= amount_minor <= rest:
        raise Invalid.field("amount_minor", _("No more can be given back than was paid."), limit=rest)
    fresh_minor = amount_minor - known_minor
    if item_id and fresh_minor > (most := told.rest_of(item_id)):
        raise Invalid.field(
            "item_id", _("No more can be given back than was paid for this item."), limit=most
        )
    made = Refund(
        conversion=conversion,
        reference=reference,
        amount_minor=amount_minor,
        item_id=item_id,
        is_of_file=is_of_file,
        known_minor=known_minor,
        at=at,
    )
    return _refunded(made, told.left_after(fresh_minor, item_id), fresh_minor), True


class _Told:
    """What was given back of an order so far."""

    def __init__(self, conversion: Conversion) -> None:
        self.conversion = conversion
        self.by_item: Counter[str] = Counter()
        self.ahead_minor = 0
        """What files have told and nobody has reported since."""
        for one in Refund.objects.filter(conversion=conversion):
            self.by_item[one.item_id] += one.amount_minor - one.known_minor
            self.ahead_minor += one.amount_minor if one.is_of_file else -one.known_minor

    def rest_of(self, item_id: str) -> int:
        """Return how much of an item's lines still stands."""
        lines = (line["amount_minor"] for line in self.conversion.lines if line["item_id"] == item_id)
        return sum(lines) - self.by_item[item_id]

    def left_after(self, minor: int, item_id: str) -> int:
        """Return the commission that stays once `minor` more was given back."""
        lines = [
            shares.Line(**{name: line[name] for name in shares.Line._fields})
            for line in self.conversion.lines
        ]
        left = shares.left_after_refunds(lines, self.by_item + Counter({item_id: minor}))
        return min(left, self.conversion.commission_minor)


def _refunded(made: Refund, left: int, fresh_minor: int) -> Refund:
    conversion, at = made.conversion, made.at
    made.commission_minor = conversion.commission_minor - left
    made.save(force_insert=True)
    was_approved = conversion.state in (ConversionState.APPROVED, ConversionState.PAID)
    post(
        conversion,
        PostingKind.REFUNDED,
        lambda minor: bookings.given_back(minor, was_approved=was_approved),
        made.commission_minor,
        at=at,
        refund=made,
    )
    conversion.refunded_minor, conversion.commission_minor = conversion.refunded_minor + fresh_minor, left
    conversion.changed_at = at
    conversion.save(update_fields=["refunded_minor", "commission_minor", "changed_at"])
    is_all = conversion.refunded_minor == conversion.amount_minor
    if is_all and conversion.state != ConversionState.UNMATCHED:
        move(conversion, ConversionState.REVERSED, at=at, reason=Reason.REFUNDED)
    tell(conversion, at)
    return made


@write
def cancel(
    _machine: Any, *, partner: Partner, is_live: bool, order_reference: str, at: datetime
) -> Conversion:
    """Reverse an order as a whole; twice is once. Raises NotVisible, Unprocessable where it never earned."""
    conversion = locked(partner, is_live, order_reference)
    if conversion.state == ConversionState.REVERSED:
        return conversion
    if conversion.state == ConversionState.UNMATCHED:
        raise Unprocessable(_("This order was credited to nobody."), code="order_unmatched")
    was_approved = conversion.state != ConversionState.PENDING
    post(
        conversion,
        PostingKind.REVERSED,
        lambda minor: bookings.given_back(minor, was_approved=was_approved),
        conversion.commission_minor,
        at=at,
    )
    move(conversion, ConversionState.REVERSED, at=at, reason=Reason.CANCELLED, commission_minor=0)
    tell(conversion, at)
    return conversion


@write
def approve(_machine: Any, *, partner: Partner, is_live: bool, order_reference: str, at: datetime) -> bool:
    """Approve an order before its time: the partner says that it stands. False where it was not pending."""
    conversion = locked(partner, is_live, order_reference)
    if conversion.state != ConversionState.PENDING:
        return False
    _approved(conversion, at)
    paying.pay_orders([conversion], at)
    return True


@write
def approve_due(_system: None, *, at: datetime, most: int = MOST_DUE) -> int:
    """Approve orders whose goods can come back no more. Returns how many; several may run beside each other."""
    rows = Conversion.objects.filter(state=ConversionState.PENDING, approve_due_at__lte=at)
    due = list(rows.select_for_update(skip_locked=True).order_by("approve_due_at")[:most])
    for conversion in due:
        _approved(conversion, at)
    paying.pay_orders(due, at)
    return len(due)


def _approved(conversion: Conversion, at: datetime) -> None:
    post(conversion, PostingKind.APPROVED, bookings.approved, conversion.commission_minor, at=at)
    move(conversion, ConversionState.APPROVED, at=at)
    tell(conversion, at)
