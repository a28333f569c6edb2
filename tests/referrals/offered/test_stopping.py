"""What stays of her when she stops, and what begins anew."""

from __future__ import annotations

import pytest

from apps.accounts.models import Consent
from apps.accounts.services import pseudonyms
from apps.foundation import events
from apps.foundation.contracts.needs import PURPOSE
from apps.foundation.models import OutboxMessage
from apps.referrals import listeners
from apps.referrals.models import Click, HiddenOffer, Need, OfferBook, OfferLink, OfferReport
from tests.referrals import offers

pytestmark = pytest.mark.django_db


def test_stopping_ends_all_of_it_at_once_and_leaves_the_ledger(her, partner):
    made = offers.oats(partner, "o-1")
    her.needs("food:oats")
    link = her.way_out()
    her.phone.get(link, headers={"User-Agent": "Mozilla/5.0 Chrome/130.0"})
    her.send("reports", product=str(made.public_id), reason="other")
    assert her.phone.post("/api/v1/offers/stop").status_code == 204
    assert her.sheet()["is_on"] is False
    message = OutboxMessage.objects.get(name="pseudonym.dropped")
    for _ in range(2):
        listeners.let_her_go(events.load(message.name, message.version, message.payload))
    kept = [table.objects.count() for table in (Need, HiddenOffer, OfferBook)]
    assert (kept, Click.objects.count()) == ([0, 0, 0], 1)
    for table in (OfferLink, OfferReport):
        assert list(table.objects.values_list("pseudonym", flat=True)) == [None]
    assert pseudonyms.known(her.person, PURPOSE) is None
    assert Consent.objects.for_system("test").filter(subject=her.person, withdrawn_at=None).count() == 0
    assert her.phone.post("/api/v1/offers/stop").status_code == 204
    assert her.phone.get("/api/v1/offers/history").json()["taken"] == []


def test_agreeing_again_begins_with_another_pseudonym(her, at):
    her.phone.post("/api/v1/offers/stop")
    assert offers.agree(her.person, at) != her.pseudonym
