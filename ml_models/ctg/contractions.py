"""Contractions: humps of the smoothed tocogram (a peak that stands out by `PROMINENCE_UNITS`)."""

from __future__ import annotations

import math

import numpy as np
from scipy.signal import find_peaks, peak_widths

from ml_models.ctg.events import Event
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.runs import moving_mean

SMOOTH_S = 15.0
PROMINENCE_UNITS = 9.0
LEAST_DISTANCE_S = 60.0
SHORTEST_S, LONGEST_S = 30.0, 500.0
WINDOW_S = 600.0
EDGE_HEIGHT = 0.7
"""Onset and end lie at this part of the way down from the peak."""


def contractions(toco: FloatArray) -> list[Event]:
    """Find contractions in `toco` (n,), NaN = missing, in the device's units."""
    smooth = moving_mean(toco, int(SMOOTH_S * FS_HZ) + 1)
    if not np.isfinite(smooth).any():
        return []
    known = np.where(np.isfinite(smooth), smooth, np.nanmin(smooth))
    peaks, facts = find_peaks(
        known, prominence=PROMINENCE_UNITS, distance=LEAST_DISTANCE_S * FS_HZ, wlen=int(WINDOW_S * FS_HZ) | 1
    )
    _, _, left, right = peak_widths(
        known, peaks, EDGE_HEIGHT, (facts["prominences"], facts["left_bases"], facts["right_bases"])
    )
    found = zip(peaks, left, right, facts["prominences"], strict=True)
    events = [
        Event(
            "contraction", round(a / FS_HZ, 2), round(b / FS_HZ, 2), p / FS_HZ, math.nan, round(float(h), 1)
        )
        for p, a, b, h in found
    ]
    return [event for event in events if SHORTEST_S <= event.duration_s <= LONGEST_S]
