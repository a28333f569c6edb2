"""When a team reads, and arithmetic with it: weekends, holidays, changes to summer time. Pure.

Hours stand in the team's own zone; results are moments in UTC. On the night in which a clock is put forward, an hour
that does not exist counts as the hour after it; elapsed time is always real time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Final
from zoneinfo import ZoneInfo

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_MINUTES: Final = 24 * 60
MOST_SPANS: Final = 4
HORIZON_DAYS: Final = 400
"""Further ahead nobody looks: hours that never open within it count as none."""

MINUTE = timedelta(minutes=1)
CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")

Span = tuple[int, int]
"""From and until in minutes after midnight, until not counted; 1440 is the end of the day."""


class BadHours(ValueError):
    """Hours that cannot be used; `day` names where, `reason` is a stable word."""

    def __init__(self, day: str, reason: str) -> None:
        super().__init__(f"{day}: {reason}")
        self.day, self.reason = day, reason


@dataclass(frozen=True)
class Hours:
    """A team's week. `week[0]` is Monday; on `holidays` nobody reads."""

    week: tuple[tuple[Span, ...], ...]
    zone: ZoneInfo
    holidays: frozenset[date] = field(default_factory=frozenset)

    @property
    def ever_opens(self) -> bool:
        """Say whether there is any day on which the team reads."""
        return any(self.week)

    def spans(self, day: date) -> tuple[Span, ...]:
        """Return when the team reads on a calendar day of its zone."""
        return () if day in self.holidays else self.week[day.weekday()]

    def moment(self, day: date, minute: int) -> datetime:
        """Return the moment of a minute after midnight on a day of the team's zone, in UTC."""
        if minute == DAY_MINUTES:
            day, minute = day + timedelta(days=1), 0
        return datetime.combine(day, time(minute // 60, minute % 60), self.zone).astimezone(UTC)

    def stretches(self, since: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield the stretches of open time from `since` on, in order, for as far as anybody looks."""
        today = since.astimezone(self.zone).date()
        for number in range(HORIZON_DAYS):
            day = today + timedelta(days=number)
            for opens, closes in self.spans(day):
                start, end = self.moment(day, opens), self.moment(day, closes)
                if end > since and end > start:
                    yield max(start, since), end


def parse_week(given: Mapping[str, Sequence[Sequence[str]]]) -> tuple[tuple[Span, ...], ...]:
    """Read `{"mon": [["08:00", "12:00"], …], …}`; a day that is left out is closed. Raises BadHours."""
    unknown = sorted(set(given) - set(DAYS))
    if unknown:
        raise BadHours(str(unknown[0])[:20], "unknown_day")
    return tuple(_spans(day, given.get(day, ())) for day in DAYS)


def _spans(day: str, given: Any) -> tuple[Span, ...]:
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > MOST_SPANS:
        raise BadHours(day, "not_spans")
    spans = tuple(_span(day, one) for one in given)
    if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
        raise BadHours(day, "overlap")
    return spans


def _span(day: str, given: Any) -> Span:
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) != 2:
        raise BadHours(day, "not_a_span")
    opens, closes = (_minute(day, one) for one in given)
    if opens >= closes:
        raise BadHours(day, "ends_before_it_begins")
    return opens, closes


def _minute(day: str, given: Any) -> int:
    found = CLOCK.fullmatch(given) if isinstance(given, str) else None
    if found is None:
        raise BadHours(day, "not_a_time")
    return DAY_MINUTES if given == "24:00" else int(found[1]) * 60 + int(found[2])


def is_open(hours: Hours, at: datetime) -> bool:
    """Say whether the team reads at this moment."""
    day = at.astimezone(hours.zone).date()
    return any(
        hours.moment(day, opens) <= at < hours.moment(day, closes) for opens, closes in hours.spans(day)
    )


def next_opening(hours: Hours, at: datetime) -> datetime | None:
    """Return when the team reads next (`at` itself while it does); None where it never does."""
    return next((start for start, _end in hours.stretches(at)), None)


def closes_at(hours: Hours, at: datetime) -> datetime | None:
    """Return when the team stops reading, stretches that touch counted as one; None while it does not read."""
    until: datetime | None = None
    for start, end in hours.stretches(at):
        if start > (until or at):
            break
        until = end
    return until


def add_service_minutes(hours: Hours, since: datetime, minutes: int) -> datetime:
    """Return the moment by which the team has read for so many minutes. Raises BadHours where it never does."""
    left = minutes * MINUTE
    for start, end in hours.stretches(since):
        if end - start >= left:
            return start + left
        left -= end - start
    raise BadHours("week", "never_opens")


def add_working_days(hours: Hours, since: datetime, days: int) -> datetime:
    """Return the moment so many working days later, at the same minute of the day drawn into that day's hours.

    What comes outside the hours counts from the next opening. Raises BadHours where the team never opens.
    """
    start = next_opening(hours, since)
    if start is None:
        raise BadHours("week", "never_opens")
    local = start.astimezone(hours.zone)
    day, left = local.date(), days
    for _number in range(HORIZON_DAYS):
        day += timedelta(days=1)
        spans = hours.spans(day)
        left -= bool(spans)
        if spans and left == 0:
            return _same_time(hours, day, local)
    raise BadHours("week", "never_opens")


def _same_time(hours: Hours, day: date, local: datetime) -> datetime:
    """The minute of `local` on another day, drawn into its hours; between two stretches, the end of the earlier one."""
    minute, spans = local.hour * 60 + local.minute, hours.spans(day)
    begun = [closes for opens, closes in spans if opens <= minute]
    return hours.moment(day, min(minute, begun[-1]) if begun else spans[0][0])
