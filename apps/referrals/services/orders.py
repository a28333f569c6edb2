"""One order in hand: found and locked, moved on, posted to the ledger, told to its partner. Within a `@write`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from apps.foundation.errors import NotVisible
from apps.referrals.conversion_states import TRANSITIONS, ConversionState
from apps.referrals.models import Conversion, Partner, PostingKind, Refund
from apps.referrals.services import ledger, webhooks


def locked(partner: Partner, is_live: bool, order_reference: str) -> Conversion:
    """Return an order of this partner, locked. Raises NotVisible."""
    rows = Conversion.objects.filter(partner=partner, is_live=is_live, order_reference=order_reference)
    found = rows.select_for_update().first()
    if found is None:
        raise NotVisible
    return found


def move(conversion: Conversion, state: str, *, at: datetime, **also: Any) -> None:
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
    move(conversion, ConversionState.PAID, at=at)
    tell(conversion, at)


def post(
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
