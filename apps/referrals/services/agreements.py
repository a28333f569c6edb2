"""What is agreed with a partner: a version is added, none is changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from apps.accounts.services.people import require_administrator
from apps.foundation.errors import Invalid
from apps.foundation.transactions import write
from apps.referrals.models import Agreement, Partner
from apps.referrals.services.locks import locked_partner
from apps.referrals.settling.shares import BASIS_POINTS


@write
def agree(
    person: Any,
    *,
    partner: Partner,
    category: str,
    valid_from: date,
    commission_bp: int,
    at: datetime,
    valid_until: date | None = None,
    window_days: int = 30,
    hold_days: int = 30,
    ends: bool = False,
) -> Agreement:
    """Add a version for a category (empty: all others). Never for days that are over. Raises Forbidden, Invalid."""
    require_administrator(person)
    if not 0 <= commission_bp <= BASIS_POINTS:
        raise Invalid.field(
            "commission_bp", _("Give a commission from 0 to 100 percent."), limit=BASIS_POINTS
        )
    if valid_from < at.date():
        raise Invalid.field("valid_from", _("An agreement begins today or later."), limit=at.date())
    if valid_until is not None and valid_until <= valid_from:
        raise Invalid.field("valid_until", _("The last day is after the first."))
    locked_partner(pk=partner.pk)
    rows = Agreement.objects.filter(partner=partner, category=category)
    version = (rows.aggregate(highest=Max("version"))["highest"] or 0) + 1
    return Agreement.objects.create(
        partner=partner,
        category=category,
        version=version,
        valid_from=valid_from,
        valid_until=valid_until,
        ends=ends,
        commission_bp=0 if ends else commission_bp,
        window_days=window_days,
        hold_days=hold_days,
        made_by=person,
        made_at=at,
    )
