"""Quiet hours by the clock of a person's zone, over midnight and over the days when clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apps.foundation.severity import Severity

BREAKS_QUIET = Severity.URGENT
"""From here on a notification does not wait for the morning."""

DAY = timedelta(days=1)


def breaks_quiet(severity: Severity) -> bool:
    """Say whether something this bad is told at once, whatever the hour."""
    return severity.is_at_least(BREAKS_QUIET)


def quiet_until(at: datetime, *, starts: time, ends: time, zone: ZoneInfo) -> datetime | None:
    """Return the end (UTC) of the quiet hours in which `at` falls; None where it falls in none.

    The first moment is quiet, the last is not. Where a clock changes, quiet is never shorter than asked: an hour
    that comes twice is quiet both times, and one that does not exist counts from its earlier and to its later reading.
    """
    today = at.astimezone(zone).date()
    for day in (today - DAY, today):
        begin = min(_moments(day, starts, zone))
        end = max(_moments(day if starts < ends else day + DAY, ends, zone))
        if begin <= at < end:
            return end
    return None


def _moments(day: date, wall: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Both readings of a wall clock; they differ only in the night when the clock changes."""
    local = datetime.combine(day, wall, tzinfo=zone)
    return local.replace(fold=0).astimezone(UTC), local.replace(fold=1).astimezone(UTC)
