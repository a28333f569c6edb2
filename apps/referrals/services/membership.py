"""Who acts for a partner, and how far: asked at the beginning of everything that a person does for one."""

from __future__ import annotations

from typing import Any, Final

from apps.foundation.errors import Forbidden, NotVisible
from apps.referrals.models import Membership, Partner, PartnerRole

RANK: Final = {
    role: rank for rank, role in enumerate((PartnerRole.VIEWER, PartnerRole.EDITOR, PartnerRole.OWNER))
}


def require_partner(person: Any, partner: Partner, least: PartnerRole = PartnerRole.OWNER) -> None:
    """Raise NotVisible unless a person acts for this partner, Forbidden where she may not do so much.

    Administrators may do for every partner what its owners may.
    """
    if person.is_administrator:
        return
    found = Membership.objects.filter(partner=partner, person=person).first()
    if found is None:
        raise NotVisible
    if not may(found.role, least):
        raise Forbidden


def may(role: str, least: PartnerRole) -> bool:
    """Say whether a role reaches as far as another one."""
    return RANK[PartnerRole(role)] >= RANK[least]
