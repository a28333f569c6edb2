"""Writers on connections of their own, a reader that asks «after N»: no number is ever skipped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from apps.foundation import feed
from apps.foundation.ids import uuid7
from apps.foundation.transactions import unit_of_work
from tests.factories import MotherFactory

pytestmark = pytest.mark.django_db(transaction=True)
WRITERS, WRITES = 4, 25


def in_threads(*works: Callable[[], None]) -> None:
    """Run each in a thread with a connection of its own; raise what one of them raised."""
    failed: list[BaseException] = []

    def run(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    if failed:
        raise failed[0]
    assert not any(thread.is_alive() for thread in threads)


def write_things(mothers: list[Any], made: list[UUID]) -> None:
    for number in range(WRITES):
        thing = uuid7()
        with unit_of_work(None):
            for mother in mothers if number % 2 else reversed(mothers):
                feed.changed(mother.pk, "test_thing", thing)
            with (
                connection.cursor() as cursor
            ):  # the transaction stays open for a while before it takes its number
                cursor.execute("SELECT pg_sleep(random() * 0.005)")
        made.append(thing)


def follow(mother: Any, expected: int, seen: dict[UUID, int]) -> None:
    """What a phone does: ask after the last number, remember what it got."""
    after = 0
    while len(seen) < expected:
        page = feed.read(mother, after=after, limit=7)
        for change in page.changes:
            assert change["sequence"] > after
            seen[UUID(change["id"])] = after = change["sequence"]
        assert page.next_after == after


def test_a_reader_beside_writers_sees_everything_once_and_in_order():
    mothers = [MotherFactory(), MotherFactory()]
    made: list[list[UUID]] = [[] for _ in range(WRITERS)]
    seen: list[dict[UUID, int]] = [{} for _ in mothers]
    total = WRITERS * WRITES
    in_threads(
        *(lambda mine=mine: write_things(mothers, mine) for mine in made),
        *(lambda m=mother, s=found: follow(m, total, s) for mother, found in zip(mothers, seen, strict=True)),
    )
    things = {thing for mine in made for thing in mine}
    for found in seen:
        assert set(found) == things
        assert sorted(found.values()) == list(range(1, total + 1))


def test_a_number_is_taken_last_so_that_a_slow_write_does_not_hold_up_another_mothers():
    mother = MotherFactory()
    slow, quick = uuid7(), uuid7()
    begun, go_on = threading.Event(), threading.Event()

    def slow_write() -> None:
        with unit_of_work(None):
            feed.changed(mother.pk, "test_thing", slow)
            begun.set()
            assert go_on.wait(30)

    def quick_write() -> None:
        assert begun.wait(30)
        with unit_of_work(None):
            feed.changed(mother.pk, "test_thing", quick)
        go_on.set()

    in_threads(slow_write, quick_write)
    changes = feed.read(mother, after=0, limit=10).changes
    assert [(change["sequence"], change["id"]) for change in changes] == [(1, str(quick)), (2, str(slow))]


def test_a_write_that_holds_its_number_makes_the_next_one_wait_and_a_rollback_leaves_no_gap():
    mother, lost, kept = MotherFactory(), uuid7(), uuid7()
    numbered, asked = threading.Event(), threading.Event()

    class Broken(Exception):
        pass

    def breaks() -> None:
        with pytest.raises(Broken), transaction.atomic():
            with unit_of_work(None):
                feed.changed(mother.pk, "test_thing", lost)
            numbered.set()  # the number is taken, the transaction is still open
            assert asked.wait(30)
            raise Broken

    def waits() -> None:
        assert numbered.wait(30)
        assert feed.read(mother, after=0, limit=10).changes == []
        asked.set()
        with unit_of_work(None):
            feed.changed(mother.pk, "test_thing", kept)

    in_threads(breaks, waits)
    changes = feed.read(mother, after=0, limit=10).changes
    assert [(change["sequence"], change["id"]) for change in changes] == [(1, str(kept))]
