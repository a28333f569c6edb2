"""Requests made up from the schema, right and wrong ones: never a 5xx, always what the schema says, one
error shape.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.core.cache import cache as django_cache
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.openapi import from_wsgi
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kaishi.wsgi import application
from tests.api.requests import OTHER_IDS, REQUESTS
from tests.api.test_matrix import MATRIX
from tests.api.world import World

load_all_checks()
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
EXAMPLES = {GenerationMode.POSITIVE: 7, GenerationMode.NEGATIVE: 5}
OURS = sorted(name for name in MATRIX if not name.startswith("auth_"))
SIGN_IN = sorted(set(MATRIX) - set(OURS))


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """A request must not close the connection whose transaction holds the world."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@cache
def described() -> Any:
    """The schema as it is served, bound to the application in this process."""
    return from_wsgi("/api/schema?format=json", application)


@pytest.mark.parametrize("role", ["mother", "obstetrician"])
@pytest.mark.parametrize("name", OURS)
def test_what_the_schema_allows(name, role, world):
    try_out(name, GenerationMode.POSITIVE, world, {"X-Session-Token": world.token(role)})


@pytest.mark.parametrize("name", [name for name in OURS if name in REQUESTS])
def test_bodies_that_the_schema_does_not_allow(name, world):
    role = "mother" if MATRIX[name]["mother"] < 300 else "obstetrician"
    try_out(name, GenerationMode.NEGATIVE, world, {"X-Session-Token": world.token(role)})


@pytest.mark.parametrize("mode", EXAMPLES, ids=lambda mode: mode.value)
@pytest.mark.parametrize("name", [name for name in SIGN_IN if name in REQUESTS])
def test_signing_in(name, mode, world):
    try_out(name, mode, world, {})


def try_out(name: str, mode: GenerationMode, world: World, headers: dict[str, str]) -> None:
    """Send made-up requests to one operation and check every answer."""
    operation = described().find_operation_by_id(name)

    @settings(
        max_examples=EXAMPLES[mode],
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def every(case: Any) -> None:
        django_cache.clear()
        case.path_parameters = ids_for(name, case.path_parameters, world)
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS)
        check_shape(response)

    every()


def ids_for(name: str, made_up: dict[str, Any] | None, world: World) -> dict[str, Any]:
    """Put the first mother's ids where the schema only knows «a UUID», in three cases of four."""
    if not made_up or zlib.crc32(repr(sorted(made_up.items())).encode()) % 4 == 0:
        return made_up or {}
    names = OTHER_IDS.get(name, {})
    return {key: str(world.ids[names.get(key, key)]) for key in made_up}


def check_shape(response: Any) -> None:
    """Check what every answer and every error has in common."""
    assert response.headers.get("x-content-type-options") == ["nosniff"]
    if response.status_code < 400:
        return
    assert response.headers["content-type"] == ["application/problem+json"]
    body = json.loads(response.content)
    assert body["status"] == response.status_code
    assert body["type"] == f"urn:kaishi:problem:{body['code']}"
    assert isinstance(body["errors"], list)
    assert "Traceback" not in response.text


def test_an_answer_that_the_schema_does_not_know_would_be_noticed(world):
    case = described().find_operation_by_id("me_read").Case()
    response = case.call(headers={"X-Session-Token": world.token("mother")})
    case.validate_response(response, checks=CHECKS)
    with pytest.raises(FailureGroup):
        described().find_operation_by_id("changes_list").Case().validate_response(response, checks=CHECKS)
