"""Who may open a page: people of a partner see that one only, and administrators their own pages.

What a service refuses becomes 404 (not theirs to see), 403 (to do) or a sentence.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse

from apps.accounts.models import Person, Role
from apps.accounts.pages import person_of, refusing, working_page
from apps.foundation.errors import NotVisible
from apps.referrals.models import Membership, Partner, PartnerRole
from apps.referrals.services.membership import may

Page = Callable[..., HttpResponseBase]


@dataclass(frozen=True)
class Seat:
    """From where somebody looks: who, for which partner, in which role, at live or at the sandbox."""

    person: Person
    partner: Partner
    role: PartnerRole
    is_live: bool
    partners: int

    @property
    def role_word(self) -> str:
        """The role in words."""
        return str(self.role.label)

    @property
    def edits(self) -> bool:
        """May change the catalogue, hand in files, send webhooks again."""
        return may(self.role, PartnerRole.EDITOR)

    @property
    def owns(self) -> bool:
        """May change keys, addresses and people."""
        return may(self.role, PartnerRole.OWNER)

    def url(self, name: str, **ids: Any) -> str:
        """Return the address of a page of this partner and mode."""
        told = {"partner_id": self.partner.public_id, "is_live": self.is_live, **ids}
        return reverse(f"portal:{name}", kwargs=told)


def of_partners(page: Page) -> Page:
    """A page for everybody with the role of partners, before one is chosen."""
    return working_page(Role.PARTNER)(refusing(page))


def of_partner(least: PartnerRole = PartnerRole.VIEWER) -> Callable[[Page], Page]:
    """A page for the people of one partner: `page(request, seat, …)`. Others' partners are 404."""

    def guard(page: Page) -> Page:
        @functools.wraps(page)
        def seated(request: HttpRequest, partner_id: UUID, is_live: bool, **ids: Any) -> HttpResponseBase:
            seat = _seat(person_of(request), partner_id, is_live)
            if not may(seat.role, least):
                raise PermissionDenied
            return page(request, seat, **ids)

        return working_page(Role.PARTNER)(refusing(seated))

    return guard


def of_administrators(page: Page) -> Page:
    """A page for whoever keeps partners."""
    return working_page(Role.ADMINISTRATOR)(refusing(page))


def _seat(person: Person, partner_id: UUID, is_live: bool) -> Seat:
    rows = Membership.objects.select_related("partner").filter(person=person, partner__is_active=True)
    mine = {row.partner.public_id: row for row in rows}
    if partner_id not in mine:
        raise NotVisible
    found = mine[partner_id]
    return Seat(person, found.partner, PartnerRole(found.role), is_live, len(mine))
