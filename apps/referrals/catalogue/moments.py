"""Times of a feed: ISO 8601, with or without an offset (then UTC), and two of them joined by a slash."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

FORM: Final = re.compile(
    r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}(?:[T ][0-9]{2}:?[0-9]{2}(?::?[0-9]{2}(?:\.[0-9]+)?)?\s?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)


@lru_cache(maxsize=16_384)
def moment(said: str) -> datetime | None:
    """Return an aware time in UTC; None where the text is none."""
    if not FORM.fullmatch(said):
        return None
    try:
        found = datetime.fromisoformat(said.replace(" Z", "Z").replace(" +", "+").replace(" -", "-"))
        return (found.replace(tzinfo=UTC) if found.tzinfo is None else found).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=16_384)
def period(said: str) -> tuple[datetime, datetime] | None:
    """Return begin and end of `2026-01-01T00:00+01:00/2026-01-31T23:59+01:00`; None where the text is none."""
    first, slash, last = said.partition("/")
    begin, end = moment(first.strip()), moment(last.strip())
    return (begin, end) if slash and begin and end else None
