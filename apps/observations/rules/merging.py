"""Intervals of several sources become one line of minutes: each minute is taken from one source, never added.

A reading is spread evenly over its interval. A minute that two sources measured is that of the source believed more; of
one source's own readings that overlap, the shorter tells more. What crosses midnight is shared out between the days.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

DAY_MIN: Final = 1_440
EPOCH: Final = date(1970, 1, 1)
MOST_LAYERS: Final = 12
"""Readings of one source that overlap more often than this are copies."""


@dataclass(frozen=True, slots=True)
class Span:
    """A reading over seconds since 1970, UTC. `offset_min`: east of UTC; `day`: fixed for a night's sleep."""

    start_s: float
    end_s: float
    value: float
    source: str
    place: int
    offset_min: int
    day: date | None = None
    group: str = ""


@dataclass(slots=True)
class DaySum:
    """What the minutes of a day add up to. `minutes`: how many were measured at all."""

    value: float
    minutes: int
    by_source: dict[str, float]
    by_group: dict[str, float]


@dataclass(slots=True)
class _Layer:
    values: NDArray[np.float64]
    index: NDArray[np.int32]


def day_sums(spans: Sequence[Span], first: date, last: date) -> dict[date, DaySum]:
    """Return the sums of the local days from `first` to `last`, both included; days without readings are left out."""
    if not spans:
        return {}
    begin = (_day_number(first) - 1) * DAY_MIN
    length = (_day_number(last) + 2) * DAY_MIN - begin
    values = np.zeros(length)
    index = np.full(length, -1, np.int32)
    for layer in _layers(spans, begin, length):
        free = (index < 0) & (layer.index >= 0)
        values[free] = layer.values[free]
        index[free] = layer.index[free]
    return _by_day(spans, values, index, begin, first, last)


def _layers(spans: Sequence[Span], begin: int, length: int) -> list[_Layer]:
    """One layer for each source, the most believed first; more of them where its own readings overlap."""
    by_source: dict[tuple[int, str], list[int]] = {}
    for number, span in enumerate(spans):
        by_source.setdefault((span.place, span.source), []).append(number)
    layers = []
    for key in sorted(by_source):
        for numbers in _apart(spans, by_source[key]):
            layers.append(_painted(spans, numbers, begin, length))
    return layers


def _apart(spans: Sequence[Span], numbers: list[int]) -> list[list[int]]:
    """Share readings of one source out, so that none overlaps another of its share; the shortest come first."""
    numbers = sorted(numbers, key=lambda number: (spans[number].end_s - spans[number].start_s, -number))
    shares: list[tuple[list[float], list[float], list[int]]] = []
    for number in numbers:
        span = spans[number]
        for starts, ends, share in shares:
            at = bisect_right(starts, span.start_s)
            if (at == 0 or ends[at - 1] <= span.start_s) and (at == len(starts) or starts[at] >= span.end_s):
                if at and starts[at - 1] == span.start_s == span.end_s:
                    continue  # a copy of a moment
                starts.insert(at, span.start_s)
                ends.insert(at, span.end_s)
                share.append(number)
                break
        else:
            if len(shares) < MOST_LAYERS:
                shares.append(([span.start_s], [span.end_s], [number]))
    return [share for _, _, share in shares]


def _painted(spans: Sequence[Span], numbers: list[int], begin: int, length: int) -> _Layer:
    layer = _Layer(np.zeros(length), np.full(length, -1, np.int32))
    for number in numbers:
        _paint(layer, spans[number], number, begin, length)
    return layer


def _paint(layer: _Layer, span: Span, number: int, begin: int, length: int) -> None:
    start, end = span.start_s / 60 - begin, span.end_s / 60 - begin
    if end <= start:
        if 0 <= start < length:
            layer.values[int(start)] += span.value
            layer.index[int(start)] = number
        return
    rate = span.value / (end - start)
    low, high = max(start, 0.0), min(end, float(length))
    if high <= low:
        return
    first, last = int(low), min(int(np.ceil(high)), length)
    layer.values[first:last] += rate
    layer.values[first] -= rate * (low - first)
    layer.values[last - 1] -= rate * (last - high)
    layer.index[first:last] = number


def _by_day(
    spans: Sequence[Span],
    values: NDArray[np.float64],
    index: NDArray[np.int32],
    begin: int,
    first: date,
    last: date,
) -> dict[date, DaySum]:
    at = np.flatnonzero(index >= 0)
    number = index[at]
    offsets = np.array([span.offset_min for span in spans])
    fixed = np.array([-1 if span.day is None else _day_number(span.day) for span in spans])
    days = np.where(fixed[number] >= 0, fixed[number], (at + begin + offsets[number]) // DAY_MIN)
    sums: dict[date, DaySum] = {}
    for day in np.unique(days):
        on = EPOCH + timedelta(days=int(day))
        if first <= on <= last:
            here = days == day
            sums[on] = _sum(spans, values[at[here]], number[here])
    return sums


def _sum(spans: Sequence[Span], values: NDArray[np.float64], number: NDArray[np.int32]) -> DaySum:
    by_source: dict[str, float] = {}
    by_group: dict[str, float] = {}
    for each in np.unique(number):
        span, amount = spans[int(each)], float(values[number == each].sum())
        by_source[span.source] = by_source.get(span.source, 0.0) + amount
        if span.group:
            by_group[span.group] = by_group.get(span.group, 0.0) + amount
    return DaySum(_clean(float(values.sum())), len(values), _cleaned(by_source), _cleaned(by_group))


def _clean(value: float) -> float:
    return round(value, 6)


def _cleaned(values: dict[str, float]) -> dict[str, float]:
    return {name: _clean(value) for name, value in values.items()}


def _day_number(day: date) -> int:
    return (day - EPOCH).days
