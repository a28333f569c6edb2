"""One way to write: a service is one transaction, joined by those it calls, and what follows is noted in
it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from apps.accounts.models import CareTeam
from apps.foundation import feed
from apps.foundation.history import append_only
from apps.foundation.ids import uuid7
from apps.foundation.models import Change, Revision
from apps.foundation.transactions import OutsideWrite, current_unit, unit_of_work, write
from tests.factories import AdministratorFactory, MotherFactory

pytestmark = pytest.mark.django_db


class Broken(Exception):
    """What a service raises here."""


@write
def touch(actor: Any, *ids: UUID, deleted: bool = False, breaks: bool = False) -> None:
    for object_id in ids:
        feed.changed(actor.pk, "test_thing", object_id, deleted=deleted)
    if breaks:
        raise Broken


@write
def touch_and_survive(actor: Any, first: UUID, lost: UUID, last: UUID) -> None:
    touch(actor, first)
    with pytest.raises(Broken):
        touch(actor, lost, breaks=True)
    touch(actor, last)


def numbers(mother: Any) -> dict[UUID, int]:
    return dict(
        Change.objects.filter(subject=mother).order_by("sequence").values_list("object_id", "sequence")
    )


def test_changes_are_numbered_in_the_order_in_which_they_were_noted():
    mother, ids = MotherFactory(), [uuid7() for _ in range(3)]
    touch(mother, *ids)
    assert numbers(mother) == {ids[0]: 1, ids[1]: 2, ids[2]: 3}
    assert feed.head(mother.pk) == 3


def test_an_object_that_changes_again_moves_to_the_end_and_keeps_one_row():
    mother, (a, b) = MotherFactory(), (uuid7(), uuid7())
    touch(mother, a, b)
    touch(mother, a, a)
    assert numbers(mother) == {b: 2, a: 3}


def test_each_mother_has_numbers_of_her_own():
    mother, other = MotherFactory(), MotherFactory()
    touch(mother, uuid7())
    touch(other, uuid7())
    assert (feed.head(mother.pk), feed.head(other.pk)) == (1, 1)


def test_a_service_that_fails_leaves_nothing():
    mother = MotherFactory()
    with pytest.raises(Broken):
        touch(mother, uuid7(), breaks=True)
    assert numbers(mother) == {}
    assert feed.head(mother.pk) == 0


def test_a_nested_service_that_fails_takes_only_its_own_changes_along():
    mother, (first, lost, last) = MotherFactory(), (uuid7(), uuid7(), uuid7())
    touch_and_survive(mother, first, lost, last)
    assert numbers(mother) == {first: 1, last: 2}


def test_a_deletion_stays_as_a_mark_until_the_object_comes_back():
    mother, thing = MotherFactory(), uuid7()
    touch(mother, thing)
    touch(mother, thing, deleted=True)
    assert feed.read(mother, after=1, limit=10).changes == [
        {"sequence": 2, "kind": "test_thing", "id": str(thing), "object": None}
    ]
    touch(mother, thing)
    assert feed.read(mother, after=2, limit=10).changes == [
        {"sequence": 3, "kind": "test_thing", "id": str(thing), "object": {"id": str(thing)}}
    ]


def test_noting_a_change_outside_a_service_is_a_programming_error():
    with pytest.raises(OutsideWrite):
        feed.changed(1, "test_thing", uuid7())


def test_a_kind_that_nobody_registered_is_a_programming_error():
    with pytest.raises(KeyError), unit_of_work(None):
        feed.changed(1, "test_unknown", uuid7())


def test_two_apps_cannot_share_a_kind():
    with pytest.raises(ValueError, match="registered already"):
        feed.register("test_thing", lambda person, ids: {})


@pytest.mark.django_db(transaction=True)
def test_a_service_called_on_commit_is_a_write_of_its_own():
    mother, (first, after) = MotherFactory(), (uuid7(), uuid7())
    with unit_of_work(mother):
        feed.changed(mother.pk, "test_thing", first)
        transaction.on_commit(lambda: touch(mother, after))
    assert numbers(mother) == {first: 1, after: 2}
    with pytest.raises(OutsideWrite):
        current_unit()


def test_history_keeps_who_changed_what_before_and_after():
    administrator = AdministratorFactory()
    with unit_of_work(administrator):
        team = CareTeam.objects.create(name="North")
        CareTeam.objects.filter(pk=team.pk).update(name="South")
        CareTeam.objects.filter(pk=team.pk).update(name="South")  # nothing changes: nothing is kept
    revisions = Revision.objects.filter(table_name="accounts_careteam", row_id=team.pk).order_by("id")
    assert [(r.operation, r.actor_id, r.before and r.before["name"], r.after["name"]) for r in revisions] == [
        ("INSERT", administrator.pk, None, "North"),
        ("UPDATE", administrator.pk, "North", "South"),
    ]


@pytest.mark.django_db(transaction=True)
def test_the_actor_is_forgotten_with_the_transaction():
    with unit_of_work(AdministratorFactory()):
        pass
    team = CareTeam.objects.create(name="North")
    assert Revision.objects.get(table_name="accounts_careteam", row_id=team.pk).actor_id is None


@pytest.mark.parametrize(
    "statement", ["UPDATE foundation_revision SET after = NULL", "DELETE FROM foundation_revision"]
)
def test_history_cannot_be_changed_or_removed(statement):
    CareTeam.objects.create(name="North")
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Revision.objects.filter(table_name="accounts_careteam").count() == 1


@pytest.mark.parametrize("statement", ["UPDATE kept SET word = 'b'", "DELETE FROM kept", "TRUNCATE kept"])
def test_an_append_only_table_only_grows(statement):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE kept (id bigint PRIMARY KEY, word text)")
        cursor.execute(append_only("kept").sql)
        cursor.execute("INSERT INTO kept VALUES (1, 'a')")
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(statement)
        cursor.execute("SELECT id, word FROM kept")
        assert cursor.fetchall() == [(1, "a")]


@pytest.mark.django_db
def test_a_write_of_the_system_inside_one_of_a_person_is_nobodys():
    """The name lasts as long as the outermost transaction: whoever comes after it there says so anew."""
    administrator = AdministratorFactory()
    with transaction.atomic():
        with unit_of_work(administrator):
            CareTeam.objects.create(name="hers")
        with unit_of_work(None):
            CareTeam.objects.create(name="nobody's")
    actors = Revision.objects.filter(table_name=CareTeam._meta.db_table).order_by("pk")
    assert list(actors.values_list("actor_id", flat=True)) == [administrator.pk, None]
