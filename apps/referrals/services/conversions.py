"""Orders that partners report: taken once, credited to a click or to none, given back in parts or as a whole.

Who asks is the partner's program (`Machine`) or, where it is None, the system itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.foundation.errors import Conflict, Invalid, NotVisible, Unprocessable
from apps.foundation.transactions import write
from apps.referrals import crediting
from apps.referrals.conversion_states import TRANSITIONS, ConversionState, Reason
from apps.referrals.models import Conversion, Partner, PostingKind, Refund
from apps.referrals.services import ledger, webhooks
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
    _post(conversion, PostingKind.EARNED, bookings.earned, conversion.commission_minor, at=at)
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
    at: datetime,
) -> tuple[Refund, bool]:
    """Note that a part of an order was given back; the same reference twice is one refund.

    Raises NotVisible, Conflict (the order is reversed, or the reference is known with another amount), Invalid.
    """
    conversion = locked(partner, is_live, order_reference)
    known = Refund.objects.filter(conversion=conversion, reference=reference).first()
    if known is not None:
        if known.amount_minor != amount_minor:
            raise Conflict(_("This refund was reported with another amount."), code="refund_differs")
        return known, False
    if conversion.state == ConversionState.REVERSED:
        raise Conflict(_("This order is reversed."), code="order_reversed")
    rest = conversion.amount_minor - conversion.refunded_minor
    if not 1 <= amount_minor <= rest:
        raise Invalid.field("amount_minor", _("No more can be given back than was paid."), limit=rest)
    return _refunded(conversion, reference, amount_minor, at), True


def _refunded(conversion: Conversion, reference: str, amount_minor: int, at: datetime) -> Refund:
    refunded = conversion.refunded_minor + amount_minor
    left = shares.left_after_refund(
        conversion.commission_full_minor, amount_minor=conversion.amount_minor, refunded_minor=refunded
    )
    made = Refund.objects.create(
        conversion=conversion,
        reference=reference,
        amount_minor=amount_minor,
        commission_minor=conversion.commission_minor - left,
        at=at,
    )
    was_approved = conversion.state in (ConversionState.APPROVED, ConversionState.PAID)
    _post(
        conversion,
        PostingKind.REFUNDED,
        lambda minor: bookings.given_back(minor, was_approved=was_approved),
        made.commission_minor,
        at=at,
        refund=made,
    )
    conversion.refunded_minor, conversion.commission_minor = refunded, left
    conversion.changed_at = at
    conversion.save(update_fields=["refunded_minor", "commission_minor", "changed_at"])
    if refunded == conversion.amount_minor and conversion.state != ConversionState.UNMATCHED:
        _move(conversion, ConversionState.REVERSED, at=at, reason=Reason.REFUNDED)
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
    _post(
        conversion,
        PostingKind.REVERSED,
        lambda minor: bookings.given_back(minor, was_approved=was_approved),
        conversion.commission_minor,
        at=at,
    )
    _move(conversion, ConversionState.REVERSED, at=at, reason=Reason.CANCELLED, commission_minor=0)
    tell(conversion, at)
    return conversion


@write
def approve(_machine: Any, *, partner: Partner, is_live: bool, order_reference: str, at: datetime) -> bool:
    """Approve an order before its time: the partner says that it stands. False where it was not pending."""
    conversion = locked(partner, is_live, order_reference)
    if conversion.state != ConversionState.PENDING:
        return False
    _approved(conversion, at)
    return True


@write
def approve_due(_system: None, *, at: datetime, most: int = MOST_DUE) -> int:
    """Approve orders whose goods can come back no more. Returns how many; several may run beside each other."""
    rows = Conversion.objects.filter(state=ConversionState.PENDING, approve_due_at__lte=at)
    due = list(rows.select_for_update(skip_locked=True).order_by("approve_due_at")[:most])
    for conversion in due:
        _approved(conversion, at)
    return len(due)


def _approved(conversion: Conversion, at: datetime) -> None:
    _post(conversion, PostingKind.APPROVED, bookings.approved, conversion.commission_minor, at=at)
    _move(conversion, ConversionState.APPROVED, at=at)
    tell(conversion, at)


def locked(partner: Partner, is_live: bool, order_reference: str) -> Conversion:
    """Return an order of this partner, locked. Raises NotVisible."""
    rows = Conversion.objects.filter(partner=partner, is_live=is_live, order_reference=order_reference)
    found = rows.select_for_update().first()
    if found is None:
        raise NotVisible
    return found


def _move(conversion: Conversion, state: str, *, at: datetime, **also: Any) -> None:
    """Move a locked row on. What the table of states does not know is a mistake of ours."""
    if state not in TRANSITIONS[conversion.state]:
        raise RuntimeError(f"a conversion never goes from {conversion.state} to {state}")
    told = {"state": state, "changed_at": at, **also}
    if Conversion.objects.filter(pk=conversion.pk, state=conversion.state).update(**told) != 1:
        raise RuntimeError("a locked conversion has moved")
    for name, value in told.items():
        setattr(conversion, name, value)


def mark_paid(conversion: Conversion, at: datetime) -> None:
    """Say that an approved order in hand is paid. Within a `@write`, with its row locked."""
    _move(conversion, ConversionState.PAID, at=at)
    tell(conversion, at)


def _post(
    conversion: Conversion,
    kind: PostingKind,
    entries: Any,
    minor: int,
    *,
    at: datetime,
    refund: Refund | None = None,
) -> None:
    """Post what an order moves, once for each cause; where it moves nothing there is no posting."""
    if minor == 0:
        return
    ledger.post(
        ledger.Book(conversion.partner_id, conversion.is_live, conversion.currency),
        kind,
        entries(minor),
        key=f"{kind}:{conversion.pk}" + (f":{refund.pk}" if refund else ""),
        conversion=conversion,
        refund=refund,
        at=at,
    )


def tell(conversion: Conversion, at: datetime) -> None:
    """Tell the partner what an order has come to, in its own words: nothing that it did not send us or agree on."""
    webhooks.publish(
        conversion.partner_id,
        is_live=conversion.is_live,
        kind=f"conversion.{conversion.state}",
        data=told(conversion),
        at=at,
    )


def told(conversion: Conversion) -> dict[str, Any]:
    """Return all that a partner learns of an order, here and in the API."""
    return {
        "id": str(conversion.public_id),
        "order_reference": conversion.order_reference,
        "state": conversion.state,
        "reason": conversion.reason,
        "currency": conversion.currency,
        "amount_minor": conversion.amount_minor,
        "refunded_minor": conversion.refunded_minor,
        "commission_minor": conversion.commission_minor,
    }
