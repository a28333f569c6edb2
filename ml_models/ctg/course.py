"""How the baseline went: level by level of ten minutes, its lowest and highest lasting level, and how the record ends.

A mean over a whole recording hides a fall at its end. A baseline is a level of ten minutes (FIGO 2015, NICHD 2008), of
which two must be measured beside events (NICHD 2008); at the end of a record three minutes are told too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ml_models.ctg.events import Event
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.runs import BoolArray, runs_of
from ml_models.ctg.variation import steady_bpm

STEP_S = 5.0
STEP = int(STEP_S * FS_HZ)
BLOCK_S = 600.0
LEAST_BESIDE_EVENTS_S = 120.0
LASTS = int(480.0 / STEP_S)
"""Ten minutes without the way there and back. Shorter falls are no part of the line (`baseline.without_short_falls`)."""
AT_THE_END = int(180.0 / STEP_S)
END_S = 180.0
KEPT_BPM = 10.0
"""A window keeps one level where the line moves by no more."""
OPEN_S = 10.0
"""A fall that reaches so near to the last measured value has not ended."""


@dataclass(frozen=True)
class Level:
    """Baseline in bpm from `start_s` to `end_s`; NaN where it cannot be told."""

    start_s: float
    end_s: float
    baseline_bpm: float


def by_ten_minutes(fhr_bpm: FloatArray, line_bpm: FloatArray, in_event: BoolArray) -> list[Level]:
    """Level of each ten minutes (the median of its line); arrays (n,)."""
    size = int(BLOCK_S * FS_HZ)
    levels = []
    for start in range(0, fhr_bpm.size, size):
        part = slice(start, min(start + size, fhr_bpm.size))
        beside_s = np.count_nonzero(np.isfinite(fhr_bpm[part]) & ~in_event[part]) / FS_HZ
        told = beside_s >= LEAST_BESIDE_EVENTS_S and bool(np.isfinite(line_bpm[part]).any())
        level = float(np.nanmedian(line_bpm[part])) if told else math.nan
        levels.append(Level(part.start / FS_HZ, part.stop / FS_HZ, level))
    return levels


def lasting(line_bpm: FloatArray) -> list[Level]:
    """Every level that the line (n,) keeps for some ten minutes, and those of the first and last three; in order of time.

    A window keeps a level where the line moves by at most `KEPT_BPM`; without any such, all windows count. A
    record or a piece between undefined stretches that is shorter counts whole.
    """
    cells = line_bpm[::STEP]
    found: list[Level] = []
    for start, stop in zip(*runs_of(np.isfinite(cells)), strict=True):
        if start == 0 and stop > AT_THE_END:
            found.append(_level(cells, 0, AT_THE_END))
        found += _windows(cells, int(start), int(stop))
        if stop == cells.size and stop - start > AT_THE_END:
            found.append(_level(cells, int(stop) - AT_THE_END, int(stop)))
    return found


def _windows(cells: FloatArray, start: int, stop: int) -> list[Level]:
    length = min(LASTS, stop - start)
    if length < min(AT_THE_END, cells.size):
        return []
    windows = np.lib.stride_tricks.sliding_window_view(cells[start:stop], length)
    kept = np.flatnonzero(windows.max(axis=1) - windows.min(axis=1) <= KEPT_BPM)
    chosen = kept if kept.size else np.arange(len(windows))
    means = windows[chosen].mean(axis=1).tolist()
    return [
        Level((start + k) * STEP_S, (start + k + length) * STEP_S, mean)
        for k, mean in zip(chosen.tolist(), means, strict=True)
    ]


def _level(cells: FloatArray, start: int, stop: int) -> Level:
    return Level(start * STEP_S, stop * STEP_S, float(cells[start:stop].mean()))


def measured_parts(values: FloatArray) -> list[float]:
    """Part of each ten minutes of a channel (n,) that was measured, 0 to 1; the last as long as it is."""
    size = int(BLOCK_S * FS_HZ)
    return [float(np.isfinite(values[at : at + size]).mean()) for at in range(0, values.size, size)]


@dataclass(frozen=True)
class Ending:
    """Median and upper quartile in bpm of the last three minutes; NaN where less was measured."""

    rate_bpm: float
    upper_bpm: float


def ending(fhr_bpm: FloatArray) -> Ending:
    """How a trace (n,) ends: the last three minutes that were measured, since contact is often lost in a fall."""
    measured = fhr_bpm[np.isfinite(fhr_bpm)]
    last = measured[-int(END_S * FS_HZ) :]
    if last.size < int(END_S * FS_HZ):
        return Ending(math.nan, math.nan)
    return Ending(float(np.median(last)), float(np.quantile(last, 0.75)))


def still_open(decelerations: list[Event], fhr_bpm: FloatArray) -> bool:
    """True where the last deceleration goes on to the last measured value, and the rate is not back."""
    measured = np.flatnonzero(np.isfinite(fhr_bpm))
    return bool(decelerations) and decelerations[-1].end_s >= measured[-1] / FS_HZ - OPEN_S


def low_variability_minutes(bandwidth_bpm: FloatArray, *, below_bpm: float = 5.0) -> int:
    """Longest stretch of minutes with a bandwidth below the limit of FIGO 2015; `bandwidth_bpm` (minutes,).

    A single minute decides nothing: each counts as the median of the five around, if two of them are known.
    """
    starts, stops = runs_of(steady_bpm(bandwidth_bpm) < below_bpm)
    return int(np.max(stops - starts, initial=0))
