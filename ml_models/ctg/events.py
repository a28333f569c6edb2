"""Accelerations and decelerations: departures from the baseline by height and length.

Definition (FIGO 2015, NICHD 2008): at least 15 bpm at the peak and 15 s from onset to return; before 32
weeks accelerations count from 10 bpm and 10 s. Where an event begins and ends is not defined there; here
it is where the smoothed rate leaves and meets the baseline by `FOOT_BPM`.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

import numpy as np

from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.runs import moving_mean, runs_of

PRETERM_WEEKS = 32.0
SMOOTH_S = 4.0
"""Onset and end are looked for in the rate smoothed over this time."""
ACCELERATION_PEAK_S, DECELERATION_PEAK_S = 4.0, 1.5
"""So is the peak; a deceleration may be a sharp V, which more smoothing would flatten."""
FOOT_BPM = 4.5
FOOT_PART = 0.15
"""A dip between two peaks parts two events where it falls below this part of the lower one."""
LEAST_BPM, LEAST_S = 15.0, 15.0
PRETERM_BPM, PRETERM_S = 10.0, 10.0
SHORT_HOLE_S = 60.0
LONG_HOLE_S = 240.0
DEEP_EDGE_BPM = 8.0
"""Contact is often lost at the bottom: a long hole is inside one event if both its edges are deep."""
LONGEST_S = 600.0
"""What lasts longer is a change of the baseline."""
FEET_S = 120.0
"""A deceleration's feet may reach beyond: it is counted from where the rate leaves the baseline, a level is not."""


@dataclass(frozen=True)
class Event:
    """One event; times in seconds from the first sample.

    `amplitude_bpm` is the greatest distance from the baseline, always positive; NaN for contractions, which
    have `amplitude_units` instead.
    """

    kind: str
    start_s: float
    end_s: float
    peak_s: float
    amplitude_bpm: float
    amplitude_units: float = math.nan

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s


@dataclass(frozen=True)
class Threshold:
    """Least height in bpm and least length in seconds."""

    bpm: float = LEAST_BPM
    seconds: float = LEAST_S


def acceleration_threshold(gestation_weeks: float | None) -> Threshold:
    """15 bpm for 15 s; 10 bpm for 10 s before 32 weeks. Unknown weeks count as 32 or more."""
    early = gestation_weeks is not None and gestation_weeks < PRETERM_WEEKS
    return Threshold(PRETERM_BPM, PRETERM_S) if early else Threshold()


def departures(
    height_bpm: FloatArray, threshold: Threshold, *, peak_s: float, longest_s: float = LONGEST_S
) -> list[tuple[int, int, int, float]]:
    """Find stretches where `height_bpm` (n,) rises to the threshold for long enough.

    Returns first sample, past-the-last sample, sample of the peak and its height, in order of time.
    """
    smooth = _bridged(moving_mean(height_bpm, int(SMOOTH_S * FS_HZ) + 1))
    peaks = np.fmax(smooth, moving_mean(height_bpm, int(peak_s * FS_HZ) + 1))
    found: list[tuple[int, int, int, float]] = []
    for start, stop in zip(*runs_of(smooth > FOOT_BPM), strict=True):
        if stop - start < threshold.seconds * FS_HZ or peaks[start:stop].max() < threshold.bpm:
            continue
        for first, last in _parted(peaks[start:stop], threshold):
            found.append(_measured(peaks, int(start) + first, int(start) + last))
    return [one for one in found if (one[1] - one[0]) <= longest_s * FS_HZ]


def _bridged(values: FloatArray) -> FloatArray:
    """Fill holes with a straight line, to decide whether an event goes on; long ones between deep edges."""
    present = np.isfinite(values)
    if present.all() or not present.any():
        return values
    result = values.copy()
    starts, stops = runs_of(~present)
    inner = (starts > 0) & (stops < values.size)
    for start, stop in zip(starts[inner], stops[inner], strict=True):
        left, right = values[start - 1], values[stop]
        seconds = (stop - start) / FS_HZ
        if seconds <= SHORT_HOLE_S or (seconds <= LONG_HOLE_S and min(left, right) >= DEEP_EDGE_BPM):
            result[start:stop] = left + (right - left) * np.arange(1, stop - start + 1) / (stop - start + 1)
    return result


def _parted(height: FloatArray, threshold: Threshold) -> list[tuple[int, int]]:
    """Cut one stretch at its deep dips; return the parts that are events by themselves."""
    above = height >= threshold.bpm
    starts, stops = runs_of(above)
    cuts = [0]
    for left, right in zip(stops[:-1], starts[1:], strict=True):
        dip = left + int(np.argmin(height[left:right]))
        lower = min(height[cuts[-1] : left].max(), height[right:].max())
        if height[dip] < FOOT_PART * lower:
            cuts.append(dip)
    cuts.append(height.size)
    return [(a, b) for a, b in itertools.pairwise(cuts) if b - a >= threshold.seconds * FS_HZ]


def _measured(peaks: FloatArray, first: int, last: int) -> tuple[int, int, int, float]:
    peak = first + int(np.argmax(peaks[first:last]))
    return first, last, peak, float(peaks[peak])


def accelerations(fhr_bpm: FloatArray, baseline_bpm: FloatArray, threshold: Threshold) -> list[Event]:
    """Accelerations of a cleaned trace (n,) above its baseline (n,)."""
    return [
        _event("acceleration", *one)
        for one in departures(fhr_bpm - baseline_bpm, threshold, peak_s=ACCELERATION_PEAK_S)
    ]


def decelerations(fhr_bpm: FloatArray, baseline_bpm: FloatArray) -> list[Event]:
    """Decelerations, not yet typed."""
    return [
        _event("deceleration", *one)
        for one in departures(
            baseline_bpm - fhr_bpm, Threshold(), peak_s=DECELERATION_PEAK_S, longest_s=LONGEST_S + FEET_S
        )
    ]


def _event(kind: str, first: int, last: int, peak: int, height_bpm: float) -> Event:
    return Event(kind, first / FS_HZ, last / FS_HZ, peak / FS_HZ, round(height_bpm, 2))
