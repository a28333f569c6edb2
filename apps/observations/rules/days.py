"""Which local day a reading counts for."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final

OF_THE_END: Final = frozenset({"sleep_duration", "sleep_stages"})
"""A night belongs to the day on which it ends."""

UNKNOWN_OFFSETS: Final = ("Z", "z", "-00:00")
NOWHERE: Final = timezone(timedelta(), "unknown")
"""Zone of an instant that says nothing of where she was; told from UTC by identity."""


@lru_cache(maxsize=2_048)
def fixed(offset: int) -> tzinfo:
    """Return the zone of an offset in minutes."""
    return timezone(timedelta(minutes=offset))


def local(at: datetime, offset: int | None, zone: tzinfo) -> datetime:
    """Return a moment where she was: by the reading's own offset where it is known, else where she lives."""
    try:
        return at.astimezone(zone if offset is None else fixed(offset))
    except (OverflowError, ValueError):  # the first or the last day of the calendar
        return at.astimezone(UTC)


def counts_for(
    measure: str, start: datetime, end: datetime, offset: int | None, end_offset: int | None, zone: tzinfo
) -> date:
    """Return the local day that a reading counts for: sleep that of its end, everything else that of its start."""
    if measure in OF_THE_END:
        last = max(
            start, end - timedelta(microseconds=1)
        )  # midnight itself is the first moment of the next day
        return local(last, offset if end_offset is None else end_offset, zone).date()
    return local(start, offset, zone).date()
