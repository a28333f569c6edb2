"""Every operation of the schema, tried by everybody: the table is `matrix.toml`, the rows come from the
schema.

A new endpoint without a row fails, and so does a row without an endpoint. What is refused leaves nothing
behind.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from apps.foundation.models import FeedHead, OutboxMessage, Revision
from tests.api.requests import REQUESTS, path_for, request_for
from tests.api.world import ROLES, World

METHODS = ("get", "put", "post", "patch", "delete", "head", "options", "trace")
MATRIX: dict[str, dict[str, int]] = tomllib.loads((Path(__file__).parent / "matrix.toml").read_text())
# Sign-in steps that only a code out of a mail, or an earlier step, opens: tests/accounts walks them to
# their end.
NEEDS_A_CODE = [
    "auth_code_confirm",
    "auth_email_verify",
    "auth_login",
    "auth_password_reset",
    "auth_second_factor",
    "auth_sessions_end",
    "auth_set_up_app",
]
NEEDS_MORE = [
    "recordings_analyse_again",  # a newer method than the one that has just analysed
    "recordings_outcome_score",  # KAISHI_OUTCOME_SCORE, which is off
]
"""What is refused to everybody as the world of these tests stands; the tests of each let it through."""
REFUSALS = (401, 403, 404)
FOR_PROGRAMS = "/api/v1/partners/"


def operations(schema: dict[str, Any]) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Return (method, path, description) by operation id.

    Partners' programs are no people: who gets what of theirs is in tests/referrals/test_partner_matrix.py.
    """
    return {
        operation["operationId"]: (method, path, operation)
        for path, item in schema["paths"].items()
        for method, operation in item.items()
        if method in METHODS and not path.startswith(FOR_PROGRAMS)
    }


def test_the_table_has_a_row_for_every_operation_and_no_other(schema):
    known = operations(schema)
    assert sorted(set(known) - set(MATRIX)) == [], "add these to tests/api/matrix.toml"
    assert sorted(set(MATRIX) - set(known)) == [], "these are gone: remove them from tests/api/matrix.toml"
    assert {name: tuple(row) for name, row in MATRIX.items()} == dict.fromkeys(MATRIX, ROLES)


def test_every_operation_that_takes_a_body_has_one_to_send(schema):
    needed = {name for name, (_, _, operation) in operations(schema).items() if "requestBody" in operation}
    assert sorted(needed - set(REQUESTS)) == [], "add these to tests/api/requests.py"


def test_in_every_row_somebody_gets_through():
    closed = [name for name, row in MATRIX.items() if not any(status < 300 for status in row.values())]
    assert sorted(closed) == sorted(NEEDS_A_CODE + NEEDS_MORE)


@pytest.mark.parametrize("name", MATRIX)
def test_who_gets_what(name, schema, world):
    method, path, _ = operations(schema)[name]
    given = {role: attempt(name, method, path, role, world) for role in ROLES}
    assert given == MATRIX[name]


def attempt(name: str, method: str, path: str, role: str, world: World) -> int:
    """Send the request in a savepoint; a refusal must not have changed anything."""
    cache.clear()  # or the library's own limits of sign-in would count one role's tries against the next
    with transaction.atomic():
        sent, address = request_for(name, world), path_for(name, path, world)
        before = traces()
        answer = world.call(role, method, address, sent)
        if answer.status_code in REFUSALS and path.startswith("/api/v1/"):
            assert traces() == before, f"{name} refused {role} and left something behind"
        transaction.set_rollback(True)
    return int(answer.status_code)


def traces() -> tuple[int, int, list[tuple[int, int]]]:
    """What any write leaves: history, events, numbers."""
    heads = FeedHead.objects.order_by("subject_id").values_list("subject_id", "sequence")
    return Revision.objects.count(), OutboxMessage.objects.count(), list(heads)
