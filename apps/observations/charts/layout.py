"""Where the parts of a chart lie, as shares of its width and height from 0 to 1, the top left being 0, 0. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, tzinfo
from typing import Final

from apps.observations.selectors.series import DayBand, Series

Point = tuple[float, float]
OfDay = Callable[[DayBand], float]
OfValue = Callable[[float], float]
ROOM: Final = 0.08
"""Share of the range that stays free above and below."""
Y_TICKS: Final = 5
LEAST_RANGE: Final = {
    "body_weight": 6.0,
    "blood_pressure": 60.0,
    "blood_glucose": 60.0,
    "body_temperature": 3.0,
    "oxygen_saturation": 8.0,
    "resting_heart_rate": 40.0,
    "haemoglobin": 4.0,
    "trace_stv": 6.0,
    "trace_variability": 15.0,
    "trace_loss": 30.0,
    "trace_minutes": 30.0,
    "trace_alerts": 4.0,
}
"""A flat line must not look like a mountain."""


@dataclass(frozen=True)
class Tick:
    """A line and its figure on an axis."""

    place: float
    value: float


@dataclass(frozen=True)
class DayTick:
    """A day under the time axis."""

    place: float
    day: date


@dataclass(frozen=True)
class Area:
    """A shaded band as a polygon."""

    outline: Sequence[Point]


@dataclass(frozen=True)
class Layout:
    """Everything that is drawn. `curves`: by centile; `marks`: by code. An empty chart may have a band all the same."""

    points: Sequence[Point]
    second_points: Sequence[Point]
    areas: Sequence[Area]
    curves: Sequence[tuple[float, Sequence[Point]]]
    marks: Sequence[tuple[str, float]]
    y_ticks: Sequence[Tick]
    x_ticks: Sequence[DayTick]
    is_joined: bool = True

    @property
    def is_empty(self) -> bool:
        """Say whether there is nothing measured in it."""
        return not self.points


def lay_out(found: Series, zone: tzinfo, *, day_ticks: int = 5) -> Layout:
    """Return where everything of a series lies."""
    first, last = found.start.timestamp(), found.end.timestamp()
    low, high = _range(found)

    def x(at: float) -> float:
        return min(max((at - first) / (last - first), 0.0), 1.0)

    def y(value: float) -> float:
        return 1 - min(max((value - low) / (high - low), 0.0), 1.0)

    def of_day(one: DayBand) -> float:
        return x(datetime.combine(one.day, time(12), zone).timestamp())

    times = [x(at.timestamp()) for at in found.at]
    second = zip(times, found.second_value, strict=True)
    steps = _steps(low, high)
    return Layout(
        points=[(at, y(value)) for at, value in zip(times, found.value, strict=True)],
        second_points=[(at, y(value)) for at, value in second if value is not None],
        areas=list(_areas(found.bands, of_day, y)),
        curves=_curves(found.bands, of_day, y),
        marks=[(mark.code, y(mark.value)) for mark in found.marks if low <= mark.value <= high],
        y_ticks=[Tick(y(value), value) for value in steps],
        x_ticks=_days(found, zone, x, day_ticks),
        is_joined=found.is_joined,
    )


def _range(found: Series) -> tuple[float, float]:
    """From and to of the value axis: everything measured, the band near it, and some room."""
    values = [*found.value, *(value for value in found.second_value if value is not None)]
    edges = [edge for one in found.bands for edge in _edges(one)]
    inside = [*values, *edges] or [0.0, 1.0]
    low, high = min(inside), max(inside)
    lacking = max(LEAST_RANGE.get(found.measure, 1.0) - (high - low), 0.0) / 2
    room = (high - low + 2 * lacking) * ROOM
    bottom, top = low - lacking - room, high + lacking + room
    is_count = low >= 0 and not edges
    return (max(bottom, 0.0) if is_count else bottom), top


def _edges(one: DayBand) -> Iterable[float]:
    band = one.band
    given = (band.low, band.high, band.second_low, band.second_high, *(band.curves or {}).values())
    return [edge for edge in given if edge is not None]


def _steps(low: float, high: float) -> list[float]:
    """Round figures between low and high: 1, 2, 2.5 or 5 times a power of ten apart."""
    rough = (high - low) / Y_TICKS
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * one for one in (1, 2, 2.5, 5, 10) if power * one >= rough)
    first = math.ceil(low / step)
    return [round(number * step, 6) for number in range(first, math.floor(high / step) + 1)]


def _areas(bands: Sequence[DayBand], x: OfDay, y: OfValue) -> Iterable[Area]:
    """The band, and that of the second figure; open sides reach the edge of the chart."""
    first = _outline([(one, one.band.low, one.band.high) for one in bands], x, y)
    second = _outline([(one, one.band.second_low, one.band.second_high) for one in bands], x, y)
    return [area for area in (first, second) if area is not None]


def _outline(rows: Sequence[tuple[DayBand, float | None, float | None]], x: OfDay, y: OfValue) -> Area | None:
    shown = [row for row in rows if row[1] is not None or row[2] is not None]
    if not shown:
        return None
    upper = [(x(one), 0.0 if high is None else y(high)) for one, _, high in shown]
    lower = [(x(one), 1.0 if low is None else y(low)) for one, low, _ in shown]
    if len(shown) == 1:
        upper, lower = [(0.0, upper[0][1]), (1.0, upper[0][1])], [(0.0, lower[0][1]), (1.0, lower[0][1])]
    return Area([*upper, *reversed(lower)])


def _curves(bands: Sequence[DayBand], x: OfDay, y: OfValue) -> list[tuple[float, Sequence[Point]]]:
    centiles = sorted({centile for one in bands for centile in one.band.curves or {}})
    return [
        (
            centile,
            [
                (x(one), y(one.band.curves[centile]))
                for one in bands
                if one.band.curves and centile in one.band.curves
            ],
        )
        for centile in centiles
    ]


def _days(found: Series, zone: tzinfo, x: OfValue, count: int) -> list[DayTick]:
    """Days under the axis, evenly apart, the first and the last day left out where they would be cut."""
    first, last = found.start.astimezone(zone).date(), found.end.astimezone(zone).date()
    span = max((last - first).days, 1)
    step = max(math.ceil(span / count), 1)
    days = [date.fromordinal(first.toordinal() + number) for number in range(0, span + 1, step)]
    places = [(x(datetime.combine(day, time(12), zone).timestamp()), day) for day in days]
    return [DayTick(place, day) for place, day in places if 0.02 <= place <= 0.98]
