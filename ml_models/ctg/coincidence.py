"""Where the trace runs with the mother's own rate, however smoothly it came there.

Closeness alone proves nothing: a fetus at 125 bpm and a mother at 120 lie within 6 bpm for minutes. So the rate
must also **follow** hers: over three minutes, correlated as measured and with each minute's own mean taken away
(two slow drifts correlate by chance, swings within a minute do not). On recordings that experts judged, 95 % of the
three-minute windows that lie near her rate and are hers follow it so, and 1 % of a fetus's beside the rate
that another time's mother had (docs/clinical/ctg.md).
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import uniform_filter1d

from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.runs import BoolArray, filled, moving_mean, runs_of, without_short

CLOSE_BPM = 6.0
BESIDE_BPM = 15.0
"""Single values between the two belong to the stretch around them."""
MOSTLY = 0.7
LEAST_MEASURED = 0.5
SMOOTH = 13
"""Samples of the mean that both rates are compared in: beats are counted differently by each sensor."""
MINUTE = int(60 * FS_HZ)
WINDOW = int(180 * FS_HZ)
LEAST_CORRELATION = 0.5
BRIDGE = int(30 * FS_HZ)
LEAST = int(10 * FS_HZ)


def following(fhr_bpm: FloatArray, mhr_bpm: FloatArray) -> BoolArray:
    """True where a rate (n,) is close to the mother's (n,) for most of three minutes and follows it."""
    near = _mostly_close(fhr_bpm, mhr_bpm, WINDOW)
    if not near.any():
        return near
    beside = np.abs(fhr_bpm - mhr_bpm) < BESIDE_BPM
    own, hers = moving_mean(fhr_bpm, SMOOTH), moving_mean(mhr_bpm, SMOOTH)
    own, hers = np.where(beside, own, np.nan), np.where(beside, hers, np.nan)
    near &= _correlation(own, hers) > LEAST_CORRELATION
    near &= _correlation(_within_a_minute(own), _within_a_minute(hers)) > LEAST_CORRELATION
    return _stretches(fhr_bpm, mhr_bpm, near)


def near_but_apart(fhr_bpm: FloatArray, mhr_bpm: FloatArray) -> BoolArray:
    """True around minutes in which a rate (n,) that is kept lies close to the mother's (n,) for most of the time."""
    return _mostly_close(fhr_bpm, mhr_bpm, MINUTE) & np.isfinite(fhr_bpm)


def _mostly_close(fhr_bpm: FloatArray, mhr_bpm: FloatArray, window: int) -> BoolArray:
    """True in the middle of windows of which half is measured and most of that is close."""
    if fhr_bpm.size == 0:
        return np.zeros(0, dtype=bool)
    away = np.abs(fhr_bpm - mhr_bpm)
    measured = _share(np.isfinite(away), window)
    return (measured >= LEAST_MEASURED) & (_share(away < CLOSE_BPM, window) >= MOSTLY * measured)


def _share(mask: BoolArray, window: int) -> FloatArray:
    return np.asarray(uniform_filter1d(mask.astype(np.float64), window, mode="constant"))


def _within_a_minute(values: FloatArray) -> FloatArray:
    return values - moving_mean(values, MINUTE + 1, least=0.2)


def _correlation(a: FloatArray, b: FloatArray) -> FloatArray:
    """Correlation of two signals (n,) in the window around each sample; 0 where either does not move."""
    both = np.isfinite(a) & np.isfinite(b)
    if not both.any():
        return np.zeros(a.size)
    share = np.maximum(_share(both, WINDOW), 1e-9)
    a, b = (np.where(both, signal - np.mean(signal[both]), 0.0) for signal in (a, b))
    mean_a, mean_b, mean_ab, mean_aa, mean_bb = (
        np.asarray(uniform_filter1d(signal, WINDOW, mode="constant")) / share
        for signal in (a, b, a * b, a * a, b * b)
    )
    spread = np.maximum(mean_aa - mean_a**2, 0) * np.maximum(mean_bb - mean_b**2, 0)
    return np.where(spread > 1e-6, (mean_ab - mean_a * mean_b) / np.sqrt(np.maximum(spread, 1e-6)), 0.0)


def _stretches(fhr_bpm: FloatArray, mhr_bpm: FloatArray, middles: BoolArray) -> BoolArray:
    """The samples of the windows around `middles` that are close, and what is beside them for a short while."""
    starts, stops = runs_of(middles)
    half = WINDOW // 2
    inside = filled(np.maximum(starts - half, 0), np.minimum(stops + half, middles.size), middles.size)
    away = np.abs(fhr_bpm - mhr_bpm)
    close = inside & without_short(away < CLOSE_BPM, 2)
    joined = ~without_short(~close, BRIDGE)
    return without_short(joined, LEAST) & inside & ~(away >= BESIDE_BPM) & np.isfinite(fhr_bpm)
