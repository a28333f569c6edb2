"""Whether the trace goes over from one heart to another unseen: the mother's may lie a few bpm below the baby's.

No single sign proves it, and both void reassuring labels only (measured: docs/clinical/ctg.md):

* the **way** the rate moves changes: its swings of a few seconds to a minute, beside events, become many times higher or
  lower from one five minutes to the next;
* the **level** steps down within seconds, between values that were measured, stays there for minutes, and no acceleration
  follows.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import median_filter, uniform_filter1d

from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.numbers import covered
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.rules import own
from ml_models.ctg.runs import IntArray, runs_of
from ml_models.ctg.verdicts.evidence import Evidence

MINUTE = int(60 * FS_HZ)
BLOCK = 5 * MINUTE
HOP_S, BLOCK_S = 30, 300
LEAST_KNOWN = 0.5
SWINGS_PER_MIN = (1.5, 7.0)
"""Faster ones are breath and beats, which sensors smooth away as they like."""
LEVEL = 15
"""Samples of the level just before and just after."""
MOST_GAP = int(5 * FS_HZ)
NEAR, LEAST_NEAR = 2 * MINUTE, 2 * MINUTE
"""Values that tell the level on each side, and the fewest in the five minutes of each side."""


def way_changes_at(evidence: Evidence) -> list[int]:
    """Samples at which the height of the swings changes by the rule's factor at least."""
    found = evidence.found
    in_event = covered([*found.accelerations, *found.decelerations], found.fhr_bpm.size)
    beside = np.where(in_event, np.nan, found.fhr_bpm - found.baseline_bpm)
    known = np.isfinite(beside)
    if beside.size < 2 * BLOCK or not known.any():
        return []
    at = np.arange(beside.size)
    filled = np.interp(at, at[known], beside[known])
    power = _swings(filled - uniform_filter1d(filled, MINUTE), known)
    apart = BLOCK_S // HOP_S
    factor = np.sqrt(np.fmax(power[apart:] / power[:-apart], power[:-apart] / power[apart:]))
    changes = np.flatnonzero(factor >= own("own_way_changes").limit)
    return ((BLOCK_S + HOP_S * changes) * int(FS_HZ)).tolist()


def _swings(around: FloatArray, known: np.ndarray) -> FloatArray:
    """Power of the swings in blocks of five minutes, one every half minute; NaN where less than half is known."""
    around, known = (_of_seconds(values) for values in (around, known))
    blocks = np.lib.stride_tricks.sliding_window_view(around, BLOCK_S)[::HOP_S]
    share = np.lib.stride_tricks.sliding_window_view(known, BLOCK_S)[::HOP_S].mean(axis=1)
    power = np.abs(np.fft.rfft(blocks * np.hanning(BLOCK_S), axis=1)) ** 2
    per_min = np.fft.rfftfreq(BLOCK_S) * 60
    inside = (per_min >= SWINGS_PER_MIN[0]) & (per_min < SWINGS_PER_MIN[1])
    told = np.maximum(power[:, inside].sum(axis=1), 1e-9) / np.maximum(share, LEAST_KNOWN)
    return np.where(share >= LEAST_KNOWN, told, np.nan)


def _of_seconds(values: np.ndarray) -> FloatArray:
    """Means of whole seconds."""
    size = int(FS_HZ)
    return np.asarray(values[: values.size // size * size].reshape(-1, size).mean(axis=1))


def steps_down_at(evidence: Evidence) -> list[int]:
    """Samples at which the level steps down for good by the rule's limit, and no acceleration follows within minutes."""
    found, limit = evidence.found, own("own_step").limit
    rises = covered(found.accelerations, found.fhr_bpm.size)
    beside = np.isfinite(found.fhr_bpm) & ~rises & ~covered(found.decelerations, found.fhr_bpm.size)
    at = np.flatnonzero(beside)
    if at.size < 2 * LEVEL:
        return []
    rate = found.fhr_bpm[at]
    level = median_filter(rate, LEVEL)[LEVEL // 2 : rate.size - LEVEL // 2]
    fall = level[:-LEVEL] - level[LEVEL:]
    near = at[LEVEL : LEVEL + fall.size] - at[LEVEL - 1 : LEVEL - 1 + fall.size] <= MOST_GAP
    steps = [
        int(start) + int(np.argmax(fall[start:stop])) + LEVEL
        for start, stop in zip(*runs_of((fall >= limit) & near), strict=True)
    ]
    return [int(at[step]) for step in steps if _stays(rate, at, rises, step, limit)]


def _stays(rate: FloatArray, at: IntArray, rises: np.ndarray, step: int, limit: float) -> bool:
    """Say whether the level stays as low as after `step`, a place in `rate` (m,) that was measured at samples `at`."""
    here = int(at[step])
    first, last = np.searchsorted(at, (here - BLOCK, here + BLOCK)).tolist()
    if here + BLOCK > rises.size or min(step - first, last - step) < LEAST_NEAR:
        return False
    if rises[here : here + BLOCK].any():
        return False
    nearby = np.median(rate[step - NEAR : step]) - np.median(rate[step : step + NEAR])
    widely = np.median(rate[first:step]) - np.median(rate[step:last])
    return bool(min(nearby, widely) >= limit)
