"""What is measured of the last hour of labour to tell how acid the cord's blood may be.

Windows end with the last believed sample, since contact is often lost before birth. The strongest single measure is
the *swing*: how far means of 15 s lie from their median, whatever a baseline makes of it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ml_models.ctg.events import Event
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import FloatArray

LONG_MIN, SHORT_MIN = 60, 30
SWING_MIN = (30, 45, 60)
SWING_S = 15.0
EPOCH_S = 3.75
HALF_BPM = 0.5
"""Keeps the logarithm of a spread finite."""
LEAST_OF_BLOCK = 0.3
LEAST_S = 60.0
WIDE_BAND_BPM = 25.0
CAPACITY_S = 22.5
HALF_SECOND = 2
LEAST_ANCHORS = 20


@dataclass(frozen=True, eq=False)
class Trace:
    """What the measures need of an analysis; arrays (n,) at 4 Hz, `bandwidth_bpm` one value a minute."""

    fhr_bpm: FloatArray
    baseline_bpm: FloatArray
    bandwidth_bpm: FloatArray
    decelerations: list[Event]
    false_part: float = 0.0
    """Part of the rate that more likely is another heart or noise."""

    @property
    def end(self) -> int:
        """Sample behind the last believed one."""
        known = np.flatnonzero(np.isfinite(self.fhr_bpm))
        return int(known[-1]) + 1 if known.size else 0


def measured(trace: Trace) -> dict[str, float]:
    """Every measure by name; NaN where it cannot be told."""
    found: dict[str, float] = {}
    for minutes in SWING_MIN:
        found |= {f"{name}_{minutes}": value for name, value in _swing(_last(trace, minutes)[0]).items()}
    for minutes in (SHORT_MIN, LONG_MIN):
        found |= {f"{name}_{minutes}": value for name, value in _window(trace, minutes).items()}
    return found


def _last(trace: Trace, minutes: int) -> tuple[FloatArray, FloatArray, int]:
    """Rate and baseline of the last `minutes`, and the window's first sample."""
    start = max(0, trace.end - int(minutes * 60 * FS_HZ))
    return trace.fhr_bpm[start : trace.end], trace.baseline_bpm[start : trace.end], start


def blocks(values: FloatArray, seconds: float) -> FloatArray:
    """Means of whole blocks counted back from the end; NaN where little of a block was measured."""
    size = int(seconds * FS_HZ)
    table = values[values.size % size :].reshape(-1, size)
    present = np.isfinite(table)
    counts = present.sum(axis=1)
    means = np.where(present, table, 0.0).sum(axis=1) / np.maximum(counts, 1)
    return np.where(counts >= LEAST_OF_BLOCK * size, means, np.nan)


def _swing(fhr_bpm: FloatArray) -> dict[str, float]:
    means, halves = blocks(fhr_bpm, SWING_S), blocks(fhr_bpm, 2 * SWING_S)
    means, halves = means[np.isfinite(means)], halves[np.isfinite(halves)]
    known = fhr_bpm[np.isfinite(fhr_bpm)]
    names = ("swing", "spread", "rise", "fall", "above_150", "below_110", "below_100")
    if means.size * SWING_S < LEAST_S or halves.size == 0:
        return dict.fromkeys(names, math.nan)
    off = halves - np.median(halves)
    values = (
        _log(np.abs(means - np.median(means)).mean()),
        _log(means.std()),
        _log(np.clip(off, 0, None).mean()),
        _log(np.clip(-off, 0, None).mean()),
        np.clip(known - 150.0, 0, None).mean(),
        np.clip(110.0 - known, 0, None).mean(),
        np.clip(100.0 - known, 0, None).mean(),
    )
    return {name: float(value) for name, value in zip(names, values, strict=True)}


def _log(value: float) -> float:
    return math.log(float(value) + HALF_BPM)


def _window(trace: Trace, minutes: int) -> dict[str, float]:
    fhr_bpm, line, start = _last(trace, minutes)
    above = (fhr_bpm - line)[np.isfinite(fhr_bpm - line)]
    line = line[np.isfinite(line)]
    names = ("lowest_baseline", "highest_baseline", "baseline_course", "area_above", "area_below")
    if above.size < LEAST_S * FS_HZ:
        found = dict.fromkeys(names, math.nan)
    else:
        fifth = max(1, line.size // 5)
        course = line[-fifth:].mean() - line[:fifth].mean()
        values = (
            line.min(),
            line.max(),
            course,
            np.clip(above, 0, None).mean(),
            np.clip(-above, 0, None).mean(),
        )
        found = {name: float(value) for name, value in zip(names, values, strict=True)}
    return found | {
        "lost": float(np.isnan(fhr_bpm).mean()) if fhr_bpm.size else math.nan,
        "short_term_ms": _short_term_ms(fhr_bpm),
        "wide_band": _wide_band(trace.bandwidth_bpm[int(start / FS_HZ // 60) :]),
        "recovery_s": _recovery_s(trace, start / FS_HZ),
        "deceleration_capacity_ms": capacity_ms(fhr_bpm),
    }


def _short_term_ms(fhr_bpm: FloatArray) -> float:
    """Mean step between neighbouring epochs of the pulse interval, decelerations included."""
    steps = np.abs(np.diff(60_000.0 / blocks(fhr_bpm, EPOCH_S)))
    known = steps[np.isfinite(steps)]
    return float(known.mean()) if known.size else math.nan


def _wide_band(bandwidth_bpm: FloatArray) -> float:
    """Part of the minutes whose band is wider than 25 bpm (FIGO 2015: increased variability)."""
    known = bandwidth_bpm[np.isfinite(bandwidth_bpm)]
    return float((known > WIDE_BAND_BPM).mean()) if known.size > 2 else math.nan


def _recovery_s(trace: Trace, from_s: float) -> float:
    """Mean time from the bottom of a deceleration to its end; 0 without any."""
    times = [event.end_s - event.peak_s for event in trace.decelerations if event.end_s > from_s]
    return float(np.mean(times)) if times else 0.0


def capacity_ms(fhr_bpm: FloatArray) -> float:
    """Deceleration capacity by phase-rectified signal averaging (Bauer et al. 2006) over 22.5 s, in ms.

    Anchors are samples behind which the pulse interval is longer on average than before; half of the step of
    the averaged interval there. NaN with few anchors.
    """
    present = np.flatnonzero(np.isfinite(fhr_bpm))
    reach = int(CAPACITY_S * FS_HZ / HALF_SECOND)
    if present.size < LEAST_S * FS_HZ or fhr_bpm.size < 6 * reach * HALF_SECOND:
        return math.nan
    interval = 60_000.0 / np.interp(np.arange(fhr_bpm.size), present, fhr_bpm[present])
    interval = interval[: interval.size // HALF_SECOND * HALF_SECOND].reshape(-1, HALF_SECOND).mean(axis=1)
    sums = np.concatenate(([0.0], np.cumsum(interval)))
    at = np.arange(2 * reach, interval.size - 2 * reach)
    step = (sums[at + reach] - 2 * sums[at] + sums[at - reach]) / reach
    longer = step[step > 0]
    return float(longer.mean() / 2) if longer.size >= LEAST_ANCHORS else math.nan
