"""Sinusoidal pattern: a smooth wave of 3 to 5 cycles a minute, 5 to 15 bpm high, without accelerations.

A window of four minutes shows it where nearly all that moves faster than the baseline moves at one pace. Ordinary
variability has a pace of its own near three to five cycles a minute, but it wanders: its spectrum is broad.
Whether the amplitude is meant from the middle or from trough to peak the definitions do not say: both are taken.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import uniform_filter1d

from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.runs import BoolArray
from ml_models.ctg.variation import Span

WINDOW_S, HOP_S = 240.0, 20.0
TREND_S = 60.0
SLOWEST_PER_MIN, FASTEST_PER_MIN = 3.0, 5.0
PACE_TOLERANCE = 0.25
"""A window of four minutes tells a pace to this many cycles a minute."""
AROUND_PER_MIN = 0.5
"""What lies this near to the strongest pace belongs to it."""
WHOLE_PER_MIN = (1.5, 30.0)
LEAST_CONCENTRATION = 0.88
"""Part of the spectrum near one pace. Measured: docs/clinical/ctg.md."""
LOWEST_BPM, HIGHEST_BPM = 2.5, 15.0
"""Half of 5 bpm from trough to peak, to 15 bpm from the middle."""
LEAST_MEASURED = 0.8
MOST_BRIDGED_S = 120.0
AT_ONCE = 200
"""Windows whose spectra are in memory together."""


def sinusoidal_spans(fhr_bpm: FloatArray, accelerations: BoolArray) -> list[Span]:
    """Stretches with a sinusoidal pattern, in seconds; both arrays (n,). An acceleration within a window excludes it."""
    size, hop = int(WINDOW_S * FS_HZ), int(HOP_S * FS_HZ)
    if fhr_bpm.size < size:
        return []
    measured = np.lib.stride_tricks.sliding_window_view(np.isfinite(fhr_bpm), size)[::hop].mean(axis=1)
    risen = np.lib.stride_tricks.sliding_window_view(accelerations, size)[::hop].any(axis=1)
    possible = (measured >= LEAST_MEASURED) & ~risen
    if not possible.any():
        return []
    windows = np.lib.stride_tricks.sliding_window_view(_swings(fhr_bpm), size)[::hop]
    shows = np.zeros(possible.size, dtype=bool)
    chosen = np.flatnonzero(possible)
    for few in np.array_split(chosen, -(-chosen.size // AT_ONCE)):
        concentration, amplitude_bpm, _ = spectra(windows[few])
        inside = (amplitude_bpm >= LOWEST_BPM) & (amplitude_bpm <= HIGHEST_BPM)
        shows[few] = (concentration >= LEAST_CONCENTRATION) & inside
    found = [(at * HOP_S, at * HOP_S + WINDOW_S) for at in np.flatnonzero(shows).tolist()]
    return _joined(found, accelerations)


def _swings(fhr_bpm: FloatArray) -> FloatArray:
    """What moves around the level of the minute, holes filled with straight lines."""
    at = np.arange(fhr_bpm.size)
    known = np.isfinite(fhr_bpm)
    filled = np.interp(at, at[known], fhr_bpm[known])
    return np.asarray(filled - uniform_filter1d(filled, int(TREND_S * FS_HZ), mode="nearest"))


def spectra(windows: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Of windows (w, n) at 4 Hz: part of the power near the strongest pace of 3 to 5 cycles a minute, the amplitude
    from the middle in bpm, and that pace. Part and amplitude are 0 where the strongest pace lies elsewhere."""
    size = windows.shape[1]
    taper = np.hanning(size)
    power = np.abs(np.fft.rfft((windows - windows.mean(axis=1, keepdims=True)) * taper, 4 * size)) ** 2
    per_min = np.fft.rfftfreq(4 * size, 1 / FS_HZ) * 60
    inside = (per_min >= WHOLE_PER_MIN[0]) & (per_min <= WHOLE_PER_MIN[1])
    power, per_min = power[:, inside], per_min[inside]
    pace = per_min[np.argmax(power, axis=1)]
    near = np.abs(per_min[None, :] - pace[:, None]) <= AROUND_PER_MIN
    one = np.where(near, power, 0.0).sum(axis=1)
    whole = np.maximum(power.sum(axis=1), 1e-12)
    energy = 2 * one / (4 * size) / np.sum(taper**2)
    fits = (pace >= SLOWEST_PER_MIN - PACE_TOLERANCE) & (pace <= FASTEST_PER_MIN + PACE_TOLERANCE)
    return np.where(fits, one / whole, 0.0), np.where(fits, np.sqrt(2 * energy), 0.0), pace


def _joined(spans: list[Span], accelerations: BoolArray) -> list[Span]:
    """Join windows that meet, and across short interruptions unless these are accelerations."""
    joined: list[Span] = []
    for start, stop in spans:
        end_s = joined[-1][1] if joined else -np.inf
        between = accelerations[round(end_s * FS_HZ) : round(start * FS_HZ)] if joined else accelerations[:0]
        if start - end_s <= MOST_BRIDGED_S and not between.any():
            joined[-1] = (joined[-1][0], stop)
        else:
            joined.append((start, stop))
    return joined
