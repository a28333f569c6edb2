"""Partners as administrators keep them: made, changed, let go. What was earned stays."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.services.people import require_administrator
from apps.foundation.errors import Invalid
from apps.foundation.transactions import write
from apps.referrals.addresses import NAME
from apps.referrals.catalogue.money import CURRENCIES
from apps.referrals.models import Account, Partner
from apps.referrals.services.locks import locked_partner

PARAMETER: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
REQUESTS: Final = (10, 60_000)
MOST_HOSTS: Final = 20


@write
def make_partner(
    person: Any,
    *,
    name: str,
    hosts: Sequence[str],
    currencies: Sequence[str],
    click_parameter: str,
    requests_a_minute: int,
    at: datetime,
) -> Partner:
    """Make a partner, without people and without agreements. Raises Forbidden, Invalid."""
    told = _checked(person, name, hosts, currencies, click_parameter, requests_a_minute)
    return Partner.objects.create(**told, created_at=at)


@write
def change_partner(
    person: Any,
    *,
    partner_id: UUID,
    name: str,
    hosts: Sequence[str],
    currencies: Sequence[str],
    click_parameter: str,
    requests_a_minute: int,
) -> Partner:
    """Change what is kept of a partner. A currency with a ledger stays. Raises Forbidden, NotVisible, Invalid."""
    told = _checked(person, name, hosts, currencies, click_parameter, requests_a_minute)
    partner = locked_partner(public_id=partner_id)
    used = set(Account.objects.filter(partner=partner, is_live=True).values_list("currency", flat=True))
    if gone := sorted(used - set(told["currencies"])):
        raise Invalid.field(
            "currencies",
            _("%(currency)s has a ledger and stays.") % {"currency": ", ".join(gone)},
            limit=gone,
        )
    for field, value in told.items():
        setattr(partner, field, value)
    partner.save(update_fields=list(told))
    return partner


@write
def set_active(person: Any, *, partner_id: UUID, is_active: bool) -> Partner:
    """Let a partner go, or back in: nothing of it is offered, and no program signs in, while it is gone."""
    require_administrator(person)
    partner = locked_partner(public_id=partner_id)
    partner.is_active = is_active
    partner.save(update_fields=["is_active"])
    return partner


def _checked(
    person: Any,
    name: str,
    hosts: Sequence[str],
    currencies: Sequence[str],
    click_parameter: str,
    requests_a_minute: int,
) -> dict[str, Any]:
    require_administrator(person)
    if not 1 <= len(name.strip()) <= 120:
        raise Invalid.field("name", _("Give a name of up to 120 letters."), limit=120)
    known = sorted({host.strip().lower().rstrip(".") for host in hosts} - {""})
    if not known or len(known) > MOST_HOSTS or not all(map(NAME.fullmatch, known)):
        raise Invalid.field("hosts", _("Give 1 to 20 host names, such as shop.example."), limit=MOST_HOSTS)
    wanted = sorted({currency.strip().upper() for currency in currencies} - {""})
    if not wanted or set(wanted) - set(CURRENCIES):
        raise Invalid.field("currencies", _("Give currencies by their three letters, such as EUR."))
    if not PARAMETER.fullmatch(click_parameter):
        raise Invalid.field(
            "click_parameter", _("Begin with a letter; then letters, digits, - and _, up to 40 in all.")
        )
    if not REQUESTS[0] <= requests_a_minute <= REQUESTS[1]:
        raise Invalid.field("requests_a_minute", _("Give a number from 10 to 60,000."), limit=REQUESTS)
    return {
        "name": name.strip(),
        "hosts": known,
        "currencies": wanted,
        "click_parameter": click_parameter,
        "requests_a_minute": requests_a_minute,
    }
