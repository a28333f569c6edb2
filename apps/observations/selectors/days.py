"""Days of a mother: one figure for each measure, from all her devices, none of them added to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any, Final

from django.db.models import Q

from apps.accounts.models import Person
from apps.observations.models import Observation, SourcePreference
from apps.observations.rules.believing import place
from apps.observations.rules.crossing import offset_at, shared_out
from apps.observations.rules.days import OF_THE_END, local
from apps.observations.rules.measures import Measure, SumsUp, measures
from apps.observations.rules.merging import DaySum, Span, day_sums
from apps.observations.rules.nights import one_source_a_night
from apps.observations.rules.summing import AS_SUM, Figures, Moment, figures
from apps.pregnancies.days import zone

LONGEST_INTERVAL: Final = timedelta(days=31)
"""A count over more than this says nothing about a day."""
SLACK: Final = timedelta(days=1)
STEPS, ACTIVITY, SLEEP = "step_count", "physical_activity", "sleep_duration"
GROUPED_BY: Final = {"blood_glucose": "relation_to_meal", "heart_rate": "relation_to_activity"}
COLUMNS: Final = (
    "subject_id",
    "measure",
    "source_app",
    "device",
    "modality",
    "start_at",
    "end_at",
    "utc_offset_minutes",
    "end_offset_minutes",
    "local_day",
    "value",
    "second_value",
    "detail",
)

Row = dict[str, Any]


@dataclass(slots=True)
class Day:
    """What one local day comes to. `value` is in the measure's unit; what is None was not measured.

    `minutes`: how many were measured, of sums. `groups`: parts of the value (activity by intensity, night and naps), or
    means (glucose by meal, heart rate at rest).
    """

    day: date
    measure: Measure
    value: float | None
    second_value: float | None = None
    lowest: float | None = None
    highest: float | None = None
    mean: float | None = None
    last: float | None = None
    count: int | None = None
    minutes: int | None = None
    groups: dict[str, float] = field(default_factory=dict)
    sources: list[str] = field(default_factory=list)


def days_of(person: Person, mother: Person, measure: str, first: date, last: date) -> list[Day]:
    """Return the days of a mother from `first` to `last`, both included, oldest first; days without readings are left
    out. Raises KeyError for a measure that is none.
    """
    kind = measures()[measure]
    preferred = _preferred(person, mother, measure)
    if kind.sums_up == SumsUp.MERGED_SUM:
        rows = _intervals(person, mother, measure, first, last)
        spans = list(_spans(rows, measure, preferred, zone(mother)))
        sums = day_sums(one_source_a_night(spans) if measure == SLEEP else spans, first, last)
        return [_summed(day, kind, sums[day]) for day in sorted(sums)]
    by_day: dict[date, list[Moment]] = {}
    for row in _moments(person, mother, measure, first, last):
        by_day.setdefault(row["local_day"], []).append(_moment(row, preferred, zone(mother)))
    told = ((day, figures(by_day[day], kind.sums_up, measure)) for day in sorted(by_day))
    return [_figured(day, kind, found) for day, found in told if found is not None]


def _preferred(person: Person, mother: Person, measure: str) -> list[str]:
    rows = SourcePreference.objects.visible_to(person).filter(subject=mother, measure=measure)
    row = rows.first()
    return [] if row is None else row.sources


def _intervals(person: Person, mother: Person, measure: str, first: date, last: date) -> Iterable[Row]:
    """Everything that touches the days: what began before them included, and steps that an activity counted."""
    begin, end = _moment_of(first) - SLACK, _moment_of(last) + 2 * SLACK
    which = Q(measure=measure)
    if measure == STEPS:
        which |= Q(measure=ACTIVITY, second_value__isnull=False)
    rows = Observation.objects.visible_to(person).filter(
        which,
        subject=mother,
        deleted_at=None,
        start_at__range=(begin - LONGEST_INTERVAL, end),
        end_at__gte=begin,
    )
    return _plain(rows)


def _moments(person: Person, mother: Person, measure: str, first: date, last: date) -> Iterable[Row]:
    begin, end = _moment_of(first) - LONGEST_INTERVAL, _moment_of(last) + 2 * SLACK
    rows = Observation.objects.visible_to(person).filter(
        subject=mother,
        measure=measure,
        deleted_at=None,
        start_at__range=(begin, end),
        local_day__range=(first, last),
        value__isnull=False,
    )
    return _plain(rows)


def _plain(rows: Any) -> Iterable[Row]:
    return rows.order_by("start_at", "pk").values(*COLUMNS)  # type: ignore[no-any-return]


def _moment_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _spans(rows: Iterable[Row], measure: str, preferred: list[str], home: tzinfo) -> Iterator[Span]:
    for row in rows:
        if row["end_at"] - row["start_at"] > LONGEST_INTERVAL or row["detail"].get("statistic") not in AS_SUM:
            continue
        value = row["second_value"] if measure == STEPS and row["measure"] == ACTIVITY else row["value"]
        if value is None:
            continue
        start_s = row["start_at"].timestamp()
        offset = row["utc_offset_minutes"]
        if offset is None:
            offset = offset_at(home, start_s)
        span = Span(
            start_s,
            row["end_at"].timestamp(),
            value,
            _source(row),
            _place(row, preferred),
            offset,
            row["local_day"] if measure in OF_THE_END else None,
            _group(row, measure),
        )
        yield from shared_out(span, _end_offset(row, offset, home), home)


def _end_offset(row: Row, offset: int, home: tzinfo) -> int:
    if row["end_offset_minutes"] is not None:
        return int(row["end_offset_minutes"])
    return offset if row["utc_offset_minutes"] is not None else offset_at(home, row["end_at"].timestamp())


def _group(row: Row, measure: str) -> str:
    detail = row["detail"]
    if measure == ACTIVITY:
        return str(detail.get("intensity", "unknown"))
    if measure == SLEEP:
        return "nap" if detail.get("is_main_sleep") is False else "night"
    return ""


def _source(row: Row) -> str:
    return f"{row['source_app']}|{row['device']}" if row["device"] else row["source_app"]


def _place(row: Row, preferred: list[str]) -> int:
    kind = str(row["detail"].get("device_kind", ""))
    return place(row["source_app"], row["device"], kind, row["modality"], preferred)


def _moment(row: Row, preferred: list[str], home: tzinfo) -> Moment:
    at = row["start_at"]
    return Moment(
        at=at,
        local=local(at, row["utc_offset_minutes"], home),
        value=row["value"],
        second_value=row["second_value"],
        source=_source(row),
        place=_place(row, preferred),
        statistic=row["detail"].get("statistic"),
        group=str(row["detail"].get(GROUPED_BY.get(row["measure"], ""), "")),
    )


def _summed(day: date, kind: Measure, found: DaySum) -> Day:
    is_sleep = kind.code == SLEEP  # naps are told apart: without a night nobody knows how long it was
    return Day(
        day,
        kind,
        found.by_group.get("night") if is_sleep else found.value,
        minutes=found.minutes,
        groups=found.by_group,
        sources=sorted(found.by_source),
    )


def _figured(day: date, kind: Measure, found: Figures) -> Day:
    return Day(
        day,
        kind,
        found.value,
        found.second_value,
        found.lowest,
        found.highest,
        found.mean,
        found.last,
        found.count,
        groups=found.groups,
        sources=found.sources,
    )
