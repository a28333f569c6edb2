"""What every test has: a database that is a copy of one migrated template, and empty Valkey databases."""

import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import psycopg
import pytest
from django.test import Client
from psycopg import sql
from pytest_django import DjangoDbBlocker


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests with a browser come last, and the journeys, which keep theirs to the end of the run, last of all.

    A browser's driver leaves an event loop running in the worker. Beside it no asynchronous test can start, and
    no second driver.
    """
    items.sort(key=lambda item: ("in_browser.py" in item.nodeid) + 2 * ("tests/journeys/" in item.nodeid))


ONE_AT_A_TIME = 7_203_115  # PostgreSQL advisory lock: one worker makes the template, the others wait for it


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Give this worker its own database, cloned from a template that is migrated once a run."""
    from django.db import connections

    connection = connections["default"]
    before = connection.settings_dict["NAME"]
    run, worker = os.environ["KAISHI_TEST_RUN"], os.environ.get("PYTEST_XDIST_WORKER", "main")
    template, mine = f"template_{run}", f"test_{run}_{worker}"
    with django_db_blocker.unblock():
        with _maintenance() as maintenance:
            maintenance.execute("select pg_advisory_lock(%s)", [ONE_AT_A_TIME])
            if not _exists(maintenance, template):
                _make_template(maintenance, template)
            _create(maintenance, mine, template)
        _use(mine)
    yield
    with django_db_blocker.unblock():
        _use(before)
        with _maintenance() as maintenance:
            _drop(maintenance, mine)


def _maintenance() -> psycopg.Connection[tuple[object, ...]]:
    """A connection beside the test database, with the rights of the application's role."""
    from django.db import connections

    parameters = connections["default"].get_connection_params()
    wanted = {key: parameters[key] for key in ("host", "port", "user", "password") if parameters.get(key)}
    return psycopg.connect(**wanted, dbname="postgres", autocommit=True)


def _exists(maintenance: psycopg.Connection[tuple[object, ...]], name: str) -> bool:
    return maintenance.execute("select 1 from pg_database where datname = %s", [name]).fetchone() is not None


def _make_template(maintenance: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    """Migrate under another name first: a template that exists is complete."""
    from django.core.management import call_command

    from kaishi.laying import lay

    part = f"{name}_part"
    _drop(maintenance, part)
    maintenance.execute(sql.SQL("create database {}").format(sql.Identifier(part)))
    _use(part)
    lay()
    call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)
    _let_tests_empty_tables()
    _use("postgres")
    maintenance.execute(
        sql.SQL("alter database {} rename to {}").format(sql.Identifier(part), sql.Identifier(name))
    )


def _let_tests_empty_tables() -> None:
    """Tests with real transactions clean up by TRUNCATE; the triggers that refuse it have tests of their own."""
    from django.db import connection

    from apps.foundation.history import NEVER_EMPTIED

    with connection.cursor() as cursor:
        cursor.execute(
            "select tgname, tgrelid::regclass::text from pg_trigger where tgname like %s",
            [f"%{NEVER_EMPTIED}"],
        )
        for trigger, table in cursor.fetchall():
            cursor.execute(f"drop trigger {trigger} on {table}")


def _create(maintenance: psycopg.Connection[tuple[object, ...]], name: str, template: str) -> None:
    _drop(maintenance, name)
    command = sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template))
    maintenance.execute(command)


def _drop(maintenance: psycopg.Connection[tuple[object, ...]], name: str) -> None:
    """Drop a database under its last connections.

    «Force» may end our own only: where the server's autovacuum looks at it, it is refused. Without «force» the server
    sends autovacuum away and waits for it, but not for ours.
    """
    plain = sql.SQL("drop database if exists {}").format(sql.Identifier(name))
    for _ in range(5):
        try:
            maintenance.execute(plain + sql.SQL(" with (force)"))
        except psycopg.errors.InsufficientPrivilege:
            with suppress(psycopg.errors.ObjectInUse):
                maintenance.execute(plain)
        else:
            return
    raise RuntimeError(f"{name} cannot be dropped: autovacuum does not leave it")


def _use(name: str) -> None:
    from django.db import connections

    connections["default"].close()
    connections["default"].settings_dict["NAME"] = name


@pytest.fixture(autouse=True, scope="session")
def _files_in_a_folder_of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What tests upload never lies in the data folder of whoever runs them."""
    from django.conf import settings
    from django.test import override_settings

    private = settings.STORAGES["private"]
    options = {**private["OPTIONS"], "location": tmp_path_factory.mktemp("files") / "private"}
    with override_settings(STORAGES={**settings.STORAGES, "private": {**private, "OPTIONS": options}}):
        yield


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest) -> Iterator[None]:
    """Throttle counters and cached answers of one test never meet the next one."""
    yield
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        from django.core.cache import cache

        cache.clear()


@pytest.fixture(autouse=True)
def _nobody_s_language() -> None:
    """A request leaves its person's language and zone behind in the thread: no test may read in them."""
    from django.utils import timezone, translation

    translation.deactivate()
    timezone.deactivate()


@pytest.fixture(autouse=True)
def _reads_are_collected() -> Iterator[None]:
    """Tests read for people outside a request, too; inside one the middleware opens a collector of its own."""
    from apps.foundation import accesses

    with accesses.collected():
        yield


@pytest.fixture
def client_of() -> Callable[[Any], Client]:
    """`client_of(person)`: a browser or program in which this person is signed in; `client_of(None)`: nobody is."""

    def signed_in(person: Any) -> Client:
        client = Client()
        if person is not None:
            client.force_login(person)
        return client

    return signed_in
