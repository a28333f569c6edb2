"""When a FHIR Observation was: a moment, a period, an instant, or a date that is not more exact than a day or a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from apps.observations.sources.given import Given
from apps.observations.sources.points import Refused
from apps.observations.sources.times import moment

DAY, MONTH, YEAR = 10, 7, 4
"""Length of a date that is no more exact than that."""
PRECISIONS: Final = {DAY: "day", MONTH: "month", YEAR: "year"}


@dataclass(slots=True)
class When:
    """Start and end in UTC, their offsets, where they stand, and how exact they are where that is less than a moment."""

    start: datetime
    end: datetime
    offset: int | None
    end_offset: int | None
    start_path: str
    end_path: str
    precision: str = ""
    time_from: str = ""


def read_when(resource: dict[str, Any], given: Given) -> When:
    """Return when it was. The resource has been validated. Raises Refused where nobody could tell."""
    for name in ("effectiveDateTime", "effectiveInstant"):
        if name in resource:
            return _at(resource[name], f"$.{name}", given)
    if "effectivePeriod" in resource:
        return _period(resource["effectivePeriod"], given)
    if "issued" in resource and "effectiveTiming" not in resource:
        found = _at(resource["issued"], "$.issued", given)
        found.time_from = "issued"
        return found
    raise Refused("no_time", "$.effectiveTiming" if "effectiveTiming" in resource else "$.effectiveDateTime")


def _period(period: dict[str, Any], given: Given) -> When:
    """An open end is as long as what is known of it."""
    known = [name for name in ("start", "end") if name in period]
    if not known:
        raise Refused("no_time", "$.effectivePeriod")
    first = _at(period[known[0]], f"$.effectivePeriod.{known[0]}", given)
    last = _at(period[known[-1]], f"$.effectivePeriod.{known[-1]}", given)
    first.end, first.end_offset, first.end_path = last.end, last.end_offset, last.end_path
    return first


def _at(text: Any, path: str, given: Given) -> When:
    if isinstance(text, str) and len(text) in PRECISIONS:
        return _vague(text, path, given)
    at, offset = moment(text, path)
    return When(at, at, offset, offset, path, path)


def _vague(text: str, path: str, given: Given) -> When:
    """A date alone is that day where she lives, a month that month."""
    parts = [int(part) for part in text.split("-")]
    year, month, day = (*parts, 1, 1)[:3]
    try:
        start = datetime(year, month, day, tzinfo=given.zone)
        if len(text) == DAY:
            end = start + timedelta(days=1)
        elif len(text) == MONTH:
            end = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=given.zone)
        else:
            end = datetime(year + 1, 1, 1, tzinfo=given.zone)
        precision = PRECISIONS[len(text)]
        return When(
            start.astimezone(UTC), end.astimezone(UTC), _offset(start), _offset(end), path, path, precision
        )
    except (ValueError, OverflowError) as error:
        raise Refused("bad_time", path) from error


def _offset(at: datetime) -> int:
    return round((at.utcoffset() or timedelta()).total_seconds() / 60)
