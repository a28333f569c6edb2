"""The end of a trace, looked at for itself: the same look as in `analyze`, at some minutes only."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ml_models.ctg.events import Event
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.looking import look
from ml_models.ctg.recording import ByteArray, FloatArray, Recording
from ml_models.ctg.stream.memory import Memory
from ml_models.ctg.variability import MINUTE

STEP = 4 * MINUTE
"""Windows begin at multiples of this: while one begins where the last did, the search for the baseline goes on."""


@dataclass(frozen=True, eq=False)
class Window:
    """Findings from sample `start` of the trace on. Arrays are (n,) from there; times of events count from the first
    sample of the trace."""

    start: int
    fhr_bpm: FloatArray
    cause: ByteArray
    baseline_bpm: FloatArray
    false_signal_probability: FloatArray
    accelerations: list[Event]
    decelerations: list[Event]
    contractions: list[Event]

    @property
    def stop(self) -> int:
        return self.start + self.fhr_bpm.size


def start_of_window(settled: int, samples: int, least: int, before: int) -> int:
    """First sample to look at: `least` samples at least, `before` samples before what may still change.

    On a full minute of the trace (of `STEP`), so that minutes and cells of the baseline are those of the whole.
    """
    return max(0, min(samples - least, settled - before)) // STEP * STEP


def look_at(recording: Recording, start: int, gestation_weeks: float | None, memory: Memory) -> Window:
    """Analyse `recording`, one fetus's trace from sample `start` of the whole on; `memory` is of the same stream."""
    seen = look(recording, gestation_weeks, ask=memory.doubts.of_window(start), search=memory.search)
    ups, downs, uterine = (
        moved(found, start / FS_HZ) for found in (seen.accelerations, seen.decelerations, seen.contractions)
    )
    return Window(
        start,
        seen.cleaned.fhr_bpm,
        seen.cleaned.cause,
        seen.baseline_bpm,
        seen.false_signal_probability,
        ups,
        downs,
        uterine,
    )


def moved(found: list[Event], by_s: float) -> list[Event]:
    """The same events `by_s` seconds later."""
    return [
        replace(one, start_s=one.start_s + by_s, end_s=one.end_s + by_s, peak_s=one.peak_s + by_s)
        for one in found
    ]


def last_measured(fhr_bpm: FloatArray) -> int:
    """Past-the-last measured sample of `fhr_bpm` (n,), 0 without any."""
    known = np.flatnonzero(np.isfinite(fhr_bpm))
    return int(known[-1]) + 1 if known.size else 0
