"""Readings as a chart needs them: points over time, a band by day, never more points than can be seen.

Where there are more readings than asked for, each stretch of time keeps its lowest and its highest: a mean would hide the
one reading that matters. The whole is one statement in the database, and one entry in the access log.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from django.db import connection

from apps.accounts.models import Person
from apps.foundation import accesses
from apps.foundation.visibility import UnrecordedRead
from apps.observations.models import Observation
from apps.observations.rules import bands
from apps.observations.rules.bands import Band, Mark
from apps.observations.rules.context import Mother
from apps.observations.rules.measures import SPREAD, SumsUp, measures
from apps.observations.rules.standards import Guideline
from apps.observations.selectors.context import mother_on
from apps.observations.selectors.days import days_of
from apps.observations.selectors.values import SAYS_A_VALUE_SQL
from apps.pregnancies.days import zone
from apps.pregnancies.models import Pregnancy
from apps.pregnancies.selectors import pregnancies_visible_to

FEWEST_POINTS, MOST_POINTS = 10, 10_000
MOST_BAND_DAYS: Final = 400
KEPT_PER_STRETCH: Final = {False: 2, True: 4}
"""How many points a stretch of time keeps at most: lowest and highest, of a pair those of each figure."""

APART: Final = {"blood_glucose"}
"""Measures whose readings are not of one kind: they are points, and no line."""
VALUE: Final = "value"
PART: Final = "(detail #>> ARRAY['parts_mm', %(part)s])::float8"
ALL: Final = """
SELECT extract(epoch FROM start_at)::float8, {value}, second_value
FROM observations_observation
WHERE subject_id = %(subject)s AND measure = %(measure)s AND deleted_at IS NULL
  AND start_at >= %(start)s AND start_at < %(end)s AND {value} IS NOT NULL AND {says_a_value} {of_fetus}
ORDER BY start_at, id
LIMIT %(most)s
"""
STRETCHES: Final = """
WITH r AS (
    SELECT extract(epoch FROM start_at)::float8 AS at, {value} AS v, second_value AS s
    FROM observations_observation
    WHERE subject_id = %(subject)s AND measure = %(measure)s AND deleted_at IS NULL
      AND start_at >= %(start)s AND start_at < %(end)s AND {value} IS NOT NULL AND {says_a_value} {of_fetus}
), span AS (SELECT min(at) AS first, max(at) + 1 AS last, count(*) AS total FROM r)
SELECT min(ARRAY[v, at, s]), max(ARRAY[v, at, s]), min(ARRAY[s, at, v]), max(ARRAY[s, at, v]), min(span.total)
FROM r CROSS JOIN span
GROUP BY width_bucket(at, span.first, span.last, %(stretches)s)
"""


@dataclass(frozen=True)
class DayBand:
    """The band of one day."""

    day: date
    band: Band


@dataclass(frozen=True)
class Series:
    """One measure over a stretch of time. `at`: aware, UTC; `value`, `second_value`: in `unit`, None where there is none.

    `total`: how many readings there are; `is_thinned`: not all of them are points.
    """

    measure: str
    part: str
    fetus: str
    unit: str
    start: datetime
    end: datetime
    at: Sequence[datetime] = ()
    value: Sequence[float] = ()
    second_value: Sequence[float | None] = ()
    total: int = 0
    is_thinned: bool = False
    bands: Sequence[DayBand] = field(default_factory=list)
    marks: Sequence[Mark] = ()
    guideline: Guideline = Guideline.US

    @property
    def origin(self) -> Any:
        """Whose band it is; None where there is none."""
        return next((one.band.origin for one in self.bands if one.band.origin), None)

    @property
    def is_joined(self) -> bool:
        """Say whether a line from point to point means anything: not where fasting and after a meal take turns."""
        return self.measure not in APART

    @property
    def has_second(self) -> bool:
        """Say whether it is a pair (pressure)."""
        return any(value is not None for value in self.second_value)


@dataclass(frozen=True)
class Asked:
    """What is asked for. `start` and `end` aware; `points`: at most so many; `part`, `fetus`: of scans."""

    measure: str
    start: datetime
    end: datetime
    points: int = 600
    part: str = ""
    fetus: str = ""
    guideline: Guideline | None = None


def series_of(person: Person, mother: Person, asked: Asked) -> Series:
    """Return a series of a mother whom `person` may see (the caller has made sure); noted in the access log once."""
    _note_read(person, mother)
    pregnancy = _pregnancy(person, mother)
    on_day = mother_on(pregnancy, asked.guideline)
    points = _sums(person, mother, asked) if _is_summed(asked.measure) else _points(mother, asked)
    today = asked.end.astimezone(zone(mother)).date()
    return Series(
        measure=asked.measure,
        part=asked.part,
        fetus=asked.fetus,
        unit="mm" if asked.part else measures()[asked.measure].unit,
        start=asked.start,
        end=asked.end,
        bands=_bands(mother, asked, on_day),
        marks=bands.marks(asked.measure, on_day(today)),
        guideline=on_day(today).guideline,
        **points,
    )


def _note_read(person: Person, mother: Person) -> None:
    if person.pk != mother.pk and not accesses.note(
        person.pk, mother.pk, Observation._meta.label_lower, None
    ):
        raise UnrecordedRead("a series was read for somebody else outside accesses.collected()")


def _pregnancy(person: Person, mother: Person) -> Pregnancy | None:
    """Return her newest pregnancy: its weeks and her size make the band; days outside it have none."""
    rows = pregnancies_visible_to(person).filter(subject=mother)
    found: Pregnancy | None = rows.order_by("-created_at", "-pk").first()
    return found


def _is_summed(measure: str) -> bool:
    return measures()[measure].sums_up == SumsUp.MERGED_SUM


def _sums(person: Person, mother: Person, asked: Asked) -> dict[str, Any]:
    """Sums of days (steps, sleep): of all devices together, no minute twice."""
    own = zone(mother)
    last = asked.end.astimezone(own).date()
    first = max(asked.start.astimezone(own).date(), last - timedelta(days=MOST_BAND_DAYS))
    found = [one for one in days_of(person, mother, asked.measure, first, last) if one.value is not None]
    noon = [datetime.combine(one.day, time(12), own).astimezone(UTC) for one in found]
    values = [one.value for one in found]
    return {"at": noon, "value": values, "second_value": [None] * len(found), "total": len(found)}


def _points(mother: Person, asked: Asked) -> dict[str, Any]:
    given: dict[str, str | int | datetime | list[str] | None] = {
        "subject": mother.pk,
        "measure": asked.measure,
        "start": asked.start,
        "end": asked.end,
        "part": asked.part,
        "fetus": asked.fetus or "A",
        "most": asked.points + 1,
        "spread": sorted(SPREAD),
    }
    words = {
        "value": PART if asked.part else VALUE,
        "says_a_value": SAYS_A_VALUE_SQL,
        "of_fetus": "AND detail ->> 'fetus' = %(fetus)s" if asked.measure == "fetal_biometry" else "",
    }
    with connection.cursor() as cursor:
        cursor.execute(ALL.format(**words), given)
        rows = cursor.fetchall()
        if len(rows) <= asked.points:
            return _columns(rows, len(rows), is_thinned=False)
        is_pair = measures()[asked.measure].hard_second is not None
        given["stretches"] = max(asked.points // KEPT_PER_STRETCH[is_pair], 1)
        cursor.execute(STRETCHES.format(**words), given)
        stretches = cursor.fetchall()
    total = stretches[0][4] if stretches else 0
    return _columns(_kept(stretches, is_pair=is_pair), total, is_thinned=True)


def _kept(stretches: Sequence[tuple[Any, ...]], *, is_pair: bool) -> list[tuple[float, float, float | None]]:
    """Return the lowest and highest points of each stretch, each once, in order of time."""
    kept: set[tuple[float, float, float | None]] = set()
    for low, high, second_low, second_high, _total in stretches:
        kept |= {(low[1], low[0], low[2]), (high[1], high[0], high[2])}
        if is_pair and second_low[0] is not None and second_high[0] is not None:
            kept |= {(one[1], one[2], one[0]) for one in (second_low, second_high)}
    return sorted(kept, key=lambda one: (one[0], one[1]))


def _columns(rows: Sequence[tuple[Any, ...]], total: int, *, is_thinned: bool) -> dict[str, Any]:
    return {
        "at": [datetime.fromtimestamp(row[0], UTC) for row in rows],
        "value": [row[1] for row in rows],
        "second_value": [row[2] for row in rows],
        "total": total,
        "is_thinned": is_thinned,
    }


def _bands(mother: Person, asked: Asked, on_day: Callable[[date], Mother]) -> list[DayBand]:
    """The band of every day, 400 at most, the last ones; days without any are left out."""
    own = zone(mother)
    last = asked.end.astimezone(own).date()
    first = max(asked.start.astimezone(own).date(), last - timedelta(days=MOST_BAND_DAYS - 1))
    found = []
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        band = bands.band(asked.measure, on_day(day), asked.part)
        if band != Band():
            found.append(DayBand(day, band))
    return found
