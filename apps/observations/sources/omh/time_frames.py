"""Time frames: a moment, or an interval given by start and end, by one of them and a duration, or by a part of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final

from apps.observations.sources.given import Given
from apps.observations.sources.points import Refused
from apps.observations.sources.times import moment
from apps.observations.sources.units import OMH

PLACE: Final = "$.body.effective_time_frame"
AT: Final = f"{PLACE}.date_time"
FROM, TO = f"{PLACE}.time_interval.start_date_time", f"{PLACE}.time_interval.end_date_time"
PARTS: Final = {"night": 0, "morning": 6, "afternoon": 12, "evening": 18}
"""Hour at which a part of a day begins; each lasts six hours."""


@dataclass(slots=True)
class Frame:
    """Start and end in UTC, their offsets, and where in the document each of them stands."""

    start: datetime
    end: datetime
    offset: int | None
    end_offset: int | None
    start_path: str = PLACE
    end_path: str = PLACE
    zone_name: str = ""


def read_frame(frame: dict[str, Any], given: Given) -> Frame:
    """Return when it was. The schema has been checked. Raises Refused."""
    if "date_time" in frame:
        at, offset = moment(frame["date_time"], AT)
        return Frame(at, at, offset, offset, AT, AT)
    interval, start_path, end_path = frame["time_interval"], FROM, TO
    if "part_of_day" in interval and "date" in interval:
        return _part_of_day(interval, given)
    if "duration" not in interval:
        start, offset = moment(interval["start_date_time"], start_path)
        end, end_offset = moment(interval["end_date_time"], end_path)
        return Frame(start, end, offset, end_offset, start_path, end_path)
    return _with_duration(interval, start_path, end_path)


def _with_duration(interval: dict[str, Any], start_path: str, end_path: str) -> Frame:
    path = f"{PLACE}.time_interval.duration"
    try:
        length = timedelta(seconds=interval["duration"]["value"] * OMH["s"][interval["duration"]["unit"]])
        if "start_date_time" in interval:
            start, offset = moment(interval["start_date_time"], start_path)
            return Frame(start, start + length, offset, offset, start_path, path)
        end, offset = moment(interval["end_date_time"], end_path)
        return Frame(end - length, end, offset, offset, path, path)
    except OverflowError as error:
        raise Refused("bad_time", path) from error


def _part_of_day(interval: dict[str, Any], given: Given) -> Frame:
    """Where she lives, since the document does not say where it was."""
    path = f"{PLACE}.time_interval.date"
    try:
        day = datetime.fromisoformat(interval["date"])
    except ValueError as error:
        raise Refused("bad_time", path) from error
    hour = PARTS[interval["part_of_day"]]
    start = datetime.combine(day.date(), time(hour), given.zone)
    last = datetime.combine(day.date(), time(0), given.zone) + timedelta(hours=hour + 6)
    try:
        return Frame(
            start.astimezone(UTC),
            last.astimezone(UTC),
            _offset(start),
            _offset(last),
            path,
            path,
            given.zone.key,
        )
    except OverflowError as error:
        raise Refused("too_long_ago", path) from error


def _offset(moment: datetime) -> int:
    return round((moment.utcoffset() or timedelta()).total_seconds() / 60)
