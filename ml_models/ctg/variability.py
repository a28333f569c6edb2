"""Numbers about variability: bandwidth per minute and short-term variation."""

from __future__ import annotations

import math

import numpy as np
from scipy.ndimage import maximum_filter1d

from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.runs import BoolArray, moving_mean

MINUTE = int(60 * FS_HZ)
EPOCH_S = 3.75
PER_EPOCH = int(EPOCH_S * FS_HZ)
EPOCHS_PER_MINUTE = 16
LEAST_MEASURED = 0.5
FEET_S = 10.0
"""An event begins before it is seen as one: its feet, a few bpm high, are no variability either."""
LEAST_STEPS = 8
"""A minute with fewer measured neighbours than half of its 15 tells nothing."""


def bandwidth_bpm(
    fhr_bpm: FloatArray, baseline_bpm: FloatArray, in_event: BoolArray, *, feet_s: float = 0.0
) -> FloatArray:
    """Highest minus lowest rate of each whole minute, in bpm, beside the baseline and outside events.

    Arrays have shape (n,); the result (n // 240,), NaN where less than half of the minute counts. `feet_s`
    is left out beside every event, too: with their feet, a trace with many of them would never be seen to lack
    variability. The rate is smoothed over 1.25 s, since FIGO 2015 looks at the band, not at single beats.
    """
    minutes = fhr_bpm.size // MINUTE
    if minutes == 0:
        return np.empty(0)
    left_out = maximum_filter1d(in_event, int(2 * feet_s * FS_HZ) + 1, mode="constant")
    around = moving_mean(np.where(left_out, np.nan, fhr_bpm - baseline_bpm), 5)
    table = around[: minutes * MINUTE].reshape(minutes, MINUTE)
    enough = np.isfinite(table).mean(axis=1) >= LEAST_MEASURED
    spread = np.full(minutes, np.nan)
    spread[enough] = np.nanmax(table[enough], axis=1) - np.nanmin(table[enough], axis=1)
    return spread


def epoch_intervals_ms(fhr_bpm: FloatArray) -> FloatArray:
    """Mean pulse interval of each epoch of 3.75 s, shape (whole minutes, 16); NaN where half was not measured."""
    minutes = fhr_bpm.size // MINUTE
    interval_ms = 60_000.0 / fhr_bpm[: minutes * MINUTE].reshape(minutes, EPOCHS_PER_MINUTE, PER_EPOCH)
    measured = np.isfinite(interval_ms)
    share = measured.mean(axis=2)
    total = np.where(measured, interval_ms, 0.0).mean(axis=2)
    return np.where(share >= LEAST_MEASURED, total / np.where(share > 0, share, 1.0), np.nan)


def short_term_variation_ms(fhr_bpm: FloatArray, left_out: BoolArray) -> float:
    """Mean absolute step between neighbouring epoch means of the pulse interval, in ms (Pardey et al. 2002).

    `fhr_bpm` (n,), NaN where nothing was measured; minutes that touch `left_out` (n,) do not count. An
    epoch of 3.75 s needs half of its samples, a minute half of its steps. NaN without any such minute.
    """
    minutes = fhr_bpm.size // MINUTE
    if minutes == 0:
        return math.nan
    steps = np.abs(np.diff(epoch_intervals_ms(fhr_bpm), axis=1))
    clear = ~left_out[: minutes * MINUTE].reshape(minutes, MINUTE).any(axis=1)
    usable = clear & (np.isfinite(steps).sum(axis=1) >= LEAST_STEPS)
    if not usable.any():
        return math.nan
    return float(np.nanmean(steps[usable], axis=1).mean())
