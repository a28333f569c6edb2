"""A mother whose account is erased: nothing that partners could be told leads to her, and every penny stays."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from apps.accounts.models import Consent, Pseudonym
from apps.accounts.services import erasing, pseudonyms
from apps.foundation import events
from apps.foundation.errors import Forbidden, Invalid
from apps.foundation.models import OutboxMessage
from apps.referrals import listeners
from apps.referrals.models import Click, Need, OfferBook, OfferLink
from tests.factories import AdministratorFactory, ClinicianFactory, MotherFactory
from tests.referrals import offers, shop

pytestmark = pytest.mark.django_db
WHY = "test"


def test_erasing_an_account_drops_every_pseudonym_and_breaks_every_link():
    mother, boss, at = MotherFactory(), AdministratorFactory(), timezone.now()
    hers, other = offers.agree(mother, at), pseudonyms.of(mother, "another purpose", at=at)
    offers.ask_for(hers, "food:oats", at=at)
    shop.click(shop.link(shop.product(shop.partner()), pseudonym=hers))
    call_command("erase_account", mother.email, by=boss.email, stdout=StringIO())
    mother.refresh_from_db()
    assert not mother.is_active
    assert not Pseudonym.objects.for_system(WHY).filter(subject=mother).exists()
    assert not Consent.objects.for_system(WHY).filter(subject=mother, withdrawn_at=None).exists()
    dropped = OutboxMessage.objects.filter(name="pseudonym.dropped")
    for message in dropped:
        listeners.let_her_go(events.load(message.name, message.version, message.payload))
    assert {message.payload["pseudonym"] for message in dropped} == {str(hers), str(other)}
    assert (Need.objects.count(), OfferBook.objects.count(), Click.objects.count()) == (0, 0, 1)
    assert OfferLink.objects.get().pseudonym is None
    assert not erasing.erase(boss, person_id=mother.public_id, at=at).is_active
    assert OutboxMessage.objects.filter(name="pseudonym.dropped").count() == 2


def test_only_administrators_erase_and_only_mothers_are_erased():
    mother, doctor, boss = MotherFactory(), ClinicianFactory(), AdministratorFactory()
    with pytest.raises(Forbidden):
        erasing.erase(doctor, person_id=mother.public_id, at=timezone.now())
    with pytest.raises(Invalid):
        erasing.erase(boss, person_id=doctor.public_id, at=timezone.now())
    with pytest.raises(CommandError):
        call_command("erase_account", "nobody@example.org", by=boss.email)
