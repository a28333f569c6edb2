"""From samples to the lines of a pen: where it lifts, and which points it needs. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ml_models.ctg.recording import FloatArray

PEN_MM = 0.04
"""No sample lies further from the line that is drawn, straight up or down: an eighth of the pen's width."""
LIFT_BPM = 30.0
"""A larger step between neighbours is no beat of a heart: the pen lifts. The strip on screen does the same."""

Point = tuple[float, float]


def strokes(values: FloatArray, *, lift: float) -> Iterator[tuple[int, int]]:
    """Yield start and end of each run (n,) without a missing value or a step above `lift`."""
    finite = np.isfinite(values)
    joined = np.zeros(values.size, dtype=bool)
    joined[1:] = finite[1:] & finite[:-1] & ~(np.abs(np.diff(values)) > lift)
    begins = np.append(np.flatnonzero(~joined), values.size)
    for start, stop in zip(begins[:-1].tolist(), begins[1:].tolist(), strict=True):
        if finite[start]:
            yield start, stop


def thinned(points: Sequence[Point], tolerance: float = PEN_MM) -> list[Point]:
    """Leave out points whose absence moves the line by at most `tolerance` at any of them; x must rise.

    From each point that is kept it goes as far as one straight line passes all points between (a cone of slopes).
    """
    if len(points) < 3:
        return list(points)
    kept = [points[0]]
    anchor, last = points[0], points[1]
    low, high = _slopes(anchor, last, tolerance)
    for point in points[2:]:
        slope = (point[1] - anchor[1]) / (point[0] - anchor[0])
        if low <= slope <= high:
            below, above = _slopes(anchor, point, tolerance)
            low, high, last = max(low, below), min(high, above), point
            continue
        kept.append(last)
        anchor, last = last, point
        low, high = _slopes(anchor, point, tolerance)
    kept.append(last)
    return kept


def _slopes(anchor: Point, point: Point, tolerance: float) -> tuple[float, float]:
    along = point[0] - anchor[0]
    return (point[1] - anchor[1] - tolerance) / along, (point[1] - anchor[1] + tolerance) / along
