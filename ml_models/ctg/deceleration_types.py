"""Kinds of decelerations: early, late, variable, prolonged (NICHD 2008, FIGO 2015).

Prolonged: 2 minutes or longer. Variable: less than 30 s from onset to the lowest point. Gradual ones are
early where the lowest point comes with a contraction's peak, late where it comes after; without a contraction
near, they stay a plain "deceleration".
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ml_models.ctg.events import Event
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.runs import moving_mean

PROLONGED_S = 120.0
ABRUPT_S = 30.0
LATE_S = 18.0
"""Lowest point this long after the contraction's peak: late."""
NEAR_S = 60.0
SMOOTH = 13
"""Samples of the moving mean."""
MIDDLE_PART = 0.35


def typed(decelerations: list[Event], contractions: list[Event], depth_bpm: FloatArray) -> list[Event]:
    """Return the decelerations with their kinds; `depth_bpm` (n,) is the baseline minus the rate."""
    smooth_bpm = moving_mean(depth_bpm, SMOOTH)
    return [replace(one, kind=_kind(one, contractions, smooth_bpm)) for one in decelerations]


def _kind(one: Event, contractions: list[Event], smooth_bpm: FloatArray) -> str:
    if one.duration_s >= PROLONGED_S:
        return "prolonged"
    if fall_s(one, smooth_bpm) < ABRUPT_S:
        return "variable"
    near = [c for c in contractions if one.start_s < c.end_s + NEAR_S and one.end_s > c.start_s]
    if not near:
        return "deceleration"
    lag_s = min((one.peak_s - c.peak_s for c in near), key=abs)
    return "late" if lag_s > LATE_S else "early"


def fall_s(one: Event, smooth_bpm: FloatArray) -> float:
    """Seconds from the onset to the beginning of the bottom.

    Neither end is sharp, so the time between a quarter and three quarters of the depth is measured: that is
    0.35 of a rounded fall (3x^2 - 2x^3).
    """
    inside = smooth_bpm[round(one.start_s * FS_HZ) : round(one.end_s * FS_HZ)]
    deep = np.flatnonzero(inside >= 0.75 * one.amplitude_bpm)
    if deep.size == 0:
        return one.peak_s - one.start_s
    shallow = np.flatnonzero(inside[: deep[0]] < 0.25 * one.amplitude_bpm)
    between = deep[0] - (shallow[-1] if shallow.size else 0)
    return float(between / FS_HZ / MIDDLE_PART)
