"""Moments: RFC 3339 with its offset, kept apart from the instant."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from apps.observations.rules.days import UNKNOWN_OFFSETS
from apps.observations.sources.points import Reading, Refused

EARLIEST: Final = datetime(1900, 1, 1, tzinfo=UTC)
AHEAD: Final = timedelta(days=1)
"""A clock may be wrong by a zone, not by more."""

VAGUE: Final = ("month", "year")
"""What is no more exact than that goes on: its end says nothing of when it was measured."""


def moment(text: Any, path: str) -> tuple[datetime, int | None]:
    """Return an instant in UTC, and its offset in minutes (None: `Z` and `-00:00` say nothing of where she was).

    A leap second is the last moment of its minute. Raises Refused.
    """
    if not isinstance(text, str):
        raise Refused("bad_time", path)
    found, code = _read(text)
    if found is None:
        raise Refused(code, path)
    return found


@lru_cache(maxsize=4_096)
def _read(text: str) -> tuple[tuple[datetime, int | None] | None, str]:
    """The points of a batch share many of their moments."""
    try:
        given = datetime.fromisoformat(text if text[17:19] != "60" else _leap_second(text))
        at, offset = given.astimezone(UTC), given.utcoffset()
    except OverflowError:
        return None, "too_long_ago"
    except ValueError:
        return None, "bad_time"
    if offset is None:
        return None, "bad_time"
    if text.endswith(UNKNOWN_OFFSETS):
        return (at, None), ""
    return (at, round(offset.total_seconds() / 60)), ""


def _leap_second(text: str) -> str:
    return text[:17] + "59.999999" + text[19:].lstrip(".0123456789")


def check_times(reading: Reading, now: datetime, start_path: str, end_path: str) -> None:
    """Raise Refused for a reading that ends before it begins, lies ahead or is too long ago."""
    if reading.end < reading.start:
        raise Refused("ends_before_start", end_path)
    if reading.start > now + AHEAD:
        raise Refused("in_the_future", start_path)
    if reading.end > now + AHEAD and reading.detail.get("precision") not in VAGUE:
        raise Refused("in_the_future", end_path)
    if reading.start < EARLIEST:
        raise Refused("too_long_ago", start_path)
