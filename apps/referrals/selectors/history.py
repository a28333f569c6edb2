"""What a mother did with offers, from her own pseudonym: which ways out she took, and what she hid."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q, QuerySet

from apps.accounts.models import Person
from apps.accounts.services import pseudonyms
from apps.foundation.contracts.needs import PURPOSE
from apps.referrals.models import Click, ClickVerdict, HiddenOffer, OfferReport


def taken_by(mother: Person) -> QuerySet[Click]:
    """Return the ways out that she took, the newest first; a double press is one."""
    mine = Q(link__pseudonym=_of(mother)) & ~Q(verdict__in=[ClickVerdict.REPEAT, ClickVerdict.BOT])
    return Click.objects.filter(mine, link__product__isnull=False).select_related("link__product__partner")


def hidden_by(mother: Person) -> list[HiddenOffer]:
    """Return what she hid, the newest first."""
    rows = HiddenOffer.objects.filter(pseudonym=_of(mother)).select_related("product__partner")
    return list(rows.order_by("-pk"))


def reported_by(mother: Person) -> list[OfferReport]:
    """Return what she reported, the newest first."""
    rows = OfferReport.objects.filter(pseudonym=_of(mother)).select_related("product__partner")
    return list(rows.order_by("-pk"))


def _of(mother: Person) -> UUID:
    """Return her pseudonym; one that is nobody's where she has none."""
    return pseudonyms.known(mother, PURPOSE) or UUID(int=0)
