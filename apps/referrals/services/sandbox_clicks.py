"""Clicks that nobody made, for partners who try their postbacks: in the sandbox, where no money is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from apps.foundation.errors import Forbidden
from apps.foundation.transactions import write
from apps.referrals import keys
from apps.referrals.models import Click, ClickVerdict, OfferLink, Partner


@write
def make(_machine: Any, *, partner: Partner, is_live: bool, category: str, at: datetime) -> Click:
    """Make a click of the sandbox. Raises Forbidden for a live client."""
    if is_live:
        raise Forbidden(code="sandbox_only")
    link = OfferLink.objects.create(
        partner=partner, is_live=False, category=category, target="https://sandbox.invalid/", issued_at=at
    )
    return Click.objects.create(
        link=link,
        partner=partner,
        is_live=False,
        verdict=ClickVerdict.COUNTED,
        place=keys.place(at.date(), "sandbox"),
        at=at,
    )
