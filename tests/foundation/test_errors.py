"""Whatever goes wrong is told in one shape, and says nothing of how we are built or of what was measured."""

from __future__ import annotations

import json
from typing import Any

import pytest
import redis
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.db import OperationalError
from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.test import override_settings
from django.urls import path
from rest_framework import exceptions, serializers
from rest_framework.response import Response
from rest_framework.test import APIClient

from apps.foundation import hints
from apps.foundation.api import NewestFirst, PersonAPIView, StrictSerializer
from apps.foundation.errors import Conflict, Invalid, Problem, TooLarge, Unavailable
from apps.foundation.models import StoredAnswer
from apps.foundation.rest import throttles
from kaishi.urls import urlpatterns as addresses
from tests.factories import MotherFactory, PartnerFactory

SECRET = "secret-figure-42"


class ItemIn(StrictSerializer):
    name = serializers.CharField(max_length=5)
    count = serializers.IntegerField(min_value=1, max_value=9, required=False)
    colour = serializers.ChoiceField(["red", "green"], required=False)


class BoxIn(StrictSerializer):
    items = ItemIn(many=True)
    weight_kg = serializers.FloatField(required=False, max_value=300)


class Fails(PersonAPIView):
    """Raises what the test asks for."""

    error: Exception = Problem()

    def get(self, request: Any) -> Response:
        raise Fails.error


class Box(PersonAPIView):
    def post(self, request: Any) -> Response:
        return Response(BoxIn.parse(request))


class Mothers(PersonAPIView):
    roles = frozenset({"mother"})
    throttle_scope = "upload"

    def get(self, request: Any) -> Response:
        return Response({})

    def post(self, request: Any) -> Response:
        return Response({}, status=201)


class Answers(PersonAPIView):
    def get(self, request: Any) -> Response:
        class AnswerOut(serializers.Serializer):
            key = serializers.CharField()

        return self.paged(StoredAnswer.objects.filter(person=request.person), AnswerOut)


def plain(request: Any) -> HttpResponse:
    return HttpResponseNotAllowed(["GET"])


urlpatterns = [
    *addresses,
    path("api/fails", Fails.as_view()),
    path("api/box", Box.as_view()),
    path("api/mothers", Mothers.as_view()),
    path("api/answers", Answers.as_view()),
    path("api/plain", plain),
]
handler404 = "apps.foundation.errors.not_found"
handler500 = "apps.foundation.errors.server_error"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _addresses() -> Any:
    with override_settings(ROOT_URLCONF=__name__):
        yield


@pytest.fixture
def client(client_of: Any) -> APIClient:
    made = client_of(MotherFactory())
    made.raise_request_exception = False
    return made


def problem(answer: Any) -> dict[str, Any]:
    """Check what every error has in common; return its body."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    body = json.loads(answer.content)
    assert set(body) >= {"type", "title", "status", "code", "detail", "errors"}
    assert body["status"] == answer.status_code
    assert body["type"] == f"urn:kaishi:problem:{body['code']}"
    assert SECRET not in answer.content.decode()
    return dict(body)


ERRORS: list[tuple[Exception, int, str]] = [
    (Problem(), 400, "bad_request"),
    (Invalid(), 400, "invalid"),
    (Conflict(code="already_signed"), 409, "already_signed"),
    (TooLarge(limit_bytes=7), 413, "too_large"),
    (Unavailable(), 503, "unavailable"),
    (Http404(SECRET), 404, "not_found"),
    (PermissionDenied(SECRET), 403, "forbidden"),
    (RequestDataTooBig(SECRET), 413, "too_large"),
    (exceptions.ParseError(SECRET), 400, "malformed"),
    (exceptions.NotFound(SECRET), 404, "not_found"),
    (exceptions.NotAcceptable(SECRET), 406, "not_acceptable"),
    (exceptions.UnsupportedMediaType(SECRET), 415, "unsupported_media_type"),
    (OperationalError(SECRET), 503, "unavailable"),
    (RuntimeError(SECRET), 500, "server_error"),
    (KeyError(SECRET), 500, "server_error"),
]


@pytest.mark.parametrize(("error", "status", "code"), ERRORS, ids=lambda value: repr(value)[:40])
def test_every_error_has_the_one_shape(client, error, status, code):
    Fails.error = error
    answer = client.get("/api/fails")
    assert (answer.status_code, problem(answer)["code"]) == (status, code)


def test_a_database_that_is_away_says_when_to_come_back(client):
    Fails.error = OperationalError("deadlock detected")
    assert client.get("/api/fails").headers["Retry-After"] == "1"


def test_members_of_its_own_cannot_replace_those_that_all_have(client):
    Fails.error = Conflict(limit=3, status_of_it="x", title_of_it="y")
    body = problem(client.get("/api/fails"))
    assert (body["limit"], body["title"]) == (3, "This has changed in the meantime.")


def test_a_refused_field_is_told_by_path_code_and_limit(client):
    given = {
        "items": [{"name": "short"}, {"name": "much too long", "count": 10, "colour": "blue"}],
        "weight_kg": 1e9,
    }
    answer = client.post("/api/box", given, content_type="application/json")
    found = {(e["field"], e["code"]): e.get("limit") for e in problem(answer)["errors"]}
    assert answer.status_code == 400
    assert found == {
        ("items[1].name", "max_length"): 5,
        ("items[1].count", "max_value"): 9,
        ("items[1].colour", "invalid_choice"): ["red", "green"],
        ("weight_kg", "max_value"): 300,
    }


def test_unknown_fields_are_refused_by_name(client):
    answer = client.post("/api/box", {"items": [], "weight": 3}, content_type="application/json")
    assert [(e["field"], e["code"]) for e in problem(answer)["errors"]] == [("weight", "unknown_field")]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "malformed"),
        (b"", "invalid"),
        (b"[]", "invalid"),
        (b"null", "invalid"),
        (b"7", "invalid"),
        (b'{"items": NaN}', "malformed"),
        (b'{"weight_kg": 1e999}', "malformed"),
        (b'{"items": "\xff"}', "malformed"),
        (b'{"items": [{"name": "\\ud800"}]}', "malformed"),
        (b'{"\\ud800": 1}', "malformed"),
        (b'{"items": [{"name": "\\u0000"}]}', "invalid"),
        (b'{"items": [{"count": ' + b"9" * 5_000 + b"}]}", "malformed"),
        (b"[" * 100_000, "malformed"),
        (b'{"a":' * 100_000, "malformed"),
        (b'{"weight_kg": "1' + b"0" * 400 + b'"}', "invalid"),
        (b'{"items": {"name": 1}}', "invalid"),
        (b'{"items": [[]]}', "invalid"),
        (b"\xef\xbb\xbf{}", "malformed"),
    ],
)
def test_a_body_that_cannot_be_taken_is_the_clients_error(client, body, code):
    answer = client.generic("POST", "/api/box", body, content_type="application/json")
    assert (answer.status_code, problem(answer)["code"]) == (400, code)


def test_a_json_body_beyond_the_limit_is_too_large(client):
    body = b'{"items": "' + b"x" * django_settings.JSON_MAX_BYTES + b'"}'
    answer = client.generic("POST", "/api/box", body, content_type="application/json")
    assert (answer.status_code, problem(answer)["limit"]) == (413, django_settings.JSON_MAX_BYTES)


def test_a_body_of_another_type_is_refused(client):
    answer = client.generic("POST", "/api/box", b"x", content_type="text/plain")
    assert (answer.status_code, problem(answer)["code"]) == (415, "unsupported_media_type")


def test_methods_and_formats_that_are_not_served(client):
    answer = client.delete("/api/box")
    assert (answer.status_code, problem(answer)["code"]) == (405, "method_not_allowed")
    assert "POST" in answer.headers["Allow"]
    assert client.options("/api/box").status_code == 405
    assert problem(client.get("/api/mothers", HTTP_ACCEPT="text/csv"))["code"] == "not_acceptable"
    plain_answer = client.post("/api/plain")
    assert (plain_answer.status_code, problem(plain_answer)["code"]) == (405, "method_not_allowed")
    assert plain_answer.headers["Allow"] == "GET"


def test_an_address_that_leads_nowhere(client):
    assert problem(client.get("/api/nothing/here"))["code"] == "not_found"


def test_nobody_is_asked_to_sign_in_and_the_wrong_role_is_refused(client_of):
    answer = client_of(None).get("/api/mothers")
    assert (answer.status_code, problem(answer)["code"]) == (401, "not_authenticated")
    assert answer.headers["WWW-Authenticate"] == "X-Session-Token"
    assert problem(client_of(PartnerFactory()).get("/api/mothers"))["code"] == "forbidden"


def test_a_cookie_without_the_form_secret_cannot_write(client_of):
    client = client_of(MotherFactory())
    client.handler.enforce_csrf_checks = True
    answer = client.post("/api/mothers", {}, content_type="application/json")
    assert (answer.status_code, problem(answer)["code"]) == (403, "csrf_failed")


@pytest.mark.parametrize("limit", ["0", "-1", "201", "x", "1.5", "", "9" * 30, "１"])
def test_a_page_has_a_size_from_1_to_200(client, limit):
    answer = client.get("/api/answers", {"limit": limit})
    assert [(e["field"], e["limit"]) for e in problem(answer)["errors"]] == [("limit", 200)]


@pytest.mark.parametrize(
    "cursor",
    ["x", "cD1hYmM=", "cD0wMDAwMDAwMA==", "cD0lMDA=", "bz0tMQ==", "////", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5"],
)
def test_a_cursor_that_we_did_not_make_is_refused_or_finds_nothing(client, cursor):
    answer = client.get("/api/answers", {"cursor": cursor})
    if answer.status_code == 200:
        assert answer.json()["results"] == []
    else:
        assert [e["field"] for e in problem(answer)["errors"]] == ["cursor"]


def test_pages_follow_each_other_without_gap_or_repetition(client_of):
    mother = MotherFactory()
    for number in range(7):
        StoredAnswer.objects.create(person=mother, key=str(number), request_hash=b"")
    client, address, keys = client_of(mother), "/api/answers?limit=3", []
    while address:
        page = client.get(address).json()
        keys += [row["key"] for row in page["results"]]
        address = page["next"]
        if len(keys) == 3:
            StoredAnswer.objects.create(person=mother, key="new", request_hash=b"")  # shifts nothing
    assert keys == ["6", "5", "4", "3", "2", "1", "0"]
    assert NewestFirst.max_page_size == 200


@pytest.fixture
def rates(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Set the rates of one test."""

    def change(**given: str) -> None:
        known = throttles.api_settings.DEFAULT_THROTTLE_RATES
        monkeypatch.setattr(throttles.api_settings, "DEFAULT_THROTTLE_RATES", known | given)

    return change


def test_beyond_the_rate_a_request_is_refused_with_the_time_to_wait(client, rates, time_machine_at):
    rates(user="2/min")
    time_machine_at(1_700_000_000.0)  # 20 s into a minute
    assert [client.get("/api/mothers").status_code for _ in range(3)] == [200, 200, 429]
    answer = client.get("/api/mothers")
    assert problem(answer)["code"] == "throttled"
    assert answer.headers["Retry-After"] == "40"
    time_machine_at(1_700_000_040.0)
    assert client.get("/api/mothers").status_code == 200


def test_work_of_one_kind_has_a_rate_of_its_own_and_reading_does_not_count(client, rates):
    rates(upload="1/day")
    assert [client.get("/api/mothers").status_code for _ in range(3)] == [200, 200, 200]
    assert [
        client.post("/api/mothers", {}, content_type="application/json").status_code for _ in range(2)
    ] == [201, 429]


def test_one_person_does_not_use_up_anothers_rate(client, client_of, rates):
    rates(user="1/day", anon="1/day")
    assert [client.get("/api/mothers").status_code for _ in range(2)] == [200, 429]
    assert client_of(MotherFactory()).get("/api/mothers").status_code == 200
    assert [client_of(None).get("/api/mothers").status_code for _ in range(2)] == [401, 401]


def test_without_valkey_nobody_is_kept_out(client, rates, settings):
    rates(user="1/day")
    settings.HINTS_URL = "unix:///nonexistent/valkey.sock"
    hints.client.cache_clear()
    assert [client.get("/api/mothers").status_code for _ in range(3)] == [200, 200, 200]
    with pytest.raises(redis.RedisError):
        hints.client().ping()


@pytest.fixture
def time_machine_at() -> Any:
    """Put the clock to a moment and hold it there."""
    import time_machine

    travels: list[Any] = []

    def at(moment_s: float) -> None:
        while travels:
            travels.pop().stop()
        travels.append(time_machine.travel(moment_s, tick=False))
        travels[-1].start()

    yield at
    while travels:
        travels.pop().stop()
