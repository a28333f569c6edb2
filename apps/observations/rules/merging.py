"""Intervals of several sources become one line of time: each second is taken from one source, never added.

A reading is spread evenly over its interval. A second that two sources measured is that of the source believed more; of
one source's own readings that overlap, the shorter tells more. A reading that is partly covered by shorter ones adds
what they leave of it: a day's total beside its hours is the total once. What crosses midnight is shared out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from apps.observations.rules.lines import Line, laid_over

DAY_S: Final = 86_400.0
MINUTE_S: Final = 60.0
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
    """What the time of a day adds up to. `minutes`: how many were measured at all."""

    value: float
    minutes: int
    by_source: dict[str, float]
    by_group: dict[str, float]


def day_sums(spans: Sequence[Span], first: date, last: date) -> dict[date, DaySum]:
    """Return the sums of the local days from `first` to `last`, both included; days without readings are left out."""
    spans = _with_length(spans)
    if not spans:
        return {}
    starts, ends, values = (
        np.array([getattr(span, name) for span in spans], np.float64)
        for name in ("start_s", "end_s", "value")
    )
    line = Line.empty()
    for layer in _layers(spans):
        line = laid_over(line, np.array(layer), starts, ends, values)
    return _by_day(spans, line, first, last)


def _with_length(spans: Sequence[Span]) -> list[Span]:
    """A moment lasts its minute; those of one source within one minute are added, copies of one moment are not."""
    intervals = [span for span in spans if span.end_s > span.start_s]
    moments: dict[tuple[str, float], dict[float, Span]] = {}
    for span in spans:
        if span.end_s <= span.start_s:
            minute = span.start_s // MINUTE_S * MINUTE_S
            moments.setdefault((span.source, minute), {})[span.start_s] = span
    for (_, minute), found in moments.items():
        whole = sum(span.value for span in found.values())
        one = next(iter(found.values()))
        intervals.append(replace(one, start_s=minute, end_s=minute + MINUTE_S, value=whole))
    return intervals


def _layers(spans: Sequence[Span]) -> list[list[int]]:
    """One layer for each source, the most believed first; more of them where its own readings overlap."""
    by_source: dict[tuple[int, str], list[int]] = {}
    for number, span in enumerate(spans):
        by_source.setdefault((span.place, span.source), []).append(number)
    return [share for key in sorted(by_source) for share in _apart(spans, by_source[key])]


def _apart(spans: Sequence[Span], numbers: list[int]) -> list[list[int]]:
    """Share readings of one source out, so that none overlaps another of its share; the shortest come first.

    Each share is in the order of time.
    """
    numbers = sorted(numbers, key=lambda number: (spans[number].end_s - spans[number].start_s, -number))
    shares: list[tuple[list[float], list[float], list[int]]] = []
    for number in numbers:
        span = spans[number]
        for starts, ends, share in shares:
            at = bisect_right(starts, span.start_s)
            if (at == 0 or ends[at - 1] <= span.start_s) and (at == len(starts) or starts[at] >= span.end_s):
                starts.insert(at, span.start_s)
                ends.insert(at, span.end_s)
                share.insert(at, number)
                break
        else:
            if len(shares) < MOST_LAYERS:
                shares.append(([span.start_s], [span.end_s], [number]))
    return [share for _, _, share in shares]


def _by_day(spans: Sequence[Span], line: Line, first: date, last: date) -> dict[date, DaySum]:
    """Cut the line at each midnight of its owners; a night's sleep has its day already."""
    offset_s = np.array([span.offset_min * 60.0 for span in spans])[line.owners]
    fixed = np.array([-1 if span.day is None else (span.day - EPOCH).days for span in spans])[line.owners]
    starts, ends = line.starts + offset_s, line.ends + offset_s
    first_day = np.floor(starts / DAY_S).astype(np.int64)
    parts = np.where(fixed >= 0, 1, np.ceil(ends / DAY_S).astype(np.int64) - first_day)
    at = np.repeat(np.arange(len(parts)), parts)
    step = np.arange(len(at)) - np.repeat(np.cumsum(parts) - parts, parts)
    days = np.where(fixed[at] >= 0, fixed[at], first_day[at] + step)
    low = np.where(fixed[at] >= 0, starts[at], np.maximum(starts[at], days * DAY_S))
    high = np.where(fixed[at] >= 0, ends[at], np.minimum(ends[at], (days + 1) * DAY_S))
    seconds, owners = high - low, line.owners[at]
    amounts = seconds * line.rates[at]
    sums: dict[date, DaySum] = {}
    for day in range((first - EPOCH).days, (last - EPOCH).days + 1):
        here = np.flatnonzero(days == day)
        if here.size:
            sums[EPOCH + timedelta(days=day)] = _sum(spans, amounts[here], seconds[here], owners[here])
    return sums


def _sum(
    spans: Sequence[Span],
    amounts: NDArray[np.float64],
    seconds: NDArray[np.float64],
    owners: NDArray[np.int64],
) -> DaySum:
    by_source: dict[str, float] = {}
    by_group: dict[str, float] = {}
    for number, amount in zip(owners.tolist(), amounts.tolist(), strict=True):
        span = spans[number]
        by_source[span.source] = by_source.get(span.source, 0.0) + amount
        if span.group:
            by_group[span.group] = by_group.get(span.group, 0.0) + amount
    minutes = round(float(seconds.sum()) / MINUTE_S)
    return DaySum(_clean(float(amounts.sum())), minutes, _cleaned(by_source), _cleaned(by_group))


def _clean(value: float) -> float:
    return round(value, 6)


def _cleaned(values: dict[str, float]) -> dict[str, float]:
    return {name: _clean(value) for name, value in values.items()}
