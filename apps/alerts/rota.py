"""The duty rota as pure functions: weekly patterns, single dates and shifts in, stretches of duty and gaps out.

Wall clock times become moments where the clinic is. An hour that a change of the clocks repeats or leaves out counts
for both sides of a handover: somebody is on duty twice rather than nobody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class Weekly:
    """Hours of a week, as they stand in the table."""

    key: int
    person_id: int
    weekday: int
    starts: time
    ends: time
    zone: ZoneInfo
    from_day: date
    until_day: date | None


@dataclass(frozen=True)
class Single:
    """A shift of its own."""

    key: int
    person_id: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Duty:
    """Somebody is on duty from one moment to another. `pattern` and `day`, or `shift`, say where it comes from.

    `instead_of`: who stands in the pattern, where a single date names somebody else.
    """

    person_id: int
    starts_at: datetime
    ends_at: datetime
    pattern: int | None = None
    day: date | None = None
    shift: int | None = None
    instead_of: int | None = None

    def covers(self, at: datetime) -> bool:
        """Say whether the moment lies in it; the end belongs to the next one."""
        return self.starts_at <= at < self.ends_at


@dataclass(frozen=True)
class Gap:
    """A stretch in which nobody is on duty."""

    starts_at: datetime
    ends_at: datetime


Changes = Mapping[tuple[int, date], int | None]
"""By pattern and day: who takes it instead; None: nobody."""


def duties(
    weekly: Iterable[Weekly],
    changes: Changes,
    singles: Iterable[Single],
    *,
    from_at: datetime,
    to_at: datetime,
) -> list[Duty]:
    """Return the duties that touch the stretch from `from_at` to `to_at`, by their start."""
    found = [duty for pattern in weekly for duty in _of_pattern(pattern, changes, from_at, to_at)]
    found += [Duty(one.person_id, one.starts_at, one.ends_at, shift=one.key) for one in singles]
    touching = [duty for duty in found if duty.starts_at < to_at and duty.ends_at > from_at]
    return sorted(touching, key=lambda duty: (duty.starts_at, duty.ends_at, duty.person_id))


def _of_pattern(pattern: Weekly, changes: Changes, from_at: datetime, to_at: datetime) -> Iterator[Duty]:
    day = from_at.astimezone(pattern.zone).date() - 2 * ONE_DAY
    last = to_at.astimezone(pattern.zone).date() + ONE_DAY
    while day <= last:
        if _begins_on(pattern, day):
            person_id = changes.get((pattern.key, day), pattern.person_id)
            if person_id is not None:
                starts_at, ends_at = moments(pattern, day)
                instead_of = None if person_id == pattern.person_id else pattern.person_id
                yield Duty(person_id, starts_at, ends_at, pattern.key, day, instead_of=instead_of)
        day += ONE_DAY


def _begins_on(pattern: Weekly, day: date) -> bool:
    is_over = pattern.until_day is not None and day > pattern.until_day
    return day.weekday() == pattern.weekday and day >= pattern.from_day and not is_over


def moments(pattern: Weekly, day: date) -> tuple[datetime, datetime]:
    """Return when the shift of this local day begins and ends, in UTC."""
    last_day = day if pattern.ends > pattern.starts else day + ONE_DAY
    return earliest(day, pattern.starts, pattern.zone), latest(last_day, pattern.ends, pattern.zone)


def earliest(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Return the first moment that a wall clock of the zone can mean by this."""
    return min(_meanings(day, wall, zone))


def latest(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """Return the last moment that a wall clock of the zone can mean by this."""
    return max(_meanings(day, wall, zone))


def _meanings(day: date, wall: time, zone: ZoneInfo) -> list[datetime]:
    return [datetime.combine(day, wall.replace(fold=fold), tzinfo=zone).astimezone(UTC) for fold in (0, 1)]


def on_duty(found: Iterable[Duty], at: datetime) -> list[int]:
    """Return who is on duty at a moment, each once, in the order of their starts."""
    return list(dict.fromkeys(duty.person_id for duty in found if duty.covers(at)))


def gaps(found: Iterable[Duty], *, from_at: datetime, to_at: datetime) -> list[Gap]:
    """Return the stretches between `from_at` and `to_at` in which nobody is on duty, in order."""
    left: list[Gap] = []
    covered_until = from_at
    for duty in sorted(found, key=lambda duty: duty.starts_at):
        if duty.starts_at > covered_until and covered_until < to_at:
            left.append(Gap(covered_until, min(duty.starts_at, to_at)))
        covered_until = max(covered_until, duty.ends_at)
    if covered_until < to_at:
        left.append(Gap(covered_until, to_at))
    return left
