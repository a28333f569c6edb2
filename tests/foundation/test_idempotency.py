"""A POST that is sent twice is done once, and both get the same answer."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any, ClassVar
from uuid import uuid4

import pytest
from django.db import connection
from django.test import override_settings
from django.urls import path
from django.utils import timezone
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from apps.accounts.models import AccessLogEntry, Care, CareTeam, Consent
from apps.foundation.api import PersonAPIView
from apps.foundation.api.idempotency import forget_old
from apps.foundation.errors import Conflict
from apps.foundation.models import StoredAnswer
from apps.foundation.rest.parsers import JSONParser
from kaishi.urls import urlpatterns as addresses
from tests.factories import ClinicianFactory, MotherFactory, in_care
from tests.foundation.test_feed_beside_itself import in_threads

pytestmark = pytest.mark.django_db(transaction=True)
KEY = {"HTTP_IDEMPOTENCY_KEY": "once"}


class MakeTeam(PersonAPIView):
    """Makes a row for each request that is really done."""

    parser_classes = (JSONParser, MultiPartParser)
    before: ClassVar[Any] = None

    def post(self, request: Any) -> Response:
        name = request.data["name"]
        team = CareTeam.objects.create(name=name)
        if MakeTeam.before:
            MakeTeam.before()
        if name == "refused":
            raise Conflict
        if name == "declined":
            return Response({"code": "declined"}, status=409)
        return Response(
            {"id": team.public_id, "name": name}, status=201, headers={"Location": f"/{team.public_id}"}
        )


class TakeBytes(PersonAPIView):
    """Reads its body from the stream, in pieces, as an upload does; or not at all."""

    parser_classes = ()

    def post(self, request: Any) -> Response:
        CareTeam.objects.create(name="bytes")
        size = 0
        if "skip" not in request.query_params:
            while piece := request._request.read(1_000):
                size += len(piece)
        return Response({"bytes": size}, status=201)


class NoteOfMother(PersonAPIView):
    """Reads a mother's row and answers with it."""

    def post(self, request: Any) -> Response:
        consent = Consent.objects.visible_to(request.person).get()
        return Response({"id": consent.public_id}, status=201)


urlpatterns = [
    *addresses,
    path("api/note", NoteOfMother.as_view()),
    path("api/team", MakeTeam.as_view()),
    path("api/bytes", TakeBytes.as_view()),
]


@pytest.fixture(autouse=True)
def _addresses() -> Any:
    MakeTeam.before = None
    with override_settings(ROOT_URLCONF=__name__):
        yield


def test_the_same_request_twice_is_done_once_and_answered_alike(client_of):
    client = client_of(MotherFactory())
    first = client.post("/api/team", {"name": "North"}, **KEY)
    second = client.post("/api/team", {"name": "North"}, **KEY)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert second.headers["Location"] == first.headers["Location"]
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    assert CareTeam.objects.count() == 1


def test_without_a_key_nothing_is_remembered(client_of):
    client = client_of(MotherFactory())
    for _ in range(2):
        assert client.post("/api/team", {"name": "North"}).status_code == 201
    assert CareTeam.objects.count() == 2
    assert StoredAnswer.objects.count() == 0


def test_the_same_key_with_another_body_or_address_is_refused(client_of):
    client = client_of(MotherFactory())
    client.post("/api/team", {"name": "North"}, **KEY)
    for address, body in (("/api/team", {"name": "South"}), ("/api/team?x=1", {"name": "North"})):
        answer = client.post(address, body, **KEY)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["code"] == "idempotency_key_reused"
    assert CareTeam.objects.count() == 1


def test_a_key_belongs_to_one_person(client_of):
    for _ in range(2):
        assert client_of(MotherFactory()).post("/api/team", {"name": "North"}, **KEY).status_code == 201
    assert CareTeam.objects.count() == 2


@pytest.mark.parametrize("name", ["refused", "declined"])
def test_what_failed_leaves_nothing_and_may_be_tried_again(client_of, name):
    client = client_of(MotherFactory())
    assert client.post("/api/team", {"name": name}, **KEY).status_code == 409
    assert (CareTeam.objects.count(), StoredAnswer.objects.count()) == (0, 0)
    assert client.post("/api/team", {"name": "North"}, **KEY).status_code == 201


@pytest.mark.parametrize("key", ["", "x" * 256, "ключ", "a\tb"])
def test_a_key_that_is_none_is_refused_by_name(client_of, key):
    answer = client_of(MotherFactory()).post("/api/team", {"name": "North"}, HTTP_IDEMPOTENCY_KEY=key)
    assert answer.status_code == 400
    assert answer.json()["errors"][0] | {"message": ""} == {
        "field": "Idempotency-Key",
        "code": "invalid",
        "message": "",
        "limit": 255,
    }
    assert CareTeam.objects.count() == 0


def test_twice_at_once_is_done_once(client_of):
    mother = MotherFactory()
    inside, waiting = threading.Event(), threading.Event()
    answers: list[Any] = []

    def hold() -> None:
        inside.set()
        assert waiting.wait(30)

    MakeTeam.before = hold

    def first() -> None:
        answers.append(client_of(mother).post("/api/team", {"name": "North"}, **KEY))

    def second() -> None:
        assert inside.wait(30)
        answers.append(client_of(mother).post("/api/team", {"name": "North"}, **KEY))

    in_threads(first, second, lambda: release_when_blocked(waiting))
    assert sorted(answer.status_code for answer in answers) == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert CareTeam.objects.count() == 1


def test_the_second_does_it_where_the_first_one_fails(client_of):
    mother = MotherFactory()
    inside, waiting = threading.Event(), threading.Event()
    answers: dict[str, int] = {}
    works: list[Any] = []

    def hold_the_first() -> None:
        MakeTeam.before = None
        inside.set()
        assert waiting.wait(30)

    MakeTeam.before = hold_the_first
    works.append(
        lambda: answers.update(
            first=client_of(mother).post("/api/team", {"name": "refused"}, **KEY).status_code
        )
    )

    def second() -> None:
        assert inside.wait(30)
        answers["second"] = client_of(mother).post("/api/team", {"name": "North"}, **KEY).status_code

    in_threads(*works, second, lambda: release_when_blocked(waiting))
    assert answers == {"first": 409, "second": 201}
    assert list(CareTeam.objects.values_list("name", flat=True)) == ["North"]


def release_when_blocked(event: threading.Event) -> None:
    """Let the first go on as soon as the second waits for its row in the database."""
    tick = threading.Event()
    with connection.cursor() as cursor:
        for _ in range(3_000):
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity "
                "WHERE datname = current_database() AND wait_event_type = 'Lock'"
            )
            if cursor.fetchone()[0]:
                break
            tick.wait(0.01)
    event.set()


def test_a_binary_body_is_told_apart_by_its_bytes(client_of):
    client = client_of(MotherFactory())
    body = bytes(range(256)) * 1_000

    def send(data: bytes, address: str = "/api/bytes") -> Any:
        return client.generic("POST", address, data, content_type="application/octet-stream", **KEY)

    assert send(body).json() == {"bytes": 256_000}
    assert send(body).json() == {"bytes": 256_000}
    assert send(body[:-1] + b"\x00").status_code == 422
    assert send(body + b"\x00").status_code == 422
    assert CareTeam.objects.count() == 1


def test_a_body_that_the_view_never_read_counts_all_the_same(client_of):
    client = client_of(MotherFactory())
    for data, expected in ((b"a" * 70_000, 201), (b"a" * 70_000, 201), (b"b" * 70_000, 422)):
        answer = client.generic(
            "POST", "/api/bytes?skip", data, content_type="application/octet-stream", **KEY
        )
        assert answer.status_code == expected
    assert CareTeam.objects.count() == 1


def test_a_form_with_files_is_told_apart_even_where_the_form_secret_was_read_first(client_of):
    client = client_of(MotherFactory())
    client.handler.enforce_csrf_checks = True
    client.cookies["csrftoken"] = secret = "s" * 32
    boundary = "BoUnDaRyStRiNg"

    def send(name: str) -> int:
        parts = {"csrfmiddlewaretoken": secret, "name": name}
        body = "".join(
            f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in parts.items()
        )
        return client.generic(
            "POST",
            "/api/team",
            body + f"--{boundary}--\r\n",
            content_type=f"multipart/form-data; boundary={boundary}",
            **KEY,
        ).status_code

    assert [send("North"), send("North"), send("South")] == [201, 201, 422]
    assert list(CareTeam.objects.values_list("name", flat=True)) == ["North"]


def test_an_answer_that_is_given_again_is_a_read_again(client_of):
    mother, clinician = MotherFactory(), ClinicianFactory()
    team = in_care(mother, clinician)
    consent = Consent.objects.create(
        subject=mother, kind="photos", version=1, language="en", given_at=timezone.now()
    )
    client = client_of(clinician)
    for _ in range(2):
        assert client.post("/api/note", **KEY).json() == {"id": str(consent.public_id)}
    entries = AccessLogEntry.objects.for_system("test").values_list("subject_id", "reader_id", "object_ids")
    assert list(entries) == [(mother.pk, clinician.pk, [consent.public_id])] * 2
    Care.objects.filter(team=team).update(ended_at=timezone.now())
    assert client.post("/api/note", **KEY).status_code == 404


def test_old_answers_are_swept():
    mother = MotherFactory()
    now = timezone.now()
    for days in (1, 8):
        StoredAnswer.objects.create(
            person=mother, key=str(uuid4()), request_hash=b"", created_at=now - timedelta(days=days)
        )
    assert forget_old(at=now) == 1
    assert StoredAnswer.objects.get().created_at == now - timedelta(days=1)
