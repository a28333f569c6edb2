"""Items pushed one by one, beside feeds."""

from __future__ import annotations

from datetime import timedelta

import pytest

from apps.referrals.models import Product
from apps.referrals.services import pushing
from tests.referrals import shop
from tests.referrals.catalogue.feeds import GOOD
from tests.referrals.imports import AT, LATER, a_partner, feed_of, imported, listed, read, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.REFERRAL_FEEDS = tmp_path


def results(answers):
    return [(one.item_id, one.result) for one in answers]


def test_each_item_is_answered_by_itself():
    partner = a_partner()
    given = [GOOD | {"id": "1"}, GOOD | {"id": "2", "price": "free"}, "nonsense", GOOD | {"id": "3"}]
    answers = pushing.push(None, partner, given, at=AT)
    assert results(answers) == [("1", "created"), ("2", "refused"), ("", "refused"), ("3", "created")]
    assert [(one.field, one.rule) for one in answers[1].findings] == [("price", "format")]
    again = pushing.push(None, partner, [GOOD | {"id": "1"}, GOOD | {"id": "3", "title": "New"}], at=LATER)
    assert results(again) == [("1", "unchanged"), ("3", "changed")]


def test_of_twins_the_last_counts():
    answers = pushing.push(None, a_partner(), [GOOD | {"title": "A"}, GOOD | {"title": "B"}], at=AT)
    assert [one.result for one in answers] == ["refused", "created"]
    assert Product.objects.get().title == "B"


def test_a_push_that_came_after_the_feed_is_newer_than_it():
    partner = a_partner()
    imported(partner, feed_of(1, 2, 3))
    run = send(partner, feed_of(1, 2, 3, price="11.00 EUR"), at=AT)
    pushing.push(None, partner, [GOOD | {"id": "1", "price": "12.00 EUR"}], at=LATER)
    pushing.withdraw(None, partner, ["2"], at=LATER)
    read(run, at=LATER + timedelta(minutes=1))
    assert dict(Product.objects.values_list("item_id", "price_minor")) == {"1": 1200, "2": 1000, "3": 1100}
    assert listed(partner) == {"1", "3"}


def test_what_only_was_pushed_is_not_withdrawn_by_a_feed_and_grows_stale_by_itself():
    partner = a_partner()
    pushing.push(None, partner, [GOOD | {"id": "9"}], at=AT)
    imported(partner, feed_of(1), at=LATER)
    assert listed(partner) == {"1", "9"}
    assert shop.ways_open(AT + timedelta(hours=72)) == {"1"}


def test_a_pushed_item_gets_the_same_digest_as_from_a_feed():
    partner = a_partner()
    imported(partner, feed_of(1))
    assert results(pushing.push(None, partner, [GOOD | {"id": "1"}], at=LATER)) == [("1", "unchanged")]
