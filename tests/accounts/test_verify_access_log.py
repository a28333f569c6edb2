"""manage.py verify_access_log finds what somebody with the database's highest rights has done to a log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from apps.accounts import chain
from apps.accounts.models import AccessLogEntry, AccessLogHead, Person
from apps.accounts.services import access_log
from tests.factories import ClinicianFactory, MotherFactory

pytestmark = pytest.mark.django_db
ENTRY, HEAD = "accounts_accesslogentry", "accounts_accessloghead"


@pytest.fixture
def mother() -> Person:
    """A mother at whom three have looked."""
    mother = MotherFactory()
    for kind in ("x.one", "x.two", "x.three"):
        reads = {(ClinicianFactory().pk, mother.pk, kind): {uuid4(): None}}
        access_log.record(None, reads, action="GET test", at=timezone.now())
    return mother


@contextmanager
def table_owner() -> Iterator[Any]:
    """Whoever owns the table can switch its trigger off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {ENTRY} DISABLE TRIGGER USER")
        yield cursor
        cursor.execute(f"ALTER TABLE {ENTRY} ENABLE TRIGGER USER")


def verify(**options: Any) -> str:
    out = StringIO()
    call_command("verify_access_log", stdout=out, **options)
    return out.getvalue().strip()


def damage() -> str:
    with pytest.raises(CommandError) as caught:
        verify()
    assert caught.value.returncode == 1
    return str(caught.value)


def test_a_whole_log_is_told_in_a_sentence(mother: Person) -> None:
    assert verify() == "The access log is whole: 3 entries of 1 people."
    assert verify(person=mother.public_id) == "The access log is whole: 3 entries of 1 people."
    assert verify(person=uuid4()) == "The access log is whole: 0 entries of 0 people."


@pytest.mark.parametrize(
    "change",
    [
        "reader_id = (SELECT min(id) FROM accounts_person)",
        "reader_role = 'midwife'",
        "action = 'GET other'",
        "kind = 'x.other'",
        "object_ids = '{}'",
        "at = at + interval '1 microsecond'",
        "public_id = gen_random_uuid()",
        "digest = sha256(digest)",
    ],
)
def test_a_changed_entry_is_named(mother: Person, change: str) -> None:
    with table_owner() as cursor:
        cursor.execute(f"UPDATE {ENTRY} SET {change} WHERE sequence = 2")
    assert damage().startswith(
        f"The access log of {mother.public_id} is damaged at entry 2: its digest does not fit"
    )


def test_a_removed_entry_is_named(mother: Person) -> None:
    with table_owner() as cursor:
        cursor.execute(f"DELETE FROM {ENTRY} WHERE sequence = 2")
    assert "damaged at entry 2: it is missing, the next one is number 3" in damage()


def test_a_removed_entry_with_renumbered_followers_is_found(mother: Person) -> None:
    with table_owner() as cursor:
        cursor.execute(f"DELETE FROM {ENTRY} WHERE sequence = 2")
        cursor.execute(f"UPDATE {ENTRY} SET sequence = 2 WHERE sequence = 3")
    assert "damaged at entry 2: its digest does not fit" in damage()


def test_a_cut_off_end_is_found(mother: Person) -> None:
    with table_owner() as cursor:
        cursor.execute(f"DELETE FROM {ENTRY} WHERE sequence = 3")
    assert "damaged at entry 3: the end was cut off, the head counts 3 entries" in damage()


def test_a_cut_off_end_with_a_head_that_was_set_back_is_found(mother: Person) -> None:
    second = AccessLogEntry.objects.for_system("test").get(sequence=2)
    with table_owner() as cursor:
        cursor.execute(f"DELETE FROM {ENTRY} WHERE sequence = 3")
        cursor.execute(f"UPDATE {HEAD} SET sequence = 2, digest = %s", [bytes(second.digest)])
    assert "damaged at entry 2: the seal of the head does not fit" in damage()


def test_a_head_that_is_gone_is_found(mother: Person) -> None:
    AccessLogHead.objects.filter(subject=mother).delete()
    assert "damaged at entry 0: there are entries, but no head" in damage()


def test_an_entry_that_the_head_does_not_know_is_found(mother: Person) -> None:
    third = AccessLogEntry.objects.for_system("test").get(sequence=3)
    third.pk, third.public_id, third.sequence = None, uuid4(), 4
    third.save(force_insert=True)
    assert "damaged at entry 4: the head does not know it" in damage()


def test_only_the_log_of_the_person_asked_for_is_checked(mother: Person) -> None:
    other = MotherFactory()
    reads = {(ClinicianFactory().pk, other.pk, "x.y"): {None: None}}
    access_log.record(None, reads, action="GET test", at=timezone.now())
    with table_owner() as cursor:
        cursor.execute(f"UPDATE {ENTRY} SET action = '' WHERE subject_id = %s", [other.pk])
    assert verify(person=mother.public_id) == "The access log is whole: 3 entries of 1 people."
    with pytest.raises(CommandError):
        verify(person=other.public_id)


def test_entries_of_an_older_key_are_still_checked(mother: Person, settings: Any) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-" + "9876543210" * 5
    reads = {(ClinicianFactory().pk, mother.pk, "x.four"): {None: None}}
    access_log.record(None, reads, action="GET test", at=timezone.now())
    assert verify() == "The access log is whole: 4 entries of 1 people."
    settings.SECRET_KEY_FALLBACKS = []
    assert "the settings no longer hold its key" in damage()


def test_named_keys_are_used_before_the_secret_key(mother: Person, settings: Any) -> None:
    settings.ACCESS_LOG_KEYS = {"2026": "k" * 40}
    other = MotherFactory()
    reads = {(ClinicianFactory().pk, other.pk, "x.y"): {None: None}}
    access_log.record(None, reads, action="GET test", at=timezone.now())
    assert AccessLogEntry.objects.for_system("test").get(subject=other).key_id == "2026"
    assert verify(person=other.public_id) == "The access log is whole: 1 entries of 1 people."


def test_the_digest_is_what_the_decision_record_says() -> None:
    import hashlib
    import hmac
    from datetime import UTC, datetime
    from uuid import UUID

    link = chain.Link(
        7,
        1,
        UUID(int=5),
        9,
        "midwife",
        "GET x",
        "a.b",
        [UUID(int=6)],
        datetime(2026, 11, 23, 2, 14, 0, 5, tzinfo=UTC),
        "k1",
    )
    said = (
        '["entry","' + "00" * 32 + '",7,1,"00000000-0000-0000-0000-000000000005",9,"midwife","GET x","a.b",'
        '["00000000-0000-0000-0000-000000000006"],"2026-11-23T02:14:00.000005+00:00","k1"]'
    )
    assert chain.digest(b"key", chain.FIRST, link) == hmac.digest(b"key", said.encode(), hashlib.sha256)
