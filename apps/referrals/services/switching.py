"""From the staging table to the catalogue in one transaction: what is new, what has changed, what is gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from apps.referrals.models import ImportRun
from apps.referrals.services import uses
from apps.referrals.services.rows import COLUMNS
from apps.referrals.services.staging import table_of

CHANGING: Final = ("content_sha", "said_sha", *COLUMNS)
MOST_CREATED: Final = 10_000
"""More than so many new products, and the planner learns of them before the feed comes again."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a switch has done."""

    created: int
    changed: int
    unchanged: int
    withdrawn: int


def refuse_twins(run: ImportRun) -> int:
    """Refuse every item whose id an earlier one of the file has; return how many. Once and again is the same."""
    table = table_of(run)
    return _run(
        f"WITH first AS (SELECT item_id, min(number) AS number FROM {table} GROUP BY item_id HAVING count(*) > 1), "  # noqa: S608 - names are ours
        f"gone AS (DELETE FROM {table} s USING first f WHERE s.item_id = f.item_id AND s.number <> f.number "
        "RETURNING s.number, s.line, s.item_id, f.number AS kept) "
        'INSERT INTO referrals_rejecteditem (run_id, number, line, item_id, field, rule, "limit", is_refused) '
        "SELECT %s, number, line, item_id, 'id', 'duplicate', 'item ' || kept, true FROM gone",
        [run.pk],
    )


def prepare(run: ImportRun) -> None:
    """Let the joins below be quick."""
    table = table_of(run)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE INDEX IF NOT EXISTS {table}_id ON {table} (item_id)")
        cursor.execute(f"ANALYZE {table} (number, item_id)")  # long texts are not joined by


def switch(run: ImportRun, *, accepted: int, at: datetime) -> Counts:
    """Make the catalogue what is staged. What was pushed after the feed had come is newer, and stays.

    Only inside a transaction, with the partner's row locked.
    """
    changed = _change(run, at)
    _remember(run, at)
    created = _create(run, at)
    withdrawn = _withdraw(run, at)
    if created > MOST_CREATED:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE referrals_product (partner_id, item_id)")
    uses.renew_changed(run.partner_id, at=at)
    return Counts(created, changed, accepted - created - changed, withdrawn)


def _change(run: ImportRun, at: datetime) -> int:
    columns = ", ".join(f"{name} = s.{name}" for name in CHANGING if name != "item_id")
    return _run(
        f"UPDATE referrals_product p SET {columns}, state = 'listed', origin = 'feed', changed_at = %(at)s, "  # noqa: S608 - names are ours
        f"withdrawn_at = NULL FROM {table_of(run)} s WHERE p.partner_id = %(partner)s AND p.item_id = s.item_id "
        "AND (p.content_sha <> s.content_sha OR p.state <> 'listed' OR p.origin <> 'feed') "
        "AND (p.pushed_at IS NULL OR p.pushed_at <= %(came)s)",
        _told(run, at),
    )


def _remember(run: ImportRun, at: datetime) -> None:
    """Keep what items say whose content is the same although they say it otherwise, or to other rules."""
    _run(
        f"UPDATE referrals_product p SET said_sha = s.said_sha FROM {table_of(run)} s "  # noqa: S608 - names are ours
        "WHERE p.partner_id = %(partner)s AND p.item_id = s.item_id AND p.content_sha = s.content_sha "
        "AND p.said_sha IS DISTINCT FROM s.said_sha AND (p.pushed_at IS NULL OR p.pushed_at <= %(came)s)",
        _told(run, at),
    )


def _create(run: ImportRun, at: datetime) -> int:
    columns = ", ".join(("public_id", *CHANGING))
    staged = ", ".join(f"s.{name}" for name in ("public_id", *CHANGING))
    return _run(
        f"INSERT INTO referrals_product (partner_id, origin, state, created_at, changed_at, {columns}) "  # noqa: S608 - names are ours
        f"SELECT %(partner)s, 'feed', 'listed', %(at)s, %(at)s, {staged} FROM {table_of(run)} s "
        "WHERE NOT EXISTS (SELECT 1 FROM referrals_product p WHERE p.partner_id = %(partner)s AND p.item_id = s.item_id)",
        _told(run, at),
    )


def _withdraw(run: ImportRun, at: datetime) -> int:
    return _run(
        "UPDATE referrals_product p SET state = 'withdrawn', withdrawn_at = %(at)s, changed_at = %(at)s "  # noqa: S608 - names are ours
        "WHERE p.partner_id = %(partner)s AND p.state = 'listed' AND p.origin = 'feed' "
        "AND (p.pushed_at IS NULL OR p.pushed_at <= %(came)s) "
        f"AND NOT EXISTS (SELECT 1 FROM {table_of(run)} s WHERE s.item_id = p.item_id)",
        _told(run, at),
    )


def _told(run: ImportRun, at: datetime) -> dict[str, Any]:
    return {"partner": run.partner_id, "at": at, "came": run.created_at}


def _run(statement: str, told: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return int(cursor.rowcount)
