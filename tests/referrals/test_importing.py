"""A feed becomes a catalogue, whole or not at all."""

from __future__ import annotations

import multiprocessing
import os
import signal
from datetime import timedelta

import pytest
from django.db import connection

from apps.foundation.errors import NotVisible
from apps.referrals.models import Catalogue, ImportRun, Membership, Product, RejectedItem
from apps.referrals.services import feed_files, feeds, importing, staging
from tests.factories import PartnerFactory
from tests.referrals import shop
from tests.referrals.catalogue.feeds import rss, xml_of
from tests.referrals.imports import AT, LATER, a_partner, counts, feed_of, imported, listed, read, send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.REFERRAL_FEEDS = tmp_path
    return tmp_path


def test_a_feed_becomes_a_catalogue():
    partner = a_partner()
    run = imported(partner, feed_of(1, 2, 3))
    assert (run.state, counts(run), run.items_read, run.bytes_read) == (
        "done",
        (3, 0, 0, 0),
        3,
        run.bytes_total,
    )
    product = Product.objects.get(partner=partner, item_id="1")
    assert (product.price_minor, product.verdict, product.kind) == (1000, "ok", "apparel")
    assert staging.count(run) is None


def test_the_same_bytes_again_change_nothing():
    partner = a_partner()
    imported(partner, feed_of(1, 2, 3))
    before = list(Product.objects.order_by("pk").values())
    run = imported(partner, feed_of(1, 2, 3), at=LATER)
    assert counts(run) == (0, 0, 3, 0)
    assert list(Product.objects.order_by("pk").values()) == before
    assert Catalogue.objects.get(partner=partner).refreshed_at == LATER


def test_what_changes_is_changed_and_what_is_gone_is_withdrawn_not_deleted():
    partner, other = a_partner(), a_partner("Other")
    imported(other, feed_of(9))
    imported(partner, feed_of(1, 2, 3))
    run = imported(partner, rss(xml_of(id="1"), xml_of(id="2", price="12.00 EUR"), xml_of(id="4")), at=LATER)
    assert counts(run) == (1, 1, 1, 1)
    assert listed(partner) == {"1", "2", "4"}
    assert listed(other) == {"9"}
    gone = Product.objects.get(partner=partner, item_id="3")
    assert (gone.state, gone.withdrawn_at) == ("withdrawn", LATER)
    back = imported(partner, feed_of(1, 2, 3, 4), at=LATER)
    assert (listed(partner), back.created) == ({"1", "2", "3", "4"}, 0)


def test_every_refused_item_has_a_row_and_the_report_adds_up():
    partner = a_partner()
    bad = rss(
        xml_of(id="1"),
        xml_of(id="2", price="free"),
        xml_of(id="1", title="Twin"),
        xml_of(id="5", link="ftp://x"),
    )
    run = imported(partner, bad)
    rows = RejectedItem.objects.filter(run=run, is_refused=True).order_by("number")
    assert [(row.number, row.line, row.item_id, row.field, row.rule) for row in rows] == [
        (2, 4, "2", "price", "format"),
        (3, 5, "1", "id", "duplicate"),
        (4, 6, "5", "link", "scheme"),
    ]
    assert rows[1].limit == "item 1"
    assert (run.items_read, run.items_accepted, run.items_refused) == (4, 1, 3)
    assert Product.objects.get(partner=partner).title == "Maternity belt"


def test_a_feed_that_is_refused_leaves_the_catalogue():
    partner = a_partner()
    imported(partner, feed_of(1, 2))
    run = imported(partner, feed_of(3, 4, 5)[:-30], at=LATER, piece=1)
    assert (run.state, run.failure, listed(partner)) == ("failed", "xml", {"1", "2"})
    assert staging.count(run) is None


def acts_for(partner, person):
    Membership.objects.create(partner=partner, person=person, role="editor", created_at=AT)


def test_a_feed_that_has_shrunk_below_half_needs_a_yes():
    partner, person = a_partner(), PartnerFactory()
    acts_for(partner, person)
    imported(partner, feed_of(1, 2, 3, 4, 5))
    run = imported(partner, feed_of(1, 2), at=LATER)
    assert (run.state, len(listed(partner))) == ("asked", 5)
    assert read(run, at=LATER).state == "asked"
    feeds.confirm(person, partner, run.public_id, at=LATER)
    run = read(run, at=LATER)
    assert (run.state, listed(partner), run.confirmed_by) == ("done", {"1", "2"}, person)


def test_a_no_leaves_everything(folder):
    partner, person = a_partner(), PartnerFactory()
    acts_for(partner, person)
    imported(partner, feed_of(1, 2, 3))
    run = imported(partner, feed_of(1), at=LATER)
    with pytest.raises(NotVisible):
        feeds.drop(PartnerFactory(), partner, run.public_id, at=LATER)
    feeds.drop(person, partner, run.public_id, at=LATER)
    assert (len(listed(partner)), staging.count(run)) == (3, None)


def test_one_import_of_a_partner_at_a_time():
    partner = a_partner()
    first, second = send(partner, feed_of(1)), send(partner, feed_of(2))
    assert importing.claim(None, run_id=first.public_id, task_id="a", at=AT) is not None
    assert importing.claim(None, run_id=second.public_id, task_id="b", at=AT) is None
    assert importing.claim(None, run_id=first.public_id, task_id="b", at=AT) is None


def test_who_was_overtaken_changes_nothing():
    partner = a_partner()
    run = send(partner, feed_of(1))
    claimed = importing.claim(None, run_id=run.public_id, task_id="a", at=AT)
    later = AT + timedelta(seconds=31)
    assert importing.take_up_again(None, at=later) == [run.public_id]
    read(run, at=later, task_id="b")
    with pytest.raises(importing.Lost):
        importing.finish(None, claimed, at=later)
    assert listed(partner) == {"1"}


def test_time_that_is_up_lets_the_next_task_go_on():
    partner = a_partner()
    run = send(partner, feed_of(*range(10)))
    for _ in range(4):
        assert importing.run(run.public_id, task_id="t", now=lambda: AT, piece=2, reads_for_s=0.0)
        run.refresh_from_db()
    assert (run.items_read, run.state) == (8, "waiting")
    assert read(run).state == "done"
    assert len(listed(partner)) == 10


def test_staged_items_that_the_database_has_lost_are_read_again():
    partner = a_partner()
    run = send(partner, feed_of(*range(6)))
    importing.run(run.public_id, task_id="t", now=lambda: AT, piece=2, reads_for_s=0.0)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {staging.table_of(run)}")
    assert read(run, piece=2).state == "done"
    assert len(listed(partner)) == 6


def _work_and_die(run_id, killed_in, after) -> None:
    """A worker process that is killed with SIGKILL at one place of its work."""
    calls = []
    real = getattr(importing, killed_in)

    def die(*given, **told):
        calls.append(1)
        if len(calls) > after:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*given, **told)

    setattr(importing, killed_in, die)
    if killed_in == "finish":
        importing.switching.switch = die
        importing.finish = real
    importing.run(run_id, task_id="dies", now=lambda: AT, piece=2)


@pytest.mark.parametrize(("killed_in", "after"), [("keep", 0), ("keep", 3), ("finish", 0)])
@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_the_old_catalogue_and_is_resumed(folder, killed_in, after):
    partner = a_partner()
    imported(partner, feed_of(1, 2, 3))
    run = send(partner, feed_of(*range(2, 12)), at=LATER)
    ImportRun.objects.filter(pk=run.pk).update(created_at=AT)
    connection.close()  # or the child would have the same one
    worker = multiprocessing.get_context("fork").Process(
        target=_work_and_die, args=(run.public_id, killed_in, after)
    )
    worker.start()
    worker.join(60)
    assert worker.exitcode == -signal.SIGKILL
    run.refresh_from_db()
    assert (run.state, listed(partner)) == ("reading", {"1", "2", "3"})
    assert run.items_read == (10 if killed_in == "finish" else 2 * after)
    later = AT + timedelta(seconds=31)
    assert importing.take_up_again(None, at=later) == [run.public_id]
    run = read(run, at=later, task_id="next", piece=2)
    assert (run.state, counts(run), run.items_read) == ("done", (8, 0, 2, 1), 10)
    assert listed(partner) == {str(number) for number in range(2, 12)}
    assert list(folder.iterdir()) == []


def test_stale_catalogues_and_expired_items_are_hidden():
    partner = a_partner()
    imported(partner, rss(xml_of(id="1"), xml_of(id="2", expiration_date="2026-03-02")))
    assert shop.ways_open(AT + timedelta(hours=1)) == {"1", "2"}
    assert shop.ways_open(AT + timedelta(hours=71)) == {"1"}
    assert shop.ways_open(AT + timedelta(hours=72)) == set()


def test_a_sale_is_kept_with_its_period():
    partner = a_partner()
    sale = {"sale_price": "8.00 EUR", "sale_price_effective_date": "2026-03-01T00:00Z/2026-03-02T00:00Z"}
    imported(partner, feed_of(1, **sale))
    product = Product.objects.get()
    assert (product.price_minor, product.sale_price_minor) == (1000, 800)
    begins, ends = AT - timedelta(hours=12), AT + timedelta(hours=12)
    assert (product.sale_from, product.sale_until) == (begins, ends)


def test_letters_that_end_lines_of_copy_come_through():
    partner = a_partner()
    said = 'back\\slash, "quotes", {brace}, tab\tand \\N'
    imported(partner, feed_of(1, title=said, allergens='a"b, c\\d'))
    product = Product.objects.get()
    assert product.title == 'back\\slash, "quotes", {brace}, tab and \\N'
    assert product.allergens == ['a"b', "c\\d"]


def test_a_file_that_is_too_large_is_not_kept(settings, folder):
    settings.REFERRAL_FEED_BYTES = 100
    with pytest.raises(feed_files.FeedRefused, match="too_large"):
        send(a_partner(), feed_of(1))
    assert list(folder.iterdir()) == []
