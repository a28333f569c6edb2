"""Agreements of one category as periods that never share a day."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from apps.referrals.settling.agreed import holding
from apps.referrals.settling.periods import periods

FIRST = date(2026, 1, 1)


@dataclass(frozen=True)
class Version:
    version: int
    valid_from: date
    valid_until: date | None = None
    ends: bool = False
    category: str = "food"


def told(rows: list[Version]) -> list[tuple[int, date, date | None]]:
    return [(one.row.version, one.start, one.until) for one in periods(rows)]


def test_the_next_one_ends_the_one_before():
    later = date(2026, 3, 1)
    assert told([Version(1, FIRST), Version(2, later)]) == [(1, FIRST, later), (2, later, None)]


def test_one_with_a_last_day_gives_way_to_what_was_before():
    march, may = date(2026, 3, 1), date(2026, 5, 1)
    assert told([Version(1, FIRST), Version(2, march, may)]) == [
        (1, FIRST, march),
        (2, march, may),
        (1, may, None),
    ]


def test_an_end_leaves_nothing():
    assert told([Version(1, FIRST), Version(2, date(2026, 2, 1), ends=True)]) == [
        (1, FIRST, date(2026, 2, 1))
    ]
    assert told([]) == []


def some_versions(dice: random.Random) -> list[Version]:
    return [
        Version(
            number,
            start := FIRST + timedelta(days=dice.randint(0, 40)),
            start + timedelta(days=dice.randint(1, 20)) if dice.random() < 0.5 else None,
            ends=dice.random() < 0.3,
        )
        for number in range(1, dice.randint(2, 7))
    ]


@pytest.mark.parametrize("seed", range(200))
def test_each_day_has_the_version_that_holds_on_it(seed):
    rows = some_versions(random.Random(seed))
    found = periods(rows)
    for number in range(70):
        day = FIRST + timedelta(days=number)
        mine = [one.row for one in found if one.start <= day and (one.until is None or day < one.until)]
        held = holding(rows, category="food", day=day)
        assert mine == ([] if held is None else [held])
