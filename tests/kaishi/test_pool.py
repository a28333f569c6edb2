"""Connections that the pool held when PostgreSQL went away are replaced before a request gets one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql.base import DatabaseWrapper

from kaishi.settings.parts import servers


def pooled(name: str) -> DatabaseWrapper:
    """A connection to the test's database as the site makes it."""
    given = {**connection.settings_dict, "TEST": {}}
    given["OPTIONS"] = {**given["OPTIONS"], "pool": {**servers.POSTGRES_POOL}, "application_name": name}
    given["CONN_HEALTH_CHECKS"] = servers.DATABASES["default"]["CONN_HEALTH_CHECKS"]
    return DatabaseWrapper(given, alias="default")


@pytest.fixture
def wrappers(transactional_db: None) -> Iterator[list[DatabaseWrapper]]:
    made = [pooled("kaishi-pool-test") for _ in range(3)]
    yield made
    for wrapper in made:
        wrapper.close()
    made[0].close_pool()


def answers(wrapper: DatabaseWrapper) -> Any:
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def test_after_every_connection_was_ended_no_request_fails(wrappers: list[DatabaseWrapper]) -> None:
    with ExitStack() as at_once:
        for wrapper in wrappers:
            at_once.callback(wrapper.close)
        before = {answers(wrapper) for wrapper in wrappers}
    assert len(before) == 3
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid, pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = %s",
            ["kaishi-pool-test"],
        )
        ended = {pid for pid, gone in cursor.fetchall() if gone}
    assert before <= ended, (
        "the pool may have opened one more in the meantime, but these are the ones that were lent"
    )
    with ExitStack() as at_once:
        for wrapper in wrappers:
            at_once.callback(wrapper.close)
        after = {answers(wrapper) for wrapper in wrappers}
    assert len(after) == 3
    assert before.isdisjoint(after)
