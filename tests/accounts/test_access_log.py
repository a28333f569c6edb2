"""Every read of a mother's data by somebody else is written down before it is handed out."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections
from django.test import Client
from django.utils import timezone

from apps.accounts.models import AccessLogEntry, AccessLogHead, Consent
from apps.accounts.services import access_log
from tests.factories import ClinicianFactory, MotherFactory, in_care

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.urls")]


def entries(mother: Any) -> list[AccessLogEntry]:
    return list(AccessLogEntry.objects.for_system("test").filter(subject=mother).order_by("sequence"))


def test_a_clinicians_read_is_written_down_with_role_action_kind_and_ids(client_of: Any, agreed: Any) -> None:
    mother, midwife = MotherFactory(), ClinicianFactory(profession="midwife")
    first, second = agreed(mother), agreed(mother, "photos")
    in_care(mother, midwife)
    answer = client_of(midwife).get("/api/test/consents?name=secret")
    assert sorted(answer.json()["kinds"]) == ["monitoring", "photos"]
    [entry] = entries(mother)
    assert (entry.reader, entry.reader_role, entry.sequence) == (midwife, "midwife", 1)
    assert (entry.action, entry.kind) == ("GET test-consents", "accounts.consent")
    assert set(entry.object_ids) == {first.public_id, second.public_id}


def test_a_mothers_read_of_her_own_is_not_written_down(client_of: Any, agreed: Any) -> None:
    mother = MotherFactory()
    agreed(mother)
    assert client_of(mother).get("/api/test/consents").json() == {"kinds": ["monitoring"]}
    assert entries(mother) == []
    assert not AccessLogHead.objects.exists()


def test_a_read_before_a_failure_is_written_down_too(client_of: Any, agreed: Any) -> None:
    mother, clinician = MotherFactory(), ClinicianFactory()
    agreed(mother)
    in_care(mother, clinician)
    client = client_of(clinician)
    client.raise_request_exception = False
    assert client.get("/api/test/fail").status_code == 500
    assert [entry.action for entry in entries(mother)] == ["GET test-fail"]


def test_a_streamed_answer_is_written_down_part_by_part(client_of: Any, agreed: Any) -> None:
    mother, clinician = MotherFactory(), ClinicianFactory()
    agreed(mother), agreed(mother, "photos")
    in_care(mother, clinician)
    answer = client_of(clinician).get("/api/test/stream")
    assert entries(mother) == []
    parts = iter(answer.streaming_content)
    assert next(parts) == b"monitoring\n"
    assert len(entries(mother)) == 1
    assert list(parts) == [b"photos\n"]
    assert len(entries(mother)) == 1  # both rows were read with the first part


@pytest.mark.parametrize("path", ["/api/test/consents", "/test/page"])
def test_nothing_is_shown_when_the_log_cannot_be_written(client_of: Any, agreed: Any, path: str) -> None:
    mother, clinician = MotherFactory(), ClinicianFactory()
    agreed(mother)
    in_care(mother, clinician)
    client = client_of(clinician)
    with connection.cursor() as cursor:  # the database itself refuses: the outside edge
        cursor.execute(
            "ALTER TABLE accounts_accesslogentry ADD CONSTRAINT broken CHECK (sequence < 0) NOT VALID"
        )
    answer = client.get(path)
    assert answer.status_code == 503
    assert b"monitoring" not in answer.content
    assert entries(mother) == []
    if path.startswith("/api/"):
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "unavailable"


def test_a_stream_stops_when_the_log_cannot_be_written(client_of: Any, agreed: Any) -> None:
    mother, clinician = MotherFactory(), ClinicianFactory()
    agreed(mother)
    in_care(mother, clinician)
    answer = client_of(clinician).get("/api/test/stream")
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE accounts_accesslogentry ADD CONSTRAINT broken CHECK (sequence < 0) NOT VALID"
        )
    with pytest.raises(DatabaseError):
        next(iter(answer.streaming_content))


def test_sockets_and_commands_record_with_a_context_manager(agreed: Any) -> None:
    mother, clinician = MotherFactory(), ClinicianFactory()
    agreed(mother)
    in_care(mother, clinician)
    with access_log.recorded("socket subscribe"):
        list(Consent.objects.visible_to(clinician))
    assert [(entry.action, entry.reader) for entry in entries(mother)] == [("socket subscribe", clinician)]


def test_entries_can_neither_be_changed_nor_deleted(agreed: Any) -> None:
    mother, clinician = MotherFactory(), ClinicianFactory()
    access_log.record(
        None, {(clinician.pk, mother.pk, "x.y"): {None: None}}, action="test", at=timezone.now()
    )
    from django.db import IntegrityError, transaction

    for statement in (
        "UPDATE accounts_accesslogentry SET action = ''",
        "DELETE FROM accounts_accesslogentry",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert len(entries(mother)) == 1


def test_no_reads_cost_no_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        access_log.record(None, {}, action="test", at=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_two_readers_at_once_keep_one_gapless_chain_for_each_mother() -> None:
    from apps.accounts.verification import Checked, verify_all

    mothers = [MotherFactory() for _ in range(3)]
    clinicians = [ClinicianFactory() for _ in range(2)]
    at = timezone.now()

    def look(job: tuple[Any, list[Any]]) -> None:
        clinician, order = job
        try:
            for _ in range(10):
                reads = {(clinician.pk, mother.pk, "x.y"): {UUID(int=mother.pk): None} for mother in order}
                access_log.record(None, reads, action="test", at=at)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:  # opposite orders: whoever does not sort them deadlocks
        list(pool.map(look, [(clinicians[0], mothers), (clinicians[1], mothers[::-1])]))
    assert [[entry.sequence for entry in entries(mother)] for mother in mothers] == [list(range(1, 21))] * 3
    assert verify_all() == Checked(people=3, entries=60)


class TestReading:
    def test_the_mother_reads_who_looked(self, client_of: Any, agreed: Any) -> None:
        mother, clinician = MotherFactory(), ClinicianFactory(full_name="Dr. Lee")
        agreed(mother), agreed(mother, "photos")
        in_care(mother, clinician)
        client_of(clinician).get("/api/test/consents")
        page = client_of(mother).get("/api/v1/access-log").json()
        [shown] = page["results"]
        assert shown["reader"] == {
            "id": str(clinician.public_id),
            "name": "Dr. Lee",
            "role": "obstetrician",
            "role_words": "Obstetrician",
        }
        assert (shown["number"], shown["count"], shown["what"]) == (1, 2, "What you have agreed to")
        assert page["next"] is None

    def test_pages_go_from_the_newest_to_the_oldest(self, client_of: Any) -> None:
        mother, clinician = MotherFactory(), ClinicianFactory()
        reads = {(clinician.pk, mother.pk, f"x.y{i}"): {None: None} for i in range(5)}
        access_log.record(None, reads, action="test", at=timezone.now())
        client = client_of(mother)
        first = client.get("/api/v1/access-log?limit=3").json()
        assert [entry["number"] for entry in first["results"]] == [5, 4, 3]
        assert [entry["number"] for entry in client.get(first["next"]).json()["results"]] == [2, 1]

    def test_nobody_else_reads_it(self, client_of: Callable[[Any], Client]) -> None:
        mother, other, clinician = MotherFactory(), MotherFactory(), ClinicianFactory()
        in_care(mother, clinician)
        access_log.record(
            None, {(clinician.pk, mother.pk, "x.y"): {None: None}}, action="test", at=timezone.now()
        )
        assert client_of(other).get("/api/v1/access-log").json()["results"] == []
        assert client_of(clinician).get("/api/v1/access-log").status_code == 403
        assert client_of(None).get("/api/v1/access-log").status_code == 401

    def test_a_long_log_takes_as_many_queries_as_a_short_one(
        self, client_of: Any, django_assert_num_queries: Any
    ) -> None:
        mother, clinician = MotherFactory(), ClinicianFactory()
        client = client_of(mother)
        for count in (5, 45):
            reads = {(clinician.pk, mother.pk, f"x.y{i}"): {None: None} for i in range(count)}
            access_log.record(None, reads, action="test", at=timezone.now())
            with django_assert_num_queries(3):  # session, person, entries with their readers
                client.get("/api/v1/access-log")
