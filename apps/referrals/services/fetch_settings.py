"""Where a partner's feed is fetched, and how often: checked when it is set, and again at every fetch."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.foundation.errors import Conflict, Invalid
from apps.foundation.transactions import write
from apps.referrals import addresses
from apps.referrals.models import Catalogue, Partner, PartnerRole
from apps.referrals.services.membership import require_partner
from apps.referrals.words.addresses import of_address

HOUR_S: Final = 3_600
EVERY_S: Final = (6 * HOUR_S, 12 * HOUR_S, 24 * HOUR_S, 48 * HOUR_S)
"""What can be chosen: all of it within the 72 hours after which a catalogue is hidden."""


@write
def set_fetch(person: Any, *, partner: Partner, url: str, every_s: int, at: datetime) -> Catalogue:
    """Fetch a feed from an address from now on; an empty one ends that. Raises NotVisible, Forbidden, Invalid."""
    require_partner(person, partner, PartnerRole.EDITOR)
    url = url.strip()
    if every_s not in EVERY_S:
        raise Invalid.field("every_s", _("Choose how often."), limit=list(EVERY_S))
    if url:
        try:
            addresses.checked(url)
        except addresses.Refused as refused:
            raise Invalid.field("url", of_address(refused.code), code=refused.code) from refused
    row = _locked(partner)
    if url != row.fetch_url:
        row.etag = row.last_modified = row.fetch_failure = ""
    row.fetch_url, row.fetch_every_s = url, every_s
    row.fetch_due_at = at if url else None
    row.save()
    return row


@write
def fetch_now(person: Any, *, partner: Partner, at: datetime) -> Catalogue:
    """Let the feed be fetched within a minute. Raises NotVisible, Forbidden, Conflict where there is no address."""
    require_partner(person, partner, PartnerRole.EDITOR)
    row = _locked(partner)
    if not row.fetch_url:
        raise Conflict(_("There is no address to fetch from."))
    row.fetch_due_at = at
    row.save(update_fields=["fetch_due_at"])
    return row


def _locked(partner: Partner) -> Catalogue:
    Catalogue.objects.get_or_create(partner=partner)
    return Catalogue.objects.select_for_update().get(partner=partner)
