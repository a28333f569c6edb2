"""Variability over minutes and tens of minutes: bands by rule set, long low or high stretches, episodes in ms."""

from __future__ import annotations

import math

import numpy as np

from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.rules import definition, own, table
from ml_models.ctg.runs import BoolArray, row_medians, runs_of
from ml_models.ctg.variability import LEAST_MEASURED, MINUTE, epoch_intervals_ms

Span = tuple[float, float]

AROUND = 5
"""A single minute decides nothing: each counts as the median of the five around, if two of them are known."""
LEAST_AROUND = 2
LEAST_EPOCHS = 8
EPISODE_MINUTES, EPISODE_LEAST = 6, 5
"""Five of six successive minutes (Dawes, Moulden, Redman)."""


def steady_bpm(bandwidth_bpm: FloatArray) -> FloatArray:
    """Median bandwidth of the five minutes around each minute, shape (minutes,); NaN where fewer than two are known."""
    return _medians(np.pad(bandwidth_bpm, AROUND // 2, constant_values=np.nan), AROUND, 1)


def by_ten_minutes_bpm(bandwidth_bpm: FloatArray) -> FloatArray:
    """Median bandwidth of each ten minutes, the last of which may be shorter; NaN where fewer than two are known."""
    short = -bandwidth_bpm.size % 10
    return _medians(np.pad(bandwidth_bpm, (0, short), constant_values=np.nan), 10, 10)


def _medians(values: FloatArray, size: int, step: int) -> FloatArray:
    if values.size < size:
        return np.empty(0)
    windows = np.lib.stride_tricks.sliding_window_view(values, size)[::step]
    told = np.isfinite(windows).sum(axis=1) >= LEAST_AROUND
    found = np.full(told.size, np.nan)
    found[told] = row_medians(windows[told])
    return found


def minutes_where(mask: BoolArray, *, least: int = 1) -> list[Span]:
    """Stretches of at least `least` minutes where `mask` (minutes,) holds, in seconds."""
    starts, stops = runs_of(mask)
    return [(60.0 * a, 60.0 * b) for a, b in zip(starts, stops, strict=True) if b - a >= least]


def longest_minutes(spans: list[Span]) -> float:
    """Length of the longest stretch in minutes, 0 without any."""
    return max(((stop - start) / 60 for start, stop in spans), default=0.0)


def nichd_band(bandwidth_bpm: float) -> str:
    """absent, minimal, moderate or marked (NICHD 2008); unknown for NaN."""
    if math.isnan(bandwidth_bpm):
        return "unknown"
    if own("own_absent").holds(bandwidth_bpm):
        return "absent"
    if definition("def_var_minimal").holds(bandwidth_bpm):
        return "minimal"
    return "marked" if definition("def_var_marked").holds(bandwidth_bpm) else "moderate"


def figo_band(bandwidth_bpm: float) -> str:
    """reduced, normal or increased (FIGO 2015); unknown for NaN."""
    if math.isnan(bandwidth_bpm):
        return "unknown"
    low, high = definition("def_var_figo_normal").limits
    return "reduced" if bandwidth_bpm < low else "increased" if bandwidth_bpm > high else "normal"


def minute_ranges_ms(fhr_bpm: FloatArray, left_out: BoolArray) -> FloatArray:
    """Longest minus shortest pulse interval of each whole minute in ms, of epoch means; shape (minutes,).

    NaN in minutes that touch `left_out` (n,), the decelerations, and where half of the epochs are not measured.
    """
    minutes = fhr_bpm.size // MINUTE
    means = epoch_intervals_ms(fhr_bpm)
    clear = ~left_out[: minutes * MINUTE].reshape(minutes, MINUTE).any(axis=1)
    usable = clear & (np.isfinite(means).sum(axis=1) >= LEAST_EPOCHS)
    ranges = np.full(minutes, np.nan)
    ranges[usable] = np.nanmax(means[usable], axis=1) - np.nanmin(means[usable], axis=1)
    return ranges


def high_episodes(ranges_ms: FloatArray) -> list[Span]:
    """Stretches in which five of every six minutes reach the limit of high variation."""
    return _episodes(ranges_ms >= table("antepartum_criteria")["apc_high_def"].limit)


def low_episodes(ranges_ms: FloatArray) -> list[Span]:
    """Stretches in which five of every six minutes stay below the limit of low variation."""
    return _episodes(ranges_ms < table("antepartum_criteria")["apc_low_def"].limit)


def _episodes(minute: BoolArray) -> list[Span]:
    if minute.size < EPISODE_MINUTES:
        return []
    windows = np.lib.stride_tricks.sliding_window_view(minute, EPISODE_MINUTES)
    inside = np.zeros(minute.size, dtype=bool)
    for start in np.flatnonzero(windows.sum(axis=1) >= EPISODE_LEAST).tolist():
        inside[start : start + EPISODE_MINUTES] = True
    return minutes_where(inside)


def flat_in_s(fhr_bpm: FloatArray, start_s: float, end_s: float, below_bpm: float) -> float:
    """Longest time in s inside one stretch in which every minute's band stays below `below_bpm`.

    `fhr_bpm` (n,) is the smoothed rate; 0 where no minute does.
    """
    inside = fhr_bpm[round(start_s * FS_HZ) : round(end_s * FS_HZ)]
    if inside.size < MINUTE:
        return 0.0
    windows = np.lib.stride_tricks.sliding_window_view(inside, MINUTE)[:: int(FS_HZ)]
    enough = np.isfinite(windows).mean(axis=1) >= LEAST_MEASURED
    spread = np.full(enough.size, np.inf)
    spread[enough] = np.nanmax(windows[enough], axis=1) - np.nanmin(windows[enough], axis=1)
    starts, stops = runs_of(spread < below_bpm)
    return float(np.max(stops - starts - 1, initial=-1) + 60.0) if starts.size else 0.0
