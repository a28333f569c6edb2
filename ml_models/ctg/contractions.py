"""Contractions: humps of the tocogram without its short spikes that stand out."""

from __future__ import annotations

import math

import numpy as np
from scipy.ndimage import median_filter, uniform_filter1d
from scipy.signal import find_peaks, peak_widths

from ml_models.ctg.events import Event
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import FloatArray

SPIKE_S = 35
"""A median over this time: movement and breath are shorter than half of it, a contraction is longer."""
SMOOTH_S = 15
MIDDLE_S = 0.5
"""A whole second's mean lies in its middle."""
PROMINENCE_UNITS = 9.0
TIMES_NOISE = 1.5
NOISE_S = 1201
"""A hump stands out by so many times the spikes' own root mean square in the twenty minutes around."""
LEAST_DISTANCE_S = 50
SHORTEST_S, LONGEST_S = 30.0, 500.0
WINDOW_S = 601
EDGE_HEIGHT = 0.7
"""Onset and end lie at this part of the way down from the peak."""


def contractions(toco: FloatArray) -> list[Event]:
    """Find contractions in `toco` (n,), NaN = missing, in the device's units."""
    seconds = per_second(toco)
    if seconds.size < SPIKE_S:
        return []
    calm = median_filter(seconds, SPIKE_S, mode="nearest")
    smooth = uniform_filter1d(calm, SMOOTH_S)
    noise = np.sqrt(np.maximum(uniform_filter1d((seconds - calm) ** 2, NOISE_S), 0.0))
    peaks, facts = find_peaks(
        smooth,
        prominence=np.maximum(PROMINENCE_UNITS, TIMES_NOISE * noise),
        distance=LEAST_DISTANCE_S,
        wlen=WINDOW_S,
    )
    bases = (facts["prominences"], facts["left_bases"], facts["right_bases"])
    _, _, left, right = peak_widths(smooth, peaks, EDGE_HEIGHT, bases)
    found = zip(left, right, peaks, facts["prominences"], strict=True)
    events = [_event(*(float(value) for value in one)) for one in found]
    return [event for event in events if SHORTEST_S <= event.duration_s <= LONGEST_S]


def _event(start_s: float, end_s: float, peak_s: float, height_units: float) -> Event:
    start_s, end_s, peak_s = (round(at + MIDDLE_S, 2) for at in (start_s, end_s, peak_s))
    return Event("contraction", start_s, end_s, peak_s, math.nan, round(height_units, 1))


def per_second(toco: FloatArray) -> FloatArray:
    """Means of whole seconds, holes bridged by a straight line; empty where nothing was measured."""
    size = int(FS_HZ)
    table = toco[: toco.size // size * size].reshape(-1, size)
    present = np.isfinite(table)
    counts = present.sum(axis=1)
    known = np.flatnonzero(counts)
    if known.size == 0:
        return np.empty(0)
    means = np.where(present, table, 0.0).sum(axis=1)[known] / counts[known]
    return np.interp(np.arange(counts.size), known, means)
