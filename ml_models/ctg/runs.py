"""Runs of true samples and smoothing that respects holes: small tools that several steps share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from ml_models.ctg.recording import FloatArray

BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]


def runs_of(mask: BoolArray) -> tuple[IntArray, IntArray]:
    """Return first and past-the-last sample of every stretch where `mask` (n,) holds."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0]))))
    return edges[::2], edges[1::2]


def filled(starts: IntArray, stops: IntArray, length: int) -> BoolArray:
    """Return a mask of `length` samples that is true from each start to before its stop."""
    change = np.zeros(length + 1, dtype=np.int64)
    np.add.at(change, starts, 1)
    np.add.at(change, stops, -1)
    return np.cumsum(change[:-1]) > 0


def without_short(mask: BoolArray, least: int) -> BoolArray:
    """Return `mask` without its runs of fewer than `least` samples."""
    starts, stops = runs_of(mask)
    long = stops - starts >= least
    return filled(starts[long], stops[long], mask.size)


def moving_mean(values: FloatArray, samples: int, *, least: float = 0.3) -> FloatArray:
    """Centred mean of what was measured in `samples` samples; NaN where less than `least` of them was.

    A sample that is missing stays missing.
    """
    if values.size == 0:
        return values
    present = np.isfinite(values)
    size = min(samples, 2 * values.size - 1)
    share = uniform_filter1d(present.astype(np.float64), size, mode="nearest")
    total = uniform_filter1d(np.where(present, values, 0.0), size, mode="nearest")
    known = present & (share >= least)
    return np.where(known, total / np.where(known, share, 1.0), np.nan)


def row_medians(table: FloatArray) -> FloatArray:
    """Median of what is known in each row of `table`, of which there is something in every row; NaN = missing."""
    ordered = np.sort(table, axis=1)  # puts NaN last
    counts = np.isfinite(table).sum(axis=1)
    rows = np.arange(counts.size)
    return np.asarray(0.5 * (ordered[rows, (counts - 1) // 2] + ordered[rows, counts // 2]))


def nearest_known(values: FloatArray) -> FloatArray:
    """Return values (n,) in which each hole has the nearest known ones; NaN throughout where none is known."""
    known = np.flatnonzero(np.isfinite(values))
    return np.interp(np.arange(values.size), known, values[known]) if known.size else values
