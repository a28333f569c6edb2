"""Her pseudonym, and what is kept under it: the one place at which this app meets a person who is signed in."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import ConsentKind, Person
from apps.accounts.services import consents, pseudonyms
from apps.foundation.contracts.needs import PURPOSE
from apps.foundation.errors import Invalid
from apps.foundation.transactions import write
from apps.referrals.models import OfferBook
from apps.referrals.offering.regions import CURRENCIES, country_of_zone


@write
def of_her(mother: Person, *, at: datetime) -> OfferBook:
    """Return the book of a mother who agreed, made where there is none. Raises ConsentRequired.

    She is locked until the commit, as she is where she withdraws: that is never done beside what her consent allows.
    """
    pseudonyms.lock(mother)
    consents.require_consent(mother, ConsentKind.OFFERS)
    pseudonym: UUID = pseudonyms.of(mother, PURPOSE, at=at)
    book = OfferBook.objects.filter(pseudonym=pseudonym).first()
    if book is None:
        OfferBook.objects.bulk_create([OfferBook(pseudonym=pseudonym)], ignore_conflicts=True)
        book = OfferBook.objects.get(pseudonym=pseudonym)
    return book


@write
def say_country(mother: Person, *, country: str, at: datetime) -> OfferBook:
    """Say where things are to be sent. Raises ConsentRequired, Invalid."""
    book = of_her(mother, at=at)
    if country and country not in CURRENCIES:
        raise Invalid.field("country", _("Nothing is offered there."), code="invalid_choice")
    book.country = country
    book.save(update_fields=["country"])
    return book


def country_of(book: OfferBook, mother: Person) -> str:
    """Return where things are sent: as she said, else as the zone of her clock tells; empty where neither does."""
    return book.country or country_of_zone(mother.time_zone)
