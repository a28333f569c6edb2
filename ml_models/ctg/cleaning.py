"""Which samples may be the fetus's own rate. A doubtful one is left out with its cause; halved and doubled ones that
plainly are the fetus's are put right (`harmonics`), and keep their cause.

The trace is cut where it jumps faster than a heart can change its rate. Of the segments, the cheapest
chain is kept: leaving one out costs its length, keeping two neighbours that do not fit costs their jump
(dynamic programming). So spikes, halved, doubled and foreign stretches fall out however long they are, as
long as less trace is lost with them than with their neighbours.

Before that, what runs with the mother's own rate is left out, whether or not a jump led there (`coincidence`): a
trace in one piece may be hers from start to end.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from ml_models.ctg.coincidence import following
from ml_models.ctg.harmonics import Codes, put_right
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import ByteArray, FloatArray
from ml_models.ctg.runs import BoolArray, IntArray, filled, runs_of, without_short

LOWEST_BPM, HIGHEST_BPM = 50.0, 240.0
"""Beyond these no device tells a fetal rate from noise."""

JUMP_BPM = 22.0
"""More than this within a quarter of a second is no heart: the steepest decelerations fall some 5 bpm."""
JUMP_PER_S = 4.0
"""Further bpm that are allowed for every second of a gap."""
MOST_GAP_S = 20.0
SPLIT_GAP_S = 2.0

COST_PER_S = 0.3
"""Cost of leaving out one second, in bpm of jump."""
MOST_COST_BPM = 60.0
MATERNAL_COST_PER_S = 0.45
MATERNAL_BPM = 6.0
FACTOR_COST_BPM = 12.0
FACTOR_TOLERANCE = 0.06
LOOK_BACK = 60
LEVEL_S = 2.0

ISLAND_S = 2.0
FROZEN_S_PER_BPM = 40.0
LEAST_FROZEN_S = 10.0


class Cause(IntEnum):
    """Why a sample is not in the cleaned trace."""

    KEPT = 0
    LOST = 1
    OUT_OF_RANGE = 2
    FROZEN = 3
    JUMP = 4
    HALVED = 5
    DOUBLED = 6
    MATERNAL = 7
    ISLAND = 8


CODES = Codes(Cause.HALVED, Cause.DOUBLED, Cause.JUMP)


@dataclass(frozen=True)
class Cleaned:
    """`fhr_bpm` (n,), NaN where nothing is believed, and the cause of every hole and of what was put right (n,)."""

    fhr_bpm: FloatArray
    cause: ByteArray

    @property
    def as_measured_bpm(self) -> FloatArray:
        """The believed rate without what was put right, shape (n,)."""
        return np.where(self.cause == Cause.KEPT, self.fhr_bpm, np.nan)

    def share(self, *causes: Cause) -> float:
        """Part of all samples that were left out for one of `causes`."""
        return float(np.isin(self.cause, causes).mean()) if self.cause.size else 0.0


def clean(
    fhr_bpm: FloatArray, mhr_bpm: FloatArray, *, source_hz: float = FS_HZ, resolution_bpm: float | None = 0.25
) -> Cleaned:
    """Leave out what cannot be the fetus; both arrays have shape (n,), NaN = missing."""
    cause = np.where(np.isfinite(fhr_bpm), Cause.KEPT, Cause.LOST).astype(np.uint8)
    inside = (fhr_bpm >= LOWEST_BPM) & (fhr_bpm <= HIGHEST_BPM)
    cause[(cause == Cause.KEPT) & ~inside] = Cause.OUT_OF_RANGE
    cause[(cause == Cause.KEPT) & _frozen(fhr_bpm, resolution_bpm or 0.25)] = Cause.FROZEN
    cause[following(np.where(cause == Cause.KEPT, fhr_bpm, np.nan), mhr_bpm)] = Cause.MATERNAL
    values = np.where(cause == Cause.KEPT, fhr_bpm, np.nan)
    _leave_out_segments(values, mhr_bpm, cause, source_hz)
    kept = cause == Cause.KEPT
    cause[kept & _alone(kept)] = Cause.ISLAND
    believed = np.where(cause == Cause.KEPT, fhr_bpm, np.nan)
    found = put_right(fhr_bpm, believed, mhr_bpm, cause, CODES)
    return Cleaned(found, cause)


def _alone(kept: BoolArray) -> BoolArray:
    """True in short stretches with a longer hole on either side; small holes inside do not part a stretch."""
    least = int(ISLAND_S * FS_HZ)
    joined = ~without_short(~kept, least)
    return ~without_short(joined, least)


def _frozen(fhr_bpm: FloatArray, resolution_bpm: float) -> BoolArray:
    """True where the device repeats one value for longer than its resolution explains."""
    least_s = max(LEAST_FROZEN_S, FROZEN_S_PER_BPM * resolution_bpm)
    same = np.zeros(fhr_bpm.size, dtype=bool)
    same[1:] = np.diff(fhr_bpm) == 0
    starts, stops = runs_of(same)
    long = stops - starts + 1 > least_s * FS_HZ
    return filled(starts[long] - 1, stops[long], fhr_bpm.size)


@dataclass(frozen=True)
class _Segments:
    """Stretches without a jump: sample indices and levels at both ends in bpm, all of shape (segments,)."""

    starts: IntArray
    stops: IntArray
    first_bpm: FloatArray
    last_bpm: FloatArray
    keep_cost: FloatArray

    @property
    def seconds(self) -> FloatArray:
        return (self.stops - self.starts) / FS_HZ


def _leave_out_segments(values: FloatArray, mhr_bpm: FloatArray, cause: ByteArray, source_hz: float) -> None:
    """Mark in `cause` the samples of the segments that do not belong to the cheapest chain."""
    segments = _segments(values, mhr_bpm, JUMP_BPM * min(2.0, max(1.0, FS_HZ / source_hz)))
    if segments.starts.size == 0:
        return
    kept = _cheapest_chain(segments)
    chain = np.flatnonzero(kept)
    for k in np.flatnonzero(~kept).tolist():
        around = _levels_around(segments, chain, k)
        place = slice(segments.starts[k], segments.stops[k])
        inside = cause[place]
        inside[inside == Cause.KEPT] = _why(segments, k, around)


def _segments(values: FloatArray, mhr_bpm: FloatArray, jump_bpm: float) -> _Segments:
    present = np.flatnonzero(np.isfinite(values))
    if present.size == 0:
        empty = np.empty(0, dtype=np.int64)
        return _Segments(empty, empty, np.empty(0), np.empty(0), np.empty(0))
    gap = np.diff(present)
    jump = np.abs(np.diff(values[present]))
    cut = np.flatnonzero((jump > jump_bpm + JUMP_PER_S * (gap - 1) / FS_HZ) | (gap > SPLIT_GAP_S * FS_HZ))
    first, last = np.append(0, cut + 1), np.append(cut, present.size - 1)
    heads, tails = _levels(values[present], first, last)
    starts, stops = present[first], present[last] + 1
    return _Segments(starts, stops, heads, tails, _maternal_cost(values, mhr_bpm, starts, stops))


def _levels(measured: FloatArray, first: IntArray, last: IntArray) -> tuple[FloatArray, FloatArray]:
    """Median of the first and of the last two seconds of every segment."""
    width = int(LEVEL_S * FS_HZ)
    heads, tails = measured[first].copy(), measured[last].copy()
    for k in np.flatnonzero(last > first).tolist():
        heads[k] = np.median(measured[first[k] : min(first[k] + width, last[k] + 1)])
        tails[k] = np.median(measured[max(first[k], last[k] + 1 - width) : last[k] + 1])
    return heads, tails


def _maternal_cost(values: FloatArray, mhr_bpm: FloatArray, starts: IntArray, stops: IntArray) -> FloatArray:
    """Cost of keeping a segment that runs with the mother's own rate for most of its length."""
    both = np.isfinite(values) & np.isfinite(mhr_bpm)
    close = both & (np.abs(values - np.where(both, mhr_bpm, 0)) < MATERNAL_BPM)
    seen = np.concatenate(([0], np.cumsum(both)))
    near = np.concatenate(([0], np.cumsum(close)))
    measured, coincident = seen[stops] - seen[starts], near[stops] - near[starts]
    mostly = coincident > 0.7 * np.maximum(measured, 1)
    return np.where(mostly, MATERNAL_COST_PER_S * coincident / FS_HZ, 0.0)


def _cheapest_chain(segments: _Segments) -> BoolArray:
    """Return which segments are kept, shape (segments,)."""
    count = segments.starts.size
    drop = COST_PER_S * segments.seconds
    dropped = np.concatenate(([0.0], np.cumsum(drop)))
    best = np.empty(count)
    before = np.full(count, -1)
    for k in range(count):
        low = max(0, k - LOOK_BACK)
        best[k] = dropped[k]
        if k > low:
            through = best[low:k] + (dropped[k] - dropped[low + 1 : k + 1]) + _misfit(segments, low, k)
            j = int(np.argmin(through))
            if through[j] < best[k]:
                best[k], before[k] = through[j], low + j
        best[k] += segments.keep_cost[k]
    kept = np.zeros(count, dtype=bool)
    k = int(np.argmin(best + dropped[-1] - dropped[1:]))
    while k >= 0:
        kept[k] = True
        k = int(before[k])
    return kept


def _misfit(segments: _Segments, low: int, k: int) -> FloatArray:
    """Cost of keeping segment `k` right after each of `low` to `k - 1`, in bpm beyond what a heart can do."""
    gap_s = np.minimum((segments.starts[k] - segments.stops[low:k]) / FS_HZ, MOST_GAP_S)
    end_bpm = segments.last_bpm[low:k]
    jump = np.abs(segments.first_bpm[k] - end_bpm)
    ratio = segments.first_bpm[k] / end_bpm
    factor = np.minimum(np.abs(ratio / 2 - 1), np.abs(ratio * 2 - 1)) < FACTOR_TOLERANCE
    excess = np.maximum(0.0, jump - JUMP_BPM - JUMP_PER_S * gap_s)
    cost: FloatArray = np.minimum(MOST_COST_BPM, excess) + FACTOR_COST_BPM * factor
    return cost


def _levels_around(segments: _Segments, chain: IntArray, k: int) -> FloatArray:
    """Levels of the kept neighbours of segment `k`; `chain` holds the places of all kept ones."""
    place = int(np.searchsorted(chain, k))
    levels = [segments.last_bpm[chain[place - 1]]] if place > 0 else []
    levels += [segments.first_bpm[chain[place]]] if place < chain.size else []
    return np.array(levels)


def _why(segments: _Segments, k: int, around: FloatArray) -> Cause:
    if segments.keep_cost[k] > 0:
        return Cause.MATERNAL
    own = 0.5 * (segments.first_bpm[k] + segments.last_bpm[k])
    if np.any(np.abs(2 * own / around - 1) < FACTOR_TOLERANCE):
        return Cause.HALVED
    if np.any(np.abs(0.5 * own / around - 1) < FACTOR_TOLERANCE):
        return Cause.DOUBLED
    return Cause.JUMP
