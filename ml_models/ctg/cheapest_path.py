"""The first step of the baseline: the cheapest path through a grid of 5 s by 1 bpm, found exactly.

What a sample costs grows with its distance and then no more, so that events do not pull; every bpm of change has a price.
"""

from __future__ import annotations

import numpy as np

from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.runs import IntArray

CELL_S = 5.0
CELL = int(CELL_S * FS_HZ)
GRID_BPM = np.arange(50.0, 241.0)

NARROW_BPM, WIDE_BPM = 6.0, 16.0
"""Half of a sample's loss grows as a square up to the narrow distance, half up to the wide one, then no more.

The narrow half settles the level, the wide half keeps the path near a fetus whose rate swings far.
"""
CHANGE_PRICE = 4.4
"""Price of 1 bpm of change, in seconds of full loss; there and back costs twice the height.

Chosen on generated traces and on real ones (docs/clinical/ctg.md). That a fall under ten minutes is no baseline, and one
of ten minutes is, does not depend on it: `baseline.without_short_falls`, `baseline.with_lasting_falls`.
"""
MOST_PRICE = 300.0
"""No change costs more: even the deepest fall is a new baseline once it has lasted ten minutes."""
_SLOPE = CHANGE_PRICE * np.arange(GRID_BPM.size)
_PRICES = np.minimum(np.abs(_SLOPE[None, :] - _SLOPE[:, None]), MOST_PRICE)
"""Of a step between any two levels."""
AT_ONCE = 6
"""Cells whose losses are multiplied at once: larger products go to threads, which cost more than they save."""


class Search:
    """One trace's search. Asked again, it goes on from the first cell that has changed; the path is the same."""

    def __init__(self) -> None:
        self._counts: IntArray = np.empty((0, GRID_BPM.size), dtype=np.int64)
        self._total: FloatArray = np.empty((0, GRID_BPM.size))

    def path_bpm(self, fhr_bpm: FloatArray) -> FloatArray:
        """Return the path, one value for each cell of 5 s; `fhr_bpm` (n,) with at least one sample, NaN = missing."""
        counts = _counted(fhr_bpm)
        same = _first_other(self._counts, counts)
        total = np.concatenate((self._total[:same], np.empty((len(counts) - same, GRID_BPM.size))))
        _go_on(total, same, _loss(counts[same:]))
        self._counts, self._total = counts, total
        return GRID_BPM[_way_back(total)]


def _counted(fhr_bpm: FloatArray) -> IntArray:
    """How many samples of each cell lie at each level, shape (cells, levels)."""
    cells, levels = -(-fhr_bpm.size // CELL), GRID_BPM.size
    present = np.flatnonzero(np.isfinite(fhr_bpm))
    level = np.clip(np.rint(fhr_bpm[present] - GRID_BPM[0]), 0, levels - 1).astype(np.int64)
    return np.bincount(present // CELL * levels + level, minlength=cells * levels).reshape(cells, levels)


def _first_other(before: IntArray, now: IntArray) -> int:
    """First row in which two tables differ, or past the last of the shorter one."""
    rows = min(len(before), len(now))
    other = np.flatnonzero((before[:rows] != now[:rows]).any(axis=1))
    return int(other[0]) if other.size else rows


def _loss(counts: IntArray) -> FloatArray:
    """Loss of each cell at each level, shape (cells, levels), in seconds of full loss."""
    squared = (GRID_BPM[:, None] - GRID_BPM[None, :]) ** 2
    each = 0.5 * np.minimum(1.0, squared / NARROW_BPM**2) + 0.5 * np.minimum(1.0, squared / WIDE_BPM**2)
    loss = np.empty(counts.shape)
    for first in range(0, len(counts), AT_ONCE):
        few = slice(first, first + AT_ONCE)
        np.matmul(counts[few] / FS_HZ, each, out=loss[few])
    return loss


def _go_on(total: FloatArray, first: int, loss: FloatArray) -> None:
    """Fill the costs of the cheapest way to every level from cell `first` on, in place; `loss` begins there.

    The price grows with the step, up to `MOST_PRICE`. The cheapest way to every level is found in two sweeps, up and
    down, since the price of a long step is that of its parts.
    """
    for cell, own in enumerate(loss, start=first):
        if cell == 0:
            total[0] = own
            continue
        before = total[cell - 1]
        up = np.minimum.accumulate(before - _SLOPE) + _SLOPE
        down = np.minimum.accumulate((before + _SLOPE)[::-1])[::-1] - _SLOPE
        total[cell] = np.minimum(np.minimum(up, down), before.min() + MOST_PRICE) + own


def _way_back(total: FloatArray) -> IntArray:
    """The level of each cell on the cheapest way."""
    path = np.empty(len(total), dtype=np.int64)
    path[-1] = int(np.argmin(total[-1]))
    for cell in range(len(total) - 1, 0, -1):
        path[cell - 1] = int((total[cell - 1] + _PRICES[path[cell]]).argmin())
    return path
