"""Plots that the server draws: ranges on an axis, as SVG in percent of the width. Pure: numbers in, places out.

A place is a string such as «37.50%»: the picture is as wide as its cell, and nothing in it is stretched.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

LEAST_WIDTH: Final = 0.8
"""Per cent of the width: a range without width is still seen."""
Z_95: Final = 1.959964
LineKind = Literal["target", "limit", "mark"]


@dataclass(frozen=True)
class Axis:
    """From 0 to `most`. What lies beyond is drawn at the end, with an arrow."""

    most: float

    def share(self, value: float) -> float:
        """Where a value lies, from 0 to 1."""
        return min(max(value / self.most, 0.0), 1.0)

    def place(self, value: float) -> str:
        """Where a value is drawn."""
        return percent(self.share(value))


@dataclass(frozen=True)
class Range:
    """A range with its best guess. `is_open`: at least so much, there may be more. `is_cut`: ends beyond the axis."""

    start: str
    width: str
    end: str
    best: str
    is_open: bool
    is_cut: bool


@dataclass(frozen=True)
class Line:
    """A figure that a range is held against. `kind` decides how it is drawn."""

    place: str
    kind: LineKind


@dataclass(frozen=True)
class Band:
    """From and to: what is aimed at, where that is a range itself."""

    start: str
    width: str


@dataclass(frozen=True)
class Tick:
    """A word under the axis. `anchor`: start, middle or end, so that the outer ones stay inside."""

    place: str
    words: Any
    anchor: str


@dataclass(frozen=True)
class RangePlot:
    """One row. `range` is None where nothing is known: a dashed line, never a range at 0."""

    range: Range | None
    lines: Sequence[Line] = ()
    band: Band | None = None
    grid: Sequence[str] = ()


@dataclass(frozen=True)
class Column:
    """A day, or another step: a column from the ground up. `is_hidden`: its number is not told, which is not nothing."""

    start: str
    middle: str
    width: str
    top: str
    height: str
    is_hidden: bool


def columns_on(axis: Axis, values: Sequence[float | None]) -> list[Column]:
    """Return a column for each value, side by side; None is one whose number is not told."""
    step = 1 / max(len(values), 1)
    return [
        Column(
            start=percent((number + 0.15) * step),
            middle=percent((number + 0.5) * step),
            width=percent(0.7 * step),
            top=percent(1 - axis.share(value or 0)),
            height=percent(axis.share(value or 0)),
            is_hidden=value is None,
        )
        for number, value in enumerate(values)
    ]


def round_above(value: float) -> int:
    """Return a round number for the end of an axis: 1, 2 or 5 times a power of ten, at least 10; its half is whole."""
    size = 10
    while True:
        for factor in (1, 2, 5):
            if factor * size >= value:
                return factor * size
        size *= 10


def percent(share: float) -> str:
    """A share of the width as SVG takes it, whatever the language of the page."""
    return f"{share * 100:.2f}%"


def range_on(axis: Axis, low: float, best: float, high: float, *, is_open: bool = False) -> Range:
    """Return a range on an axis. low <= best <= high."""
    start, end = axis.share(low) * 100, axis.share(high) * 100
    width = max(end - start, LEAST_WIDTH)
    start = min(start, 100 - width)
    return Range(
        percent(start / 100),
        percent(width / 100),
        percent((start + width) / 100),
        axis.place(best),
        is_open,
        high > axis.most,
    )


def band_on(axis: Axis, low: float, high: float) -> Band:
    """Return what is aimed at, from and to."""
    start, end = axis.share(low), axis.share(high)
    return Band(percent(start), percent(end - start))


def ticks_on(axis: Axis, values: Sequence[float], words: Sequence[Any]) -> list[Tick]:
    """Return words at places of the axis, in ascending order."""
    last = len(values) - 1
    anchors = [
        "start" if number == 0 else "end" if number == last else "middle" for number in range(last + 1)
    ]
    return [
        Tick(axis.place(value), word, anchor)
        for value, word, anchor in zip(values, words, anchors, strict=True)
    ]


def grid_on(axis: Axis, values: Sequence[float]) -> list[str]:
    """Return places of lines that help to read, without the two ends."""
    return [axis.place(value) for value in values if 0 < value < axis.most]


def share_range(right: int, count: int) -> tuple[float, float]:
    """Return from and to of a share that was seen `right` times in `count` (Wilson 1927, 95 %). `count` above 0."""
    share, z2 = right / count, Z_95 * Z_95
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = Z_95 / (1 + z2 / count) * math.sqrt(share * (1 - share) / count + z2 / (4 * count * count))
    return max(0.0, min(middle - half, share)), min(1.0, max(middle + half, share))
