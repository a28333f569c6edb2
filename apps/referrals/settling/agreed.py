"""Which agreement holds for a category on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar


class Agreed(Protocol):
    """What is asked of an agreement."""

    category: str
    version: int
    valid_from: date
    valid_until: date | None
    ends: bool


Row = TypeVar("Row", bound=Agreed)


def holding(rows: Iterable[Row], *, category: str, day: date) -> Row | None:
    """Return what holds for a category on a day: its own agreement, else the general one; None: nothing is agreed."""
    known = list(rows)
    own = _newest(known, category, day)
    found = own or _newest(known, "", day)
    return None if found is None or found.ends else found


def _newest(rows: list[Row], category: str, day: date) -> Row | None:
    of_day = [
        row
        for row in rows
        if row.category == category
        and row.valid_from <= day
        and (row.valid_until is None or day < row.valid_until)
    ]
    return max(of_day, key=lambda row: row.version, default=None)
