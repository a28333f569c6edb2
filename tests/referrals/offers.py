"""A mother who agreed to offers, what she needs, and products for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.accounts.consent_texts import current
from apps.accounts.models import Person
from apps.accounts.services import consents, pseudonyms
from apps.foundation.contracts.needs import PURPOSE, Need
from apps.foundation.contracts.offer_checks import Candidate, Judged
from apps.referrals.models import Catalogue, Partner, Product
from apps.referrals.services import needs, uses
from tests.referrals import shop


def agree(mother: Person, at: datetime) -> UUID:
    """Let her agree; returns her pseudonym."""
    consents.give(mother, kind="offers", version=current("offers").version, language="en", at=at)
    return pseudonyms.of(mother, PURPOSE, at=at)


def ask_for(pseudonym: UUID, *codes: str, at: datetime) -> None:
    """Tell needs, as plans do."""
    told = [Need(need_code=code, until=at + timedelta(days=5)) for code in codes]
    needs.keep(None, pseudonym=pseudonym, told=told, at=at)


def fresh(partner: Partner, at: datetime) -> Partner:
    """Let a partner's catalogue be known to be right."""
    Catalogue.objects.update_or_create(partner=partner, defaults={"refreshed_at": at})
    return partner


def product(of: Partner, item_id: str, use: Sequence[Any], **fields: Any) -> Product:
    """Return a product that serves a need, as an import would have made it."""
    made = shop.product(of, item_id, **{"uses": [list(use)], **fields})
    uses.renew([made.pk], at=timezone.now())
    return made


def iron(of: Partner, item_id: str, amount: float = 30.0, days: float = 60, **fields: Any) -> Product:
    """Return tablets of iron."""
    told = {
        "title": f"Iron {amount:g} mg, {days:g} tablets",
        "kind": "supplement",
        "ingredients": "ferrous fumarate, cellulose",
        "allergens": [],
        "amounts_a_day": {"iron_mg": amount},
    }
    return product(of, item_id, ("supplement:iron_mg", amount, days), **{**told, **fields})


def oats(of: Partner, item_id: str, grams: float = 500, **fields: Any) -> Product:
    """Return oats."""
    return product(of, item_id, ("food:oats", None, grams / 100), **{"title": f"Oats {grams:g} g", **fields})


def lets_all(mother: Any, given: Sequence[Candidate], at: datetime) -> Mapping[int, Judged]:
    """A check that has nothing against anything."""
    return {one.key: Judged() for one in given}
