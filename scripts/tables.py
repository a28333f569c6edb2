"""Write kaishi/tables.sql: the tables that all migrations make, for new installations. Run by `make tables`.

It migrates an empty database, writes its tables, lays them in a second one and writes those: PostgreSQL says some
conditions in other words once they were read back.
"""

from __future__ import annotations

import sys
from pathlib import Path

import psycopg

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench._servers import django_with_servers


def main() -> None:
    """Write the file."""
    with django_with_servers(is_laid=False):
        from django.db import connection
        from django.db.migrations.recorder import MigrationRecorder

        from kaishi import laying
        from kaishi.embedded import binaries

        names = list(MigrationRecorder.Migration.objects.order_by("pk").values_list("app", "name"))
        parameters = connection.get_connection_params()
        pg_dump = binaries.postgres_folder(None) / "pg_dump"
        first = laying.written(pg_dump, parameters, names)
        keys = ("host", "port", "user", "password")
        where = {key: parameters[key] for key in keys if parameters.get(key)}
        with psycopg.connect(**where, dbname="postgres", autocommit=True) as server:
            server.execute("create database read_back")
        with psycopg.connect(**where, dbname="read_back") as server:
            server.execute(first)  # type: ignore[call-overload]
        laying.FILE.write_text(laying.written(pg_dump, {**parameters, "dbname": "read_back"}, names), "utf-8")


if __name__ == "__main__":
    main()
