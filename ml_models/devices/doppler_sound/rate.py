"""From sound to a heart rate: band-pass, envelope, autocorrelation (Valderrama et al. 2019, Physiol Meas 40:025005).

Every quarter of a second the last 3.75 s of the envelope are compared with themselves, shifted by every interval that
a heart of 60 to 240 bpm may have. The interval at which they fit best is the answer, if they fit well enough. No answer
looks at an earlier one: a halved or doubled rate is left for the analysis to find, never put right here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

BAND_HZ: Final = (25.0, 600.0)
"""Where the motion of a heart is heard."""
SMOOTH_HZ: Final = 25.0
ENVELOPE_HZ: Final = 250.0
WINDOW_S: Final = 3.75
HOP_S: Final = 0.25
RATE_BPM: Final = (60.0, 240.0)
LEAST_FIT: Final = 0.4
"""Least normalised autocorrelation at which a peak is believed."""
NEARLY_AS_GOOD: Final = 0.8
"""The shortest interval that fits at least this part as well as the best one wins: twice an interval fits too."""
FAIR_FIT, GOOD_FIT = 0.6, 0.75

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Estimate:
    """The rate in the middle of a window; None where nothing fits. `quality` is 0 none to 3 good."""

    bpm: float | None
    fit: float

    @property
    def quality(self) -> int:
        """How well the window repeats itself, in steps of the trace."""
        if self.bpm is None:
            return 0
        return 3 if self.fit >= GOOD_FIT else 2 if self.fit >= FAIR_FIT else 1


class RateFinder:
    """Follows one sound of `fs_hz`; keeps the last window of its envelope and nothing else."""

    def __init__(self, fs_hz: int, *, nearly_as_good: float = NEARLY_AS_GOOD) -> None:
        self._nearly_as_good = nearly_as_good
        self._thin = max(1, round(fs_hz / ENVELOPE_HZ))
        self._envelope_hz = fs_hz / self._thin
        top = min(BAND_HZ[1], 0.45 * fs_hz)
        self._band = butter(2, (BAND_HZ[0], top), "bandpass", fs=fs_hz, output="sos")
        self._smooth = butter(2, SMOOTH_HZ, fs=fs_hz, output="sos")
        self._band_state = np.zeros((self._band.shape[0], 2))
        self._smooth_state = np.zeros((self._smooth.shape[0], 2))
        self._skip = 0
        self._size = round(WINDOW_S * self._envelope_hz)
        self._window = np.zeros(0)

    def push(self, sound: Floats) -> Estimate | None:
        """Take a quarter of a second, shape (n,); return what the window says now, None before it is full."""
        heard, self._band_state = sosfilt(self._band, sound, zi=self._band_state)
        envelope, self._smooth_state = sosfilt(self._smooth, np.abs(heard), zi=self._smooth_state)
        thinned = envelope[self._skip :: self._thin]
        self._skip = (self._skip - sound.size) % self._thin
        self._window = np.concatenate([self._window, thinned])[-self._size :]
        if self._window.size < self._size:
            return None
        return estimate(self._window, self._envelope_hz, nearly_as_good=self._nearly_as_good)


def estimate(envelope: Floats, envelope_hz: float, *, nearly_as_good: float = NEARLY_AS_GOOD) -> Estimate:
    """Return the rate that one window of an envelope repeats itself at."""
    least, most = (math.floor(60 * envelope_hz / bpm) for bpm in reversed(RATE_BPM))
    fits = autocorrelation(np.sqrt(np.maximum(envelope, 0.0)), most + 2)
    inside = fits[least : most + 2]
    tops = least + 1 + np.flatnonzero((inside[1:-1] >= inside[:-2]) & (inside[1:-1] > inside[2:]))
    if tops.size == 0 or fits[tops].max() < LEAST_FIT:
        return Estimate(None, 0.0 if tops.size == 0 else float(fits[tops].max()))
    lag = int(tops[np.argmax(fits[tops] >= nearly_as_good * fits[tops].max())])
    bpm = 60 * envelope_hz / (lag + _beside(*fits[lag - 1 : lag + 2]))
    inside_range = RATE_BPM[0] <= bpm <= RATE_BPM[1]
    return Estimate(round(bpm, 2) if inside_range else None, float(fits[lag]))


def autocorrelation(values: Floats, lags: int) -> Floats:
    """Return how well `values` fit themselves shifted by 0 … `lags` - 1, 1 at best; what overlaps is compared alone."""
    centred = values - values.mean()
    size = 1 << (2 * centred.size - 1).bit_length()
    products = np.fft.irfft(np.abs(np.fft.rfft(centred, size)) ** 2, size)[:lags]
    power = np.concatenate([[0.0], np.cumsum(centred**2)])
    shifts = np.arange(lags)
    early, late = power[centred.size - shifts], power[-1] - power[shifts]
    scale = np.sqrt(np.maximum(early * late, 0.0))
    return np.divide(products, scale, out=np.zeros(lags), where=scale > 1e-12)


def _beside(before: float, top: float, after: float) -> float:
    """Where a parabola through three values has its top, in steps from the middle one."""
    bend = before - 2 * top + after
    return 0.0 if bend >= 0 else float(0.5 * (before - after) / bend)
