"""`GET /api/v1/changes` and `POST /api/v1/socket-tickets`, as a phone uses them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from apps.foundation import feed, hints
from apps.foundation.ids import uuid7
from apps.foundation.models import StoredAnswer
from apps.foundation.sockets import tickets
from apps.foundation.transactions import unit_of_work
from tests.factories import ClinicianFactory, MotherFactory, PartnerFactory, in_care

pytestmark = pytest.mark.django_db


def note(mother: Any, count: int) -> list[UUID]:
    things = [uuid7() for _ in range(count)]
    with unit_of_work(mother):
        for thing in things:
            feed.changed(mother.pk, "test_thing", thing)
    return things


def test_a_phone_follows_the_feed_page_by_page(client_of):
    mother = MotherFactory()
    things = note(mother, 5)
    client, after, got = client_of(mother), 0, []
    while True:
        page = client.get("/api/v1/changes", {"after": after, "limit": 2}).json()
        got += page["changes"]
        after = page["next_after"]
        if not page["has_more"]:
            break
    assert page["head"] == 5
    assert got == [
        {"sequence": number, "kind": "test_thing", "id": str(thing), "object": {"id": str(thing)}}
        for number, thing in enumerate(things, start=1)
    ]
    assert client.get("/api/v1/changes", {"after": 5}).json() == {
        "changes": [],
        "next_after": 5,
        "has_more": False,
        "head": 5,
    }


def test_a_mother_sees_her_own_changes_only(client_of):
    mother, other, clinician = MotherFactory(), MotherFactory(), ClinicianFactory()
    in_care(mother, clinician)
    note(mother, 1)
    assert client_of(other).get("/api/v1/changes").json()["changes"] == []
    assert [
        client_of(person).get("/api/v1/changes").status_code for person in (clinician, PartnerFactory())
    ] == [403, 403]


@pytest.mark.parametrize("after", ["-1", "x", "2", "", "1.5", "9" * 30, "１", "%00", " 1"])
def test_a_number_that_the_feed_never_gave_tells_the_phone_to_start_afresh(client_of, after):
    mother = MotherFactory()
    note(mother, 1)
    answer = client_of(mother).get("/api/v1/changes", {"after": after})
    assert (answer.status_code, answer.json()["code"]) == (400, "unknown_sequence")
    assert answer.json()["errors"][0]["field"] == "after"


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "501"}, {"limit": "x"}, {"since": "1"}])
def test_other_mistakes_are_told_by_field(client_of, query):
    answer = client_of(MotherFactory()).get("/api/v1/changes", query)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert [error["field"] for error in answer.json()["errors"]] == list(query)


def test_a_page_costs_the_same_number_of_queries_however_long_it_is(client_of, django_assert_num_queries):
    mother = MotherFactory()
    client = client_of(mother)
    note(mother, 5)
    client.get("/api/v1/changes")
    with django_assert_num_queries(4):  # session, person, head, changes
        assert len(client.get("/api/v1/changes").json()["changes"]) == 5
    note(mother, 50)
    with django_assert_num_queries(4):
        assert len(client.get("/api/v1/changes").json()["changes"]) == 55


def test_a_ticket_lets_in_the_one_who_asked_and_is_never_kept_as_an_answer(client_of):
    clinician = ClinicianFactory()
    client = client_of(clinician)
    answers = [client.post("/api/v1/socket-tickets", HTTP_IDEMPOTENCY_KEY="once") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    given = [answer.json()["ticket"] for answer in answers]
    assert given[0] != given[1]
    assert StoredAnswer.objects.count() == 0
    (holder,) = tickets.redeem(given[:1])
    assert holder is not None
    assert (holder.person_id, holder.session_key) == (clinician.pk, client.session.session_key)
    assert tickets.redeem(given[:1]) == [None]


def test_without_valkey_there_is_no_ticket_and_no_500(client_of, settings):
    settings.HINTS_URL = "unix:///nonexistent/valkey.sock"
    hints.client.cache_clear()
    answer = client_of(MotherFactory()).post("/api/v1/socket-tickets")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "2"


def test_without_valkey_a_write_goes_on_and_waits_once_only(settings):
    settings.HINTS_URL = "unix:///nonexistent/valkey.sock"
    hints.client.cache_clear()
    mother = MotherFactory()
    hints.publish_subject(mother.pk, 1)
    silent_until = hints._silent_until
    hints.publish_subject(mother.pk, 2)
    assert hints._silent_until == silent_until > 0
