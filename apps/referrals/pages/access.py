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
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from apps.accounts.models import Person, Role
from apps.accounts.pages import working_page
from apps.foundation.errors import Forbidden, NotVisible, Problem
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


def person_of(request: HttpRequest) -> Person:
    """Return the account that is signed in. Pages are only reached through the guards below."""
    if not isinstance(request.user, Person):
        raise PermissionDenied
    return request.user


def of_partners(page: Page) -> Page:
    """A page for everybody with the role of partners, before one is chosen."""
    return working_page(Role.PARTNER)(_refusing(page))


def of_partner(least: PartnerRole = PartnerRole.VIEWER) -> Callable[[Page], Page]:
    """A page for the people of one partner: `page(request, seat, …)`. Others' partners are 404."""

    def guard(page: Page) -> Page:
        @functools.wraps(page)
        def seated(request: HttpRequest, partner_id: UUID, is_live: bool, **ids: Any) -> HttpResponseBase:
            seat = _seat(person_of(request), partner_id, is_live)
            if not may(seat.role, least):
                raise PermissionDenied
            return page(request, seat, **ids)

        return working_page(Role.PARTNER)(_refusing(seated))

    return guard


def of_administrators(page: Page) -> Page:
    """A page for whoever keeps partners."""
    return working_page(Role.ADMINISTRATOR)(_refusing(page))


def _seat(person: Person, partner_id: UUID, is_live: bool) -> Seat:
    rows = Membership.objects.select_related("partner").filter(person=person, partner__is_active=True)
    mine = {row.partner.public_id: row for row in rows}
    if partner_id not in mine:
        raise NotVisible
    found = mine[partner_id]
    return Seat(person, found.partner, PartnerRole(found.role), is_live, len(mine))


def _refusing(page: Page) -> Page:
    @functools.wraps(page)
    def refusing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return page(request, *args, **kwargs)
        except NotVisible as refusal:
            raise Http404 from refusal
        except Forbidden as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except Problem as refusal:
            return render(request, "portal/refused.html", {"sentence": str(refusal)}, status=refusal.status)

    return refusing
