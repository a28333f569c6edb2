"""What a partner says again is not judged again, and the catalogue is the same as if it had been."""

from __future__ import annotations

import random
from datetime import timedelta
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.referrals.models import Product, RejectedItem
from apps.referrals.services import pieces, pushing, saying, switching
from tests.referrals.catalogue.feeds import rss, xml_of
from tests.referrals.imports import AT, LATER, a_partner, counts, feed_of, imported, listed

pytestmark = pytest.mark.django_db
WHAT_IT_IS = [
    field.name
    for field in Product._meta.concrete_fields
    if field.name not in ("id", "public_id", "partner", "created_at", "changed_at", "withdrawn_at")
]


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.REFERRAL_FEEDS = tmp_path


@pytest.fixture
def looked_at(monkeypatch):
    """The ids of what was judged."""
    found = []

    def noted(item, judged=pieces.judged):
        found.append(item.item_id)
        return judged(item)

    monkeypatch.setattr(pieces, "judged", noted)
    return found


def test_only_what_says_something_else_is_judged_again(looked_at):
    partner = a_partner()
    imported(partner, feed_of(1, 2, 3))
    looked_at.clear()
    run = imported(partner, rss(xml_of(id="1"), xml_of(id="2", price="12.00 EUR"), xml_of(id="3")), at=LATER)
    assert (looked_at, counts(run), run.items_accepted) == (["2"], (0, 1, 2, 0), 3)
    assert Product.objects.get(item_id="2").price_minor == 1200


def test_what_was_withdrawn_comes_back_without_being_judged(looked_at):
    partner = a_partner()
    imported(partner, feed_of(1, 2, 3))
    imported(partner, feed_of(1, 2), at=LATER)
    looked_at.clear()
    imported(partner, feed_of(1, 2, 3), at=LATER)
    assert (looked_at, listed(partner)) == ([], {"1", "2", "3"})


def test_the_planner_is_told_of_many_new_products_before_the_feed_comes_again(monkeypatch):
    monkeypatch.setattr(switching, "MOST_CREATED", 2)
    for ids, is_told in (((1, 2), False), ((1, 2, 3), True)):
        partner = a_partner(f"Shop {len(ids)}")
        with CaptureQueriesContext(connection) as asked:
            imported(partner, feed_of(*ids))
        assert any("ANALYZE referrals_product (" in one["sql"] for one in asked) is is_told


def test_a_twin_of_what_is_known_is_refused_all_the_same():
    partner = a_partner()
    imported(partner, feed_of(1, 2))
    run = imported(partner, feed_of(1, 2, 1), at=LATER)
    assert (run.items_accepted, run.items_refused, counts(run)) == (2, 1, (0, 0, 2, 0))
    assert RejectedItem.objects.get(run=run).rule == "duplicate"


def test_what_was_pushed_in_between_is_replaced_by_what_the_feed_says(looked_at):
    partner = a_partner()
    imported(partner, feed_of(1))
    title = Product.objects.get().title
    told = {"id": "1", "title": "Another", "description": "Words", "link": "https://shop.example/1"}
    told |= {"image_link": "https://shop.example/1.jpg", "price": "9.00 EUR", "availability": "in_stock"}
    pushing.push(None, partner, [told], at=LATER)
    assert Product.objects.get().title == "Another"
    imported(partner, feed_of(1), at=LATER + timedelta(hours=1))
    assert (Product.objects.get().title, looked_at) == (title, ["1", "1"])


def test_a_warning_is_given_each_time():
    partner, feed = a_partner(), rss(xml_of(id="1", gtin="123"), xml_of(id="2"))
    runs = [imported(partner, feed), imported(partner, feed, at=LATER)]
    told = [list(RejectedItem.objects.filter(run=run).values_list("item_id", "rule")) for run in runs]
    assert told[0] == told[1]
    assert ("1", "length") in told[0]


def test_what_depends_on_the_day_is_read_on_each(looked_at):
    partner, feed = a_partner(), rss(xml_of(id="1", expiration_date="2026-03-05"), xml_of(id="2"))
    imported(partner, feed)
    run = imported(partner, feed, at=AT + timedelta(days=9))
    assert (run.items_refused, listed(partner), looked_at) == (1, {"2"}, ["1", "2"])


@pytest.mark.parametrize("what", ["rules", "code", "terms"])
def test_other_rules_code_or_terms_judge_anew(looked_at, monkeypatch, what):
    partner = a_partner()
    imported(partner, feed_of(1))
    if what == "rules":
        monkeypatch.setattr(saying, "RULES_VERSION", "another")
    elif what == "code":
        monkeypatch.setattr(saying, "readers", lambda: b"another")
    else:
        partner.hosts = ["shop.example", "elsewhere.example"]
        partner.save()
    looked_at.clear()
    first = imported(partner, feed_of(1), at=LATER)
    second = imported(partner, feed_of(1), at=LATER)
    assert (looked_at, first.changed, second.changed) == (["1"], 0, 0)


def test_a_changed_file_of_the_readers_changes_their_digest(tmp_path, monkeypatch):
    file = tmp_path / "referrals" / "screening" / "facts" / "words.csv"
    file.parent.mkdir(parents=True)
    monkeypatch.setattr(saying, "APPS", tmp_path)
    monkeypatch.setattr(saying, "READERS", ("referrals/screening",))
    found = set()
    for content in ("a", "b"):
        file.write_text(content)
        found.add(saying.readers.__wrapped__())
    assert len(found) == 2


def test_whatever_readers_are_told_to_be_is_there():
    assert all((saying.APPS / place).exists() for place in saying.READERS)


SAID = {
    "title": ["Maternity belt", "Infant formula stage 1", "Folic acid 400 mcg tablets", "Wine", "Hand cream"],
    "description": ["Soft.", "With retinol and sage.", "<p>From birth &amp; on</p>", "不含酒精", "A\ttab \\ and\nline"],
    "price": ["10.00 EUR", "9,50 EUR", "free"],
    "ingredients": ["", "aqua, retinol", "folic acid, \\ hop", "unheard of"],
    "gtin": ["", "4006381333931", "1"],
    "availability": ["in_stock", "sold out"],
    "expiration_date": ["", "", "", "2026-03-05", "2020-01-01"],
    "material": ["", "cotton"],
}  # fmt: skip


def drawn(seed: int, ids: int) -> list[dict[str, str]]:
    """Return items, each attribute of each drawn by lot."""
    lot = random.Random(seed)
    return [{"id": str(one), **{name: lot.choice(said) for name, said in SAID.items()}} for one in range(ids)]


@pytest.mark.parametrize("seed", range(6))
def test_a_catalogue_is_the_same_by_the_short_way_as_by_the_long_one(seed, looked_at):
    """Random items twice, some of them changed in between: against a partner to whom all of them are new."""
    before, lot = drawn(seed, 60), random.Random(-seed)
    after = [lot.choice([one, one, other]) for one, other in zip(before, drawn(seed + 100, 60), strict=True)]
    known, new = a_partner(), a_partner("New")
    imported(known, rss(*[xml_of(**one) for one in before]))
    looked_at.clear()
    feed = rss(*[xml_of(**one) for one in after])
    short = imported(known, feed, at=LATER)
    skipped = short.items_accepted - len(looked_at)
    with mock.patch.object(pieces.Adding, "same", return_value=frozenset()):
        long = imported(new, feed, at=LATER)
    assert skipped > 0
    told = [
        (run.items_read, run.items_accepted, run.items_refused, run.warnings)
        + tuple(RejectedItem.objects.filter(run=run).order_by("number", "pk").values_list("number", "rule", "limit"))
        for run in (short, long)
    ]  # fmt: skip
    assert told[0] == told[1]
    kept = [
        list(Product.objects.filter(partner=one, state="listed").order_by("item_id").values(*WHAT_IT_IS))
        for one in (known, new)
    ]
    assert kept[0] == kept[1]
