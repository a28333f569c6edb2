"""A week of a rota as columns of days: who is on duty when, and where nobody is. Pure but for the words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from apps.alerts.rota import Gap
from apps.alerts.selectors.rota import Rota, ShownDuty

DAYS = 7


@dataclass(frozen=True)
class Slot:
    """A stretch within one day. `duty` None: nobody is on duty. `from_words` and `to_words` are wall clock times."""

    starts_at: datetime
    ends_at: datetime
    from_words: str
    to_words: str
    duty: ShownDuty | None

    @property
    def is_gap(self) -> bool:
        """Whether nobody is on duty."""
        return self.duty is None


@dataclass(frozen=True)
class Day:
    """One column."""

    day: date
    is_today: bool
    slots: tuple[Slot, ...]


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def begin_of(day: date, zone: ZoneInfo) -> datetime:
    """Return the first moment of a local day."""
    return datetime.combine(day, time(), tzinfo=zone)


def week(rota: Rota, monday: date, zone: ZoneInfo, *, today: date) -> list[Day]:
    """Cut the duties and gaps of a rota into the days of a week, as the reader's wall clock has them."""
    days = []
    for number in range(DAYS):
        day = monday + timedelta(days=number)
        begin, end = begin_of(day, zone), begin_of(day + timedelta(days=1), zone)
        found = sorted(_slots(rota, begin, end, zone), key=lambda slot: (slot.starts_at, slot.is_gap))
        days.append(Day(day, day == today, tuple(found)))
    return days


def _slots(rota: Rota, begin: datetime, end: datetime, zone: ZoneInfo) -> Iterator[Slot]:
    parts: list[tuple[Any, ShownDuty | None]] = [(duty, duty) for duty in rota.duties]
    parts += [(gap, None) for gap in rota.gaps]
    for part, duty in parts:
        if part.starts_at < end and part.ends_at > begin:
            yield _slot(part, duty, begin, end, zone)


def _slot(
    part: ShownDuty | Gap, duty: ShownDuty | None, begin: datetime, end: datetime, zone: ZoneInfo
) -> Slot:
    starts, ends = max(part.starts_at, begin), min(part.ends_at, end)
    to_words = "24:00" if ends == end else f"{ends.astimezone(zone):%H:%M}"
    return Slot(starts, ends, f"{starts.astimezone(zone):%H:%M}", to_words, duty)
