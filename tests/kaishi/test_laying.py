"""Tables that are laid at once are those that the migrations make."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from kaishi import laying
from kaishi.embedded import binaries

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
HOLD_ROWS = {"django_migrations", "django_content_type", "auth_permission"}
MIGRATE = """
import django; django.setup()
from django.core.management import call_command
{first}
call_command('migrate', verbosity=0)
"""
LAY = "from kaishi.laying import lay; assert lay(); assert not lay()"


def _where() -> dict[str, str]:
    given = connection.get_connection_params()
    return {key: given[key] for key in ("host", "port", "user", "password") if given.get(key)}


@pytest.fixture
def empty() -> Iterator[list[str]]:
    """Names of four empty databases."""
    names = [f"{connection.settings_dict['NAME']}_laid_{number}" for number in range(4)]
    with psycopg.connect(**_where(), dbname="postgres", autocommit=True) as server:
        for name in names:
            server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        yield names
        for name in names:
            server.execute(sql.SQL("drop database {}").format(sql.Identifier(name)))


def _run(program: str, database: str) -> None:
    url = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{database}"))
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "kaishi.settings.test"}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr


def _migrations(database: str) -> list[tuple[str, str]]:
    with psycopg.connect(**_where(), dbname=database) as server:
        return [
            (str(app), str(name)) for app, name in server.execute("select app, name from django_migrations")
        ]


def _tables_with_rows(database: str) -> set[str]:
    with psycopg.connect(**_where(), dbname=database) as server:
        names = server.execute("select tablename from pg_tables where schemaname = 'public'").fetchall()
        held = {
            name: server.execute(
                sql.SQL("select exists (select from {})").format(sql.Identifier(name))
            ).fetchone()
            for (name,) in names
        }
    return {name for name, row in held.items() if row == (True,)}


def _read_back(database: str, through: str) -> str:
    """The tables of a database as they are written once they were read back: some conditions change their words."""
    pg_dump = binaries.postgres_folder(None) / "pg_dump"
    parameters = connection.get_connection_params()
    with psycopg.connect(**_where(), dbname=through) as server:
        server.execute(laying.written(pg_dump, {**parameters, "dbname": database}, [("a", "b")]).encode())
    return laying.written(pg_dump, {**parameters, "dbname": through}, [("a", "b")])


def test_laid_and_migrated_is_the_same_as_migrated_from_nothing(empty):
    migrated, laid, first, second = empty
    _run(MIGRATE.format(first=""), migrated)
    _run(MIGRATE.format(first=LAY), laid)
    assert sorted(_migrations(laid)) == sorted(_migrations(migrated)), "run `make tables`"
    assert _tables_with_rows(migrated) == _tables_with_rows(laid) == HOLD_ROWS
    assert _read_back(laid, first) == _read_back(migrated, second), "run `make tables`"


def test_a_database_with_a_table_is_left_alone(empty):
    with psycopg.connect(**_where(), dbname=empty[0]) as server:
        server.execute("create table theirs (id int)")
    _run(f"import django; django.setup(); {LAY.replace('assert lay()', 'assert not lay()', 1)}", empty[0])
    with psycopg.connect(**_where(), dbname=empty[0]) as server:
        assert server.execute("select count(*) from pg_tables where schemaname = 'public'").fetchone() == (1,)
