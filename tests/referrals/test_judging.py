"""What a person decides holds for what she saw, and never against the rules."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible
from apps.referrals.models import Catalogue, HeldProduct, Judgement, OfferReport
from apps.referrals.selectors import complaints
from apps.referrals.services import judging
from tests.factories import AdministratorFactory, PartnerFactory
from tests.referrals import shop

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner():
    made = shop.partner()
    Catalogue.objects.create(partner=made, refreshed_at=timezone.now())
    return made


def offered():
    return shop.ways_open(timezone.now())


def judge(product, *, is_allowed=True, reason="Read the label: nothing but oats.", seen=None, by=None):
    return judging.judge(
        by or AdministratorFactory(),
        product_id=product.public_id,
        seen=bytes(product.content_sha).hex() if seen is None else seen,
        is_allowed=is_allowed,
        reason=reason,
        at=timezone.now(),
    )


@pytest.mark.parametrize("verdict", ["warn", "unknown"])
def test_what_is_allowed_is_offered_until_it_changes(partner, verdict):
    product = shop.product(partner, verdict=verdict, content_sha=b"a" * 16)
    assert offered() == set()
    made = judge(product)
    assert (made.found, bytes(made.content_sha)) == (verdict, b"a" * 16)
    assert offered() == {"a-1"}
    type(product).objects.update(content_sha=b"b" * 16)
    assert offered() == set()


def test_the_newest_decision_holds(partner):
    product = shop.product(partner, verdict="warn", content_sha=b"a" * 16)
    judge(product)
    judge(product, is_allowed=False, reason="On second thought: too much vitamin A.")
    assert offered() == set()
    assert Judgement.objects.count() == 2


def test_blocked_stays_blocked_whatever_a_person_said_before(partner):
    product = shop.product(partner, verdict="warn", content_sha=b"a" * 16)
    judge(product)
    type(product).objects.update(verdict="block")
    assert offered() == set()
    with pytest.raises(Conflict):
        judge(product)
    assert Judgement.objects.count() == 1


def test_what_has_changed_since_it_was_opened_is_not_decided(partner):
    product = shop.product(partner, verdict="warn", content_sha=b"a" * 16)
    with pytest.raises(Conflict):
        judge(product, seen="00" * 16)
    with pytest.raises(Invalid):
        judge(product, reason="  ")
    with pytest.raises(Forbidden):
        judge(product, by=PartnerFactory())
    product.delete()
    with pytest.raises(NotVisible):
        judge(product)
    assert not Judgement.objects.exists()


def test_decisions_are_not_rewritten(partner):
    made = judge(shop.product(partner, verdict="warn", content_sha=b"a" * 16))
    with pytest.raises(IntegrityError), transaction.atomic():
        Judgement.objects.filter(pk=made.pk).update(reason="other")


def test_a_stale_catalogue_stays_hidden_whoever_allowed_it(partner):
    judge(shop.product(partner, verdict="warn", content_sha=b"a" * 16))
    Catalogue.objects.update(refreshed_at=timezone.now() - timedelta(hours=73))
    assert offered() == set()


def report(product, *reasons, looked_at=None):
    for reason in reasons:
        OfferReport.objects.create(
            product=product,
            pseudonym=uuid4(),
            reason=reason,
            reported_at=timezone.now(),
            looked_at=looked_at,
        )


def test_what_was_reported_most_comes_first_and_then_what_waits_longest(partner):
    old, many, new, done = (shop.product(partner, name) for name in ("old", "many", "new", "done"))
    report(old, "broken")
    report(new, "other")
    report(many, "unsafe", "broken", "unsafe")
    report(done, *["unsafe"] * 4, looked_at=timezone.now())
    HeldProduct.objects.create(product=many, held_at=timezone.now())
    told = [(one.product.item_id, list(one.reasons.items()), one.is_held) for one in complaints.waiting()]
    assert told == [
        ("many", [("unsafe", 2), ("broken", 1)], True),
        ("old", [("broken", 1)], False),
        ("new", [("other", 1)], False),
    ]
    assert [one.product for one in complaints.waiting(1)] == [many]
    assert (complaints.waiting_count(10), complaints.waiting_count(2)) == (3, 2)
