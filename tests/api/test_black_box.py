"""A client that knows only `/api/schema`: nasty requests to every operation, one shape of error, no insight
into us.
"""

from __future__ import annotations

import http.client
import json
import re
import socket
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn
import yaml
from django.test import Client

from tests.api.test_matrix import MATRIX, operations
from tests.api.world import World

INSIGHTS = re.compile(
    r"Traceback|File \"|\.py\b|site-packages|django|psycopg|SELECT |line \d+, in|0x[0-9a-f]{8}", re.I
)
MEMBERS = {"type", "title", "status", "code", "detail", "errors"}


def check(answer: Any, *, errors_only: bool = True) -> dict[str, Any] | None:
    """Check headers and shape of any answer; return the problem."""
    assert answer.status_code < 500, answer.content
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")  # files are stricter
    assert re.search(r"default-src '(self|none)'", answer.headers["Content-Security-Policy"])
    assert answer.headers["Cache-Control"]
    if answer.status_code < 400:
        assert not errors_only, (answer.status_code, answer.content[:200])
        return None
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "no-store" in answer.headers["Cache-Control"]
    body = json.loads(answer.content)
    assert set(body) >= MEMBERS
    assert body["status"] == answer.status_code
    assert body["type"] == f"urn:kaishi:problem:{body['code']}"
    assert re.fullmatch(r"[a-z0-9_]+", body["code"])
    assert body["title"]
    assert body["detail"]
    for error in body["errors"]:
        assert set(error) in ({"field", "code", "message"}, {"field", "code", "message", "limit"})
    assert not INSIGHTS.search(answer.content.decode()), answer.content
    return dict(body)


@pytest.fixture
def phone(world: World) -> Client:
    """The mother's phone."""
    return Client(raise_request_exception=False, headers={"X-Session-Token": world.token("mother")})


def test_the_schema_is_served_as_json_and_yaml_to_everybody(world):
    as_json = Client().get("/api/schema?format=json")
    as_yaml = Client().get("/api/schema")
    check(as_json, errors_only=False)
    assert as_json.json()["openapi"] == "3.1.0"
    assert yaml.safe_load(as_yaml.content) == as_json.json()
    assert len(operations(as_json.json())) == len(MATRIX)


def test_every_operation_says_how_it_fails_and_what_it_is_for(schema):
    for name, (_, _, operation) in operations(schema).items():
        assert operation["responses"]["default"] == {"$ref": "#/components/responses/Problem"}, name
        assert operation["description"], name
        assert len(operation["tags"]) == 1, name
        assert {tag["name"] for tag in schema["tags"]} >= set(operation["tags"]), name


def test_every_problem_answer_is_described_by_the_schema(schema):
    answer = schema["components"]["responses"]["Problem"]["content"]["application/problem+json"]["schema"]
    described = schema["components"]["schemas"][answer["$ref"].rpartition("/")[2]]
    assert set(described["required"]) == MEMBERS


NASTY_BODIES: dict[str, tuple[bytes, str]] = {
    "no json": (b"{", "application/json"),
    "nothing": (b"", "application/json"),
    "null": (b"null", "application/json"),
    "a list": (b"[]", "application/json"),
    "a number": (b"7", "application/json"),
    "huge integer": (b'{"version": ' + b"9" * 4_000 + b"}", "application/json"),
    "very huge integer": (b'{"version": ' + b"9" * 100_000 + b"}", "application/json"),
    "infinite": (b'{"height_cm": 1e999}', "application/json"),
    "not a number": (b'{"height_cm": NaN}', "application/json"),
    "NUL": (
        b'{"text": "a\\u0000b", "id": "a\\u0000b", "substance": "\\u0000", "email": "\\u0000@x.org"}',
        "application/json",
    ),
    "surrogate": (b'{"text": "\\ud800", "name": "\\udfff"}', "application/json"),
    "surrogate as a name": (b'{"\\ud800": 1}', "application/json"),
    "NUL as a name": (b'{"\\u0000": 1}', "application/json"),
    "invalid UTF-8": (b'{"text": "\xff\xfe"}', "application/json"),
    "UTF-16": ('{"text": "x"}'.encode("utf-16"), "application/json"),
    "deep list": (b"[" * 50_000 + b"]" * 50_000, "application/json"),
    "deep object": (b'{"dating":' * 900 + b"1" + b"}" * 900, "application/json"),
    "many names": (
        json.dumps({f"n{number}": number for number in range(5_000)}).encode(),
        "application/json",
    ),
    "wrong types": (
        b'{"id": 7, "text": {}, "code": [], "version": "x", "dating": "x", "gaps": {"a": 1}, "fetuses": 3}',
        "application/json",
    ),
    "nested surprises": (
        b'{"gaps": [[], 1, null, {"start_s": {}}], "dating": [1], "device": []}',
        "application/json",
    ),
    "plain text": (b"hello", "text/plain"),
    "XML": (
        b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>",
        "application/xml",
    ),
    "a form": (b"a=b", "application/x-www-form-urlencoded"),
    "a form without boundary": (b"--x\r\n", "multipart/form-data"),
    "a broken form": (b"--x\r\nContent-Disposition: form-data; name=", "multipart/form-data; boundary=x"),
    "unknown charset": (b"{}", "application/json; charset=klingon"),
    "a type that is none": (b"{}", "////"),
    "bytes": (bytes(range(256)) * 20, "application/octet-stream"),
    "claims zstd": (b"\x28\xb5\x2f\xfd\xa0\xff\xff\xff\xff" + b"\x00" * 50, "application/octet-stream"),
}


@pytest.mark.parametrize("nasty", NASTY_BODIES)
def test_a_nasty_body_is_the_clients_error_everywhere(nasty, schema, world, phone):
    body, content_type = NASTY_BODIES[nasty]
    for method, path, operation in operations(schema).values():
        if "requestBody" in operation:
            answer = phone.generic(method.upper(), path.format(**world.ids), body, content_type=content_type)
            check(answer, errors_only=nasty not in ("nothing", "unknown charset"))


NASTY_QUERIES = [
    "limit=0",
    "limit=-1",
    "limit=" + "9" * 500,
    "limit=%00",
    "limit=1e3",
    "cursor=%00",
    "cursor=" + "A" * 5_000,
    "cursor=cD0lMDA%3D",
    "after=-1",
    "after=" + "9" * 400,
    "after=x",
    "after=%EF%BC%91",
    "from_s=-1&to_s=inf",
    "from_s=nan",
    "from_s=1e999",
    "on=0000-00-00",
    "on=99999-01-01",
    "pregnancy=x",
    "mother=%00",
    "state=%F0%9F%98%80",
    "email=%00",
    "filename=%00..%2F..%2Fetc%2Fpasswd",
    "unknown=1",
    "%00=1",
    "%FF=%FF",
    "limit=1&limit=2",
    "&&&===",
    "x=" + "y" * 60_000,
    "format=csv",
    "format=api",
]


@pytest.mark.parametrize("query", NASTY_QUERIES, ids=lambda query: query[:24])
def test_a_nasty_query_is_the_clients_error_everywhere(query, schema, world, phone):
    for method, path, _ in operations(schema).values():
        if method == "get":
            check(phone.get(f"{path.format(**world.ids)}?{query}"), errors_only=False)


NASTY_IDS = [
    "0",
    "x",
    "%00",
    "..",
    "%2e%2e%2f",
    "00000000-0000-0000-0000-00000000000",
    "0194f1a0-7b1c-7000-8000-000000000000",
    "a" * 3_000,
    "%F0%9F%98%80",
    "-1",
]


@pytest.mark.parametrize("given", NASTY_IDS, ids=lambda given: given[:12])
def test_an_id_that_is_none_leads_nowhere(given, schema, world, phone):
    for method, path, operation in operations(schema).values():
        if "{" in path:
            answer = phone.generic(
                method.upper(), re.sub(r"\{[a-z_]+\}", given, path), b"{}", content_type="application/json"
            )
            problem = check(answer)
            assert problem is not None
            assert problem["status"] in (400, 403, 404, 405, 409, 415), operation["operationId"]


def address(path: str, world: World) -> str:
    """Fill a path in; what belongs to partners' programs alone is not in this world and gets ids of nothing."""
    unknown = dict.fromkeys(re.findall(r"{([a-z_]+)}", path), "0194f1a0-7b1c-7000-8000-000000000000")
    return path.format(**(unknown | world.ids))


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PROPFIND", "PATCH", "PUT", "DELETE"])
def test_methods_that_an_address_does_not_take(method, schema, world, phone):
    for path, item in schema["paths"].items():
        if method.lower() in item or (method == "HEAD" and "get" in item):
            continue
        answer = phone.generic(method, address(path, world), b"", content_type="application/json")
        if method == "HEAD":
            assert answer.status_code < 500
            assert answer.content == b""
        elif path.startswith("/api/auth/"):  # the sign-in library serves a little more than we describe
            check(answer, errors_only=False)
        else:
            problem = check(answer)
            assert problem is not None
            assert problem["status"] in (400, 401, 403, 405, 415), (method, path, problem)


def test_head_answers_like_get_without_a_body(schema, world, phone):
    answer = phone.head("/api/v1/me")
    assert (answer.status_code, answer.content) == (200, b"")


NASTY_HEADERS: list[dict[str, str]] = [
    {"X-Session-Token": ""},
    {"X-Session-Token": "x" * 10_000},
    {"X-Session-Token": "é\u0001"},
    {"X-Session-Token": "../../etc"},
    {"Accept": "text/csv"},
    {"Accept": "////"},
    {"Accept": "x" * 5_000},
    {"Accept-Language": "xx;q=9,,,;;;"},
    {"Accept-Language": "ko"},
    {"Content-Type": "application/json; charset=" + "x" * 500},
    {"Cookie": "sessionid=" + "x" * 3_000},
    {"Cookie": "=;=;;;"},
    {"Idempotency-Key": "x" * 300},
    {"Idempotency-Key": "ключ"},
    {"Authorization": "Basic %%%"},
    {"Host": "evil.example"},
    {"X-Forwarded-For": "not, an, address"},
    {"Range": "bytes=9-1"},
    {"If-None-Match": '"' * 300},
]


@pytest.mark.parametrize("headers", NASTY_HEADERS, ids=lambda headers: str(headers)[:40])
def test_nasty_headers_change_no_shape(headers, world):
    client = Client(raise_request_exception=False)
    token = {"X-Session-Token": world.token("mother")} | headers
    for method, path in (
        ("GET", "/api/v1/me"),
        ("POST", "/api/v1/socket-tickets"),
        ("GET", "/api/v1/nothing"),
    ):
        check(
            client.generic(method, path, b"", content_type="application/json", headers=token),
            errors_only=False,
        )


def test_a_page_of_documentation_without_network_or_inline_scripts(world):
    page = Client().get("/api/docs")
    text = page.content.decode()
    assert page.status_code == 200
    assert not re.search(r"https?://", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style| on[a-z]+=|style=", text)
    for source in re.findall(r'(?:src|href)="(/static/[^"]+)"', text):
        assert Client().get(source).status_code == 200, source


def test_who_asks_for_nothing_known_is_told_so_in_her_language(world):
    answer = Client().get("/api/v1/nothing", headers={"Accept-Language": "ko"})
    assert check(answer) is not None
    assert answer.headers["Content-Language"] == "ko"


@pytest.fixture
def process(transactional_db: None) -> Iterator[tuple[str, int]]:
    """The whole web process, as `manage.py up` runs it: host and port."""
    from kaishi.asgi import application

    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(application, lifespan="off", log_level="critical"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    yield listening.getsockname()
    server.should_exit = True
    thread.join(timeout=15)
    assert not thread.is_alive()


def raw(address: tuple[str, int], request: bytes) -> bytes:
    """Send bytes, return what comes back until the other side closes or falls silent."""
    with socket.create_connection(address, timeout=5) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        parts = []
        while part := connection.recv(65_536):
            parts.append(part)
    return b"".join(parts)


def ask(method: bytes, target: bytes, headers: bytes = b"", body: bytes = b"") -> bytes:
    first = method + b" " + target + b" HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
    return first + headers + b"\r\n" + body


RAW: dict[str, bytes] = {
    "long address": ask(b"GET", b"/api/v1/" + b"a" * 30_000),
    "very long query": ask(b"GET", b"/api/v1/me?" + b"a" * 40_000),
    "bytes in the address": ask(b"GET", b"/api/v1/%ff%fe%00"),
    "dots": ask(b"GET", b"/api/v1/../../../../etc/passwd"),
    "absolute address": ask(b"GET", b"http://evil.example/api/v1/me"),
    "two slashes": ask(b"GET", b"//api//v1//me"),
    "unknown method": ask(b"BREW", b"/api/v1/me"),
    "trace": ask(b"TRACE", b"/api/v1/me"),
    "length without body": ask(b"POST", b"/api/v1/socket-tickets", b"Content-Length: 50\r\n", b"{}"),
    "chunked": ask(
        b"POST", b"/api/v1/socket-tickets", b"Transfer-Encoding: chunked\r\n", b"2\r\n{}\r\n0\r\n\r\n"
    ),
    "two lengths": ask(b"POST", b"/api/v1/me", b"Content-Length: 2\r\nContent-Length: 3\r\n", b"{}"),
    "wrong host": b"GET /api/v1/me HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    "no host": b"GET /api/v1/me HTTP/1.0\r\n\r\n",
    "not HTTP": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
}


def test_nasty_bytes_over_a_real_connection_never_break_the_process(process):
    for name, request in RAW.items():
        answer = raw(process, request)
        status = int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0
        assert status < 500, (name, answer[:300])
        assert not INSIGHTS.search(answer.partition(b"\r\n\r\n")[2].decode("latin-1")), (name, answer)
    connection = http.client.HTTPConnection(*process, timeout=10)
    connection.request("GET", "/api/v1/me")
    assert connection.getresponse().status == 401


def test_the_servers_of_the_schema_lead_back_to_us(schema):
    assert [urlsplit(server["url"]).netloc for server in schema["servers"]] == [""]
