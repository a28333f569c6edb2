"""Looks at the parts of the house: who has not shown itself for longer than grace is paged, once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import connection

from apps.expectations.house import KIND, Part, every, grace
from apps.expectations.models import Expectation, Page
from apps.expectations.services import paging
from apps.expectations.services.moves import move
from apps.expectations.states import OVERDUE, State
from apps.foundation.transactions import write


@write
def look(
    _system: None,
    *,
    parts: Collection[Part],
    seen: Mapping[str, datetime],
    since: datetime,
    at: datetime,
) -> list[Page]:
    """Look at these parts; returns the pages that were opened. What somebody else looks at just now is left to her.

    `seen`: by name, when a part last showed itself; one that never has is silent from `since` on.
    """
    rows = _standing(parts, since=since, at=at)
    opened = []
    for part in parts:
        row = rows.get(part.name)
        if row is not None:
            page = _look_at(row, part, max(seen.get(part.name, since), row.due_at - every(part)), at=at)
            opened += [page] if page is not None else []
    return opened


@write
def begin_anew(_system: None, *, parts: Collection[Part], since: datetime) -> None:
    """Let these parts be due only after `since`: the whole house was off, and is coming up."""
    rows = Expectation.objects.for_system("the house starts").filter(kind=KIND, state=State.WAITING)
    for part in parts:
        rows.filter(key=part.name, due_at__lt=since + every(part)).update(due_at=since + every(part))


def _standing(parts: Collection[Part], *, since: datetime, at: datetime) -> dict[str, Expectation]:
    """Return the row of each part, locked, but for those in somebody's hands; made where there is none."""
    names = [part.name for part in parts]
    rows = Expectation.objects.for_system("parts of the house").filter(kind=KIND, key__in=names)
    known = set(rows.values_list("key", flat=True))
    missing = [part for part in parts if part.name not in known]
    if missing:
        Expectation.objects.for_system("a part is looked at for the first time").bulk_create(
            [
                Expectation(
                    kind=KIND,
                    key=part.name,
                    due_at=since + every(part),
                    grace_s=grace().total_seconds(),
                    created_at=at,
                )
                for part in missing
            ],
            ignore_conflicts=True,
        )
    locked = rows.select_for_update(skip_locked=True, of=("self",)).order_by("pk")
    return {row.key: row for row in locked}


def _look_at(row: Expectation, part: Part, seen_at: datetime, *, at: datetime) -> Page | None:
    due_at = seen_at + every(part)
    if at < due_at + grace():
        _is_there(row, due_at, at=at)
        return None
    if row.state in OVERDUE:
        return None
    move(row, State.LATE, due_at=due_at, late_at=at, answered_at=None, answered_by=None)
    return paging.open_page(row, part, silent_since=seen_at, at=at)


def _is_there(row: Expectation, due_at: datetime, *, at: datetime) -> None:
    if row.state in OVERDUE:
        paging.end_page(row, at=at)
    if row.state == State.WAITING:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE expectations_expectation SET due_at = greatest(due_at, %s) WHERE id = %s",
                [due_at, row.pk],
            )
    else:
        move(row, State.WAITING, due_at=due_at, met_at=at)
