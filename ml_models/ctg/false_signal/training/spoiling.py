"""What is done to a window before the network sees it, so that it learns the fault and not the recording."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from ml_models.ctg.false_signal.training.traces import FALSE, TRUE, UNJUDGED, Trace
from ml_models.ctg.limits import FS_HZ

WINDOW: Final = 8192
"""Samples, 34 minutes."""
ENOUGH: Final = 0.3
"""A maternal channel that is measured for this part of a window can stand in for the fetal one."""


def window(random: np.random.Generator, trace: Trace) -> Trace:
    """Cut a window out of a trace; what is missing at its end is NaN and not judged."""
    size = trace.fhr_bpm.size
    start = int(random.integers(0, size - WINDOW)) if size > WINDOW else 0
    part = slice(start, start + WINDOW)

    def cut(values: np.ndarray, fill: float) -> np.ndarray:
        return np.pad(
            values[part], (0, WINDOW - values[part].size), constant_values=np.array(fill, values.dtype)
        )

    return Trace(
        trace.name,
        cut(trace.fhr_bpm, np.nan),
        cut(trace.mhr_bpm, np.nan),
        cut(trace.toco, 0),
        cut(trace.verdict, UNJUDGED),
    )


def spoil(random: np.random.Generator, seen: Trace, others: Sequence[Trace]) -> Trace:
    """Spoil a window in place and return it: other rates put in, channels taken away, everything moved."""
    if random.random() < 0.3:
        _put_mother_in(random, seen, others)
    if random.random() < 0.2:
        _halve_or_double(random, seen)
    _take_channels_away(random, seen)
    moved = np.float32(random.uniform(-8, 8))
    seen.fhr_bpm += moved
    seen.mhr_bpm += moved
    if random.random() < 0.3:
        for start, stop in _stretches(random, 12, lambda: random.exponential(10)):
            seen.fhr_bpm[start:stop] = np.nan
    seen.verdict[np.isnan(seen.fhr_bpm)] = UNJUDGED
    return seen


def _stretches(random: np.random.Generator, most: int, seconds: Callable[[], float]) -> list[tuple[int, int]]:
    """Draw from one to fewer than `most` stretches (start, stop) of a window."""
    found = []
    for _ in range(int(random.integers(1, most))):
        length = min(int(seconds() * FS_HZ) + 1, WINDOW // 2)
        start = int(random.integers(0, WINDOW - length))
        found.append((start, start + length))
    return found


def _put_mother_in(random: np.random.Generator, seen: Trace, others: Sequence[Trace]) -> None:
    """Show a mother's rate, a little late and a little noisy, in place of the fetus's."""
    source = seen.mhr_bpm
    if np.isfinite(source).mean() < ENOUGH:
        other = others[int(random.integers(len(others)))].mhr_bpm
        if other.size < WINDOW or np.isfinite(other).mean() < ENOUGH:
            return
        start = int(random.integers(0, other.size - WINDOW + 1))
        source = other[start : start + WINDOW]
    for start, stop in _stretches(random, 4, lambda: random.uniform(15, 240)):
        length = stop - start
        noise = np.convolve(random.normal(size=length + 8), np.ones(9) / 3, "valid")
        rate = np.roll(source[start:stop], int(random.integers(-6, 7))) + noise * random.uniform(0.1, 1.2)
        _replace(seen, start, stop, np.round(rate * 4) / 4, np.isfinite(rate))


def _halve_or_double(random: np.random.Generator, seen: Trace) -> None:
    for start, stop in _stretches(random, 4, lambda: random.uniform(3, 50)):
        rate = seen.fhr_bpm[start:stop] * (0.5 if random.random() < 0.5 else 2.0)
        may = (rate > 50) & (rate < 240) & (seen.verdict[start:stop] == TRUE)
        _replace(seen, start, stop, rate, may)


def _replace(seen: Trace, start: int, stop: int, rate: np.ndarray, may: np.ndarray) -> None:
    here = may & np.isfinite(seen.fhr_bpm[start:stop])
    seen.fhr_bpm[start:stop] = np.where(here, rate, seen.fhr_bpm[start:stop])
    seen.verdict[start:stop] = np.where(here, FALSE, seen.verdict[start:stop])


def _take_channels_away(random: np.random.Generator, seen: Trace) -> None:
    """Most phones have no maternal channel: nearly half of the windows come without one."""
    if random.random() < 0.45:
        seen.mhr_bpm[:] = np.nan
    elif random.random() < 0.3:
        for start, stop in _stretches(random, 6, lambda: random.uniform(20, 400)):
            seen.mhr_bpm[start:stop] = np.nan
    seen.toco *= np.float32(0.0 if random.random() < 0.15 else random.uniform(0.6, 1.5))
