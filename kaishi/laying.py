"""An empty database gets its tables at once, from `tables.sql`; what is newer than that file comes by migrations.

A hundred migrations one after another take a new installation most of its start. `scripts/tables.py` writes the file from
them, and a test holds it to them: laid and migrated is the same as migrated from nothing.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any, Final

import psycopg
from django.db import connection

FILE: Final = Path(__file__).parent / "tables.sql"
MAJOR: Final = re.compile(r"-- PostgreSQL (\d+)\n")
FIRST: Final = "set local client_min_messages = warning;\nset local check_function_bodies = false;\n"
IS_EMPTY: Final = "select not exists (select from pg_class where relnamespace = 'public'::regnamespace)"
NOT_OURS: Final = re.compile(
    r"^(?:\\.*|--.*|SET .*|SELECT pg_catalog\.set_config.*|COMMENT ON EXTENSION .*)\n", re.MULTILINE
)


def lay() -> bool:
    """Make the tables where the database is empty and of the file's version; all of them or none. Says whether it did."""
    text = FILE.read_text("utf-8")
    with psycopg.connect(**_where(connection.get_connection_params())) as server:
        found = MAJOR.match(text)
        if found is None or server.info.server_version // 10_000 != int(found[1]):
            return False
        row = server.execute(IS_EMPTY).fetchone()
        if row != (True,):
            return False
        server.execute(text)  # type: ignore[call-overload]  # our own file, no user's words
    return True


def written(pg_dump: Path, parameters: dict[str, Any], names: list[tuple[str, str]]) -> str:
    """Return what `tables.sql` holds: the tables of a database, empty, and the names of the migrations behind them."""
    where = _where(parameters)
    major = re.findall(r"(\d+)\.\d+", _said([pg_dump, "--version"], {}))[0]
    options = [
        "--schema-only",
        "--no-owner",
        "--no-privileges",
        "-h",
        where["host"],
        "-U",
        where["user"],
        where["dbname"],
    ]
    if where.get("port"):
        options += ["-p", str(where["port"])]
    text = NOT_OURS.sub("", _said([pg_dump, *options], {"PGPASSWORD": str(where.get("password", ""))}))
    rows = ",\n".join(f"  ('{app}', '{name}', now())" for app, name in names)
    done = f"INSERT INTO public.django_migrations (app, name, applied) VALUES\n{rows};\n"
    return f"-- PostgreSQL {major}\n{FIRST}" + re.sub(r"\n{2,}", "\n", text) + done


def _where(parameters: dict[str, Any]) -> dict[str, Any]:
    return {
        key: parameters[key] for key in ("host", "port", "user", "password", "dbname") if parameters.get(key)
    }


def _said(command: list[Any], environment: dict[str, str]) -> str:
    return subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=True
    ).stdout
