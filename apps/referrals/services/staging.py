"""The staging table of one import: unlogged, filled by COPY, thrown away when the catalogue has been switched."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Final, Self

from django.db import connection

from apps.referrals.catalogue.storable import storable
from apps.referrals.models import ImportRun, Product
from apps.referrals.services.rows import STAGED, escaped

PREFIX: Final = "referrals_stage_"


Asked = tuple[int, int | None, str, str]
"""Number, line, id (nothing but letters, digits, `_`, `-`), the digest of what an item says in hexadecimal."""


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
    columns = ", ".join(STAGED[2:])
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
    """Return how many items are staged; None where there is no table, or one of other columns that was made before an
    upgrade (or the database has lost what was unlogged)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum > 0",
            [table_of(run)],
        )
        if cursor.fetchone()[0] != len(STAGED):
            return None
        cursor.execute(f"SELECT count(*) FROM {table_of(run)}")  # noqa: S608 - the name is made of a number of ours
        return int(cursor.fetchone()[0])


class Adding:
    """Fills the table of a run. Only in a transaction, and with `with`."""

    def __init__(self, run: ImportRun) -> None:
        self._run, self._stack = run, ExitStack()
        self._copy: Any = None
        self._has_products = Product.objects.filter(partner_id=run.partner_id).exists()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: Any) -> None:
        self._stack.__exit__(*raised)

    def lines(self, lines: Sequence[str]) -> None:
        """Copy lines: the database works while the next ones are made."""
        if not lines:
            return
        if self._copy is None:
            cursor = self._stack.enter_context(connection.cursor())
            self._copy = self._stack.enter_context(
                cursor.copy(f"COPY {table_of(self._run)} ({', '.join(STAGED)}) FROM STDIN")
            )
        self._copy.write("".join(lines).encode())

    def same(self, asked: Sequence[Asked]) -> Set[int]:
        """Stage those items that say what their product is remembered to have said, as it is; return their numbers."""
        if not asked or not self._has_products:
            return frozenset()
        self._stack.close()
        self._copy = None
        columns = ", ".join(STAGED[2:])
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table_of(self._run)} (number, line, {columns}) "  # noqa: S608 - names are ours
                f"SELECT a.number, a.line, {', '.join(f'p.{name}' for name in STAGED[2:])} "
                "FROM unnest(%s::int[], %s::int[], %s::text[], %s::text[]) AS a (number, line, item_id, said) "
                "JOIN referrals_product p ON p.partner_id = %s AND p.item_id = a.item_id "
                "AND p.said_sha = decode(a.said, 'hex') RETURNING number",
                [*map(_array, zip(*asked, strict=True)), self._run.partner_id],
            )
            return {number for (number,) in cursor.fetchall()}


def _array(values: Iterable[object]) -> str:
    """Return an array of numbers and of plain words, as PostgreSQL writes it."""
    return "{" + ",".join("NULL" if one is None else f'"{one}"' for one in values) + "}"


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
