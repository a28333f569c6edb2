"""When a mother's plan is due: a weekday and an hour of her clock, over changes of the clock and of the zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

DAYS: Final = 7


def next_due(after: datetime, zone: ZoneInfo, *, weekday: int, hour: int) -> datetime:
    """Return the next moment after `after` at which her clock shows `hour` on `weekday` (0: Monday), as UTC.

    An hour that the clock skips is the one that it shows instead; of one that comes twice the first counts.
    """
    local = after.astimezone(zone)
    day = local.date() + timedelta(days=(weekday - local.weekday()) % DAYS)
    due = _moment(day, hour, zone)
    return due if due > after else _moment(day + timedelta(days=DAYS), hour, zone)


def _moment(day: date, hour: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def week_of(on: date, starts_on: int) -> date:
    """Return the first day of the week in which `on` lies; `starts_on`: 0 Monday to 6 Sunday."""
    return on - timedelta(days=(on.weekday() - starts_on) % DAYS)


def coming_week(on: date, starts_on: int) -> date:
    """Return the first day of the week that begins after `on`."""
    return week_of(on, starts_on) + timedelta(days=DAYS)
