"""Agreements as periods that follow each other: of days on which several versions could hold, the newest one does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Generic

from apps.referrals.settling.agreed import Row


@dataclass(frozen=True)
class Period(Generic[Row]):
    """A version holds from its first day to before `until` (None: for good). No two periods share a day."""

    row: Row
    start: date
    until: date | None


def periods(rows: Iterable[Row]) -> list[Period[Row]]:
    """Return the periods of one category in order; versions that end it, and days without any, leave gaps."""
    known = list(rows)
    cuts = sorted({row.valid_from for row in known} | {row.valid_until for row in known if row.valid_until})
    found: list[Period[Row]] = []
    for start, until in zip_longest(cuts, cuts[1:]):
        row = _newest(known, start)
        if row is None or row.ends:
            continue
        if found and found[-1].row is row and found[-1].until == start:
            found[-1] = Period(row, found[-1].start, until)
        else:
            found.append(Period(row, start, until))
    return found


def _newest(rows: list[Row], day: date) -> Row | None:
    holding = [
        row for row in rows if row.valid_from <= day and (row.valid_until is None or day < row.valid_until)
    ]
    return max(holding, key=lambda row: row.version, default=None)
