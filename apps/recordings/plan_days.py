"""When a plan to record falls due, by the mother's clock. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

ONE_DAY: Final = timedelta(days=1)
AROUND: Final = timedelta(hours=6)
"""A recording that begins within this time of a planned one is that one."""


@dataclass(frozen=True)
class Days:
    """The days of a plan: `weekdays` as bits (Monday first) from `from_day` until `until_day`, or one `on_day`."""

    at_time: time
    from_day: date
    until_day: date | None = None
    weekdays: int = 0
    on_day: date | None = None

    def fall_on(self, day: date) -> bool:
        """Say whether she is to record on this day of hers."""
        if self.on_day is not None:
            return day == self.on_day
        is_over = self.until_day is not None and day > self.until_day
        return bool(self.weekdays >> day.weekday() & 1) and day >= self.from_day and not is_over


def moment(day: date, at_time: time, zone: tzinfo) -> datetime:
    """Return when her clock shows this hour on this day. Shown twice: the second time; left out: an hour later."""
    meant = (datetime.combine(day, at_time.replace(fold=fold), tzinfo=zone) for fold in (0, 1))
    return max(moment.astimezone(UTC) for moment in meant)


def occurrences(
    days: Days, zone: tzinfo, *, from_at: datetime, to_at: datetime
) -> Iterator[tuple[date, datetime]]:
    """Yield each day of hers with the moment at which a recording is due, from `from_at` until before `to_at`."""
    day = from_at.astimezone(zone).date() - ONE_DAY
    last = to_at.astimezone(zone).date() + ONE_DAY
    while day <= last:
        if days.fall_on(day):
            due_at = moment(day, days.at_time, zone)
            if from_at <= due_at < to_at:
                yield day, due_at
        day += ONE_DAY
