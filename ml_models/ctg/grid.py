"""From the device's time stamps to the 4 Hz grid, and the checks that every channel passes.

Each value keeps the time at which the device gave it and holds until its successor is due; where none
came, a hole is left. Nothing is interpolated: a line drawn between two values would look measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import numpy as np

from ml_models.ctg import limits
from ml_models.ctg.errors import FormatError, require
from ml_models.ctg.recording import MARK_CHANNELS, RATE_CHANNELS, ByteArray, FloatArray

JITTER = 0.25
"""Part of a step by which the times of a steady clock may miss their places."""
LATE = 0.75
"""Where stamps jitter, a value may be late by this part of a step before its place counts as a hole."""
BLOCK, BLOCK_TOLERANCE = 20, 0.2
"""However stamps jitter, so many steps on end take as long as so many others, give or take this part."""

FIRST_UNIX_S = 1e8
"""Times from here on are seconds since 1970 (UTC), not seconds since the beginning."""

RATE_TOLERANCE = 0.02
"""A device's second is not quite ours."""

ROUNDING_S = 0.05
"""A value this little late still counts for its grid point: stamps are rounded."""


def check_rate_hz(fs_hz: float, field: str = "fs_hz") -> float:
    """Return `fs_hz` if it lies within 1 to 10 Hz."""
    low, high = limits.MIN_SOURCE_HZ, limits.MAX_SOURCE_HZ
    inside = low * (1 - RATE_TOLERANCE) <= fs_hz <= high * (1 + RATE_TOLERANCE)
    require(
        bool(np.isfinite(fs_hz)) and inside,
        field,
        "the sampling rate is out of range",
        limit=f"{low:g} to {high:g} Hz",
        given=float(fs_hz),
    )
    return float(fs_hz)


def check_duration(duration_s: float, field: str = "duration") -> None:
    """Refuse nothing at all and more than 24 hours."""
    require(duration_s > 0, field, "the recording holds no samples", limit="at least one sample", given=0)
    require(
        duration_s <= limits.MAX_DURATION_S + 1e-6,
        field,
        "the recording is too long for one file",
        limit=f"{limits.MAX_HOURS} h 0 min",
        given=f"{duration_s / 3600:.2f} h",
    )


def checked_channel(name: str, values: FloatArray) -> FloatArray | ByteArray:
    """Return one channel with 0 bpm as NaN and marks as bytes; refuse what no device sends."""
    if name in RATE_CHANNELS:
        _within(name, values, 0.0, limits.MAX_RATE_BPM, "bpm")
        return np.where(values == 0, np.nan, values)
    if name in MARK_CHANNELS:
        top = limits.MAX_QUALITY if name == "quality" else limits.MAX_MARK
        _within(name, values, 0, top, "whole numbers")
        filled = np.nan_to_num(values)
        require(bool(np.all(filled == np.floor(filled))), name, "holds a fraction", limit="whole numbers")
        return filled.astype(np.uint8)
    _within(name, values, limits.MIN_TOCO, limits.MAX_TOCO, "units")
    return values


def _within(name: str, values: FloatArray, low: float, high: float, unit: str) -> None:
    outside = (values < low) | (values > high) | np.isinf(values)
    if outside.any():
        first = int(np.argmax(outside))
        raise FormatError(
            name,
            f"value number {first + 1} is out of range",
            f"{low:g} to {high:g} {unit}",
            float(values[first]),
        )


def even_times(count: int, fs_hz: float) -> FloatArray:
    """Times of `count` samples taken `fs_hz` times a second, in seconds."""
    return np.arange(count) / fs_hz


def since_start(t_s: FloatArray) -> tuple[FloatArray, datetime | None]:
    """Return times from the first one on, and the moment of that one where they are Unix times."""
    if t_s.size == 0 or not t_s[0] >= FIRST_UNIX_S:
        return t_s, None
    return t_s - t_s[0], datetime.fromtimestamp(float(t_s[0]), UTC)


def step_of(t_s: FloatArray, field: str = "t_s") -> float:
    """Return the step of `t_s` in seconds; refuse times that are not a constant rate of 1 to 10 Hz.

    Rows that never came leave longer gaps. Stamps may jitter, as those of a phone do; the rate must be one.
    """
    _check_times(t_s, field)
    gaps_s = np.diff(t_s)
    step_s = float(np.median(gaps_s))
    check_rate_hz(1.0 / step_s, field)
    steps = gaps_s / step_s
    off = np.abs(steps - np.maximum(1, np.round(steps)))
    return step_s if bool((off <= JITTER).all()) else _step_of_jittered(gaps_s, step_s, field)


def _check_times(t_s: FloatArray, field: str) -> None:
    require(
        t_s.size >= 2, field, "one row has no sampling rate", limit="at least 2 rows", given=int(t_s.size)
    )
    require(bool(np.isfinite(t_s).all()), field, "a time is missing", limit="a number in every row")
    require(t_s[0] >= 0, field, "times must not be negative", limit=0, given=float(t_s.min()))
    gaps_s = np.diff(t_s)
    require(
        bool((gaps_s > 0).all()),
        field,
        "times must rise from row to row",
        limit="above 0 s",
        given=float(gaps_s.min()),
    )
    check_duration(float(t_s[-1]), field)


def _step_of_jittered(gaps_s: FloatArray, median_s: float, field: str) -> float:
    """The mean of the gaps in which no row is missing, if it is the same all along."""
    whole = gaps_s[gaps_s < (1 + LATE) * median_s]
    step_s = float(whole.mean())
    blocks = max(1, whole.size // BLOCK)
    means = np.array([part.mean() for part in np.array_split(whole, blocks)]) / step_s
    worst = int(np.abs(means - 1).argmax())
    require(
        bool(np.abs(means - 1).max() <= BLOCK_TOLERANCE),
        field,
        "times are not at a constant rate",
        limit=f"{BLOCK_TOLERANCE:g} of a step over {BLOCK} rows",
        given=f"{means[worst] * step_s:.3f} s beside {step_s:.3f} s",
    )
    return check_rate_hz(1.0 / step_s, field) ** -1


def hold_on_grid(t_s: FloatArray, values: FloatArray, step_s: float) -> FloatArray:
    """Put `values` of shape (n,), given at `t_s`, on the grid of 4 Hz that begins at 0 s.

    Sample `i` shows the last value given at or before `i / 4` s if that is younger than one step, else NaN.
    """
    length = max(1, round((float(t_s[-1]) + step_s) * limits.FS_HZ))
    if values.size == length and abs(step_s * limits.FS_HZ - 1) < 1e-3 and _on_grid(t_s):
        return values
    gaps_s = np.append(np.diff(t_s), np.inf)
    until_s = t_s + np.where(gaps_s <= (1 + LATE) * step_s, gaps_s, step_s)
    grid_s = np.arange(length) / limits.FS_HZ
    last = np.searchsorted(t_s, grid_s + ROUNDING_S, side="right") - 1
    fresh = (last >= 0) & (grid_s < until_s[np.maximum(last, 0)] - 1e-6)
    return np.where(fresh, values[np.maximum(last, 0)], np.nan)


def _on_grid(t_s: FloatArray) -> bool:
    return bool(np.abs(t_s - np.arange(t_s.size) / limits.FS_HZ).max() < ROUNDING_S)


def on_grid(
    t_s: FloatArray, channels: Mapping[str, FloatArray], step_s: float
) -> dict[str, FloatArray | ByteArray]:
    """Check and resample every channel; all come back with one length."""
    check_duration(float(t_s[-1]) + step_s)
    return {
        name: checked_channel(name, hold_on_grid(t_s, values, step_s)) for name, values in channels.items()
    }
