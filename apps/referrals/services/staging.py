"""The staging table of one import: unlogged, filled by COPY, thrown away when the catalogue has been switched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

from apps.referrals.catalogue.storable import storable
from apps.referrals.models import ImportRun
from apps.referrals.services.rows import COLUMNS, STAGED, escaped

PREFIX: Final = "referrals_stage_"


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with the item it is about."""

    number: int
    line: int | None
    item_id: str
    field: str
    rule: str
    limit: str
    is_refused: bool


def table_of(run: ImportRun) -> str:
    """Return the name of a run's table: made of its number only."""
    return f"{PREFIX}{int(run.pk)}"


def make(run: ImportRun) -> None:
    """Make the table anew, empty."""
    columns = ", ".join(("public_id", "content_sha", *COLUMNS))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table_of(run)}")
        cursor.execute(
            f"CREATE UNLOGGED TABLE {table_of(run)} AS SELECT 0::int AS number, 0::int AS line, {columns} "  # noqa: S608 - names are ours
            "FROM referrals_product WITH NO DATA"
        )


def drop(run: ImportRun) -> None:
    """Throw the table away."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {table_of(run)}")


def count(run: ImportRun) -> int | None:
    """Return how many items are staged; None where there is no table (or the database has lost what was unlogged)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table_of(run)])
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(f"SELECT count(*) FROM {table_of(run)}")  # noqa: S608 - the name is made of a number of ours
        return int(cursor.fetchone()[0])


@contextmanager
def adding(run: ImportRun) -> Iterator[Callable[[Sequence[str]], None]]:
    """Give what copies lines into the table: the database works while the next ones are made. Only in a transaction."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table_of(run)} ({', '.join(STAGED)}) FROM STDIN") as copy,
    ):
        yield lambda lines: copy.write("".join(lines).encode())


def note(run: ImportRun, findings: Sequence[Found]) -> None:
    """Keep findings."""
    columns = 'run_id, number, line, item_id, field, rule, "limit", is_refused'
    lines = [
        f"{run.pk}\t{one.number}\t{_null(one.line)}\t{_cell(one.item_id, 60)}\t{_cell(one.field, 40)}\t"
        f"{_cell(one.rule, 40)}\t{_cell(one.limit, 80)}\t{'t' if one.is_refused else 'f'}\n"
        for one in findings
    ]
    _copy(f"COPY referrals_rejecteditem ({columns}) FROM STDIN", lines)


def _cell(text: str, longest: int) -> str:
    return escaped(storable(text)[:longest])


def _null(value: Any) -> str:
    return "\\N" if value is None else str(value)


def _copy(statement: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write("".join(lines).encode())
