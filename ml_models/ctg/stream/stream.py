"""A recording that goes on: takes pieces, looks at the end of the trace, remembers the rest."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from ml_models.ctg.analysis import Analysis, Context, analyze
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.memory_source import with_known_source
from ml_models.ctg.numbers import covered
from ml_models.ctg.recording import FloatArray, Recording, Source
from ml_models.ctg.recurrence import averaged_s, per_ten_minutes
from ml_models.ctg.stream import judging, saving
from ml_models.ctg.stream.following import Changes, Following
from ml_models.ctg.stream.memory import Memory
from ml_models.ctg.stream.pieces import Pieces
from ml_models.ctg.stream.recent import Recent
from ml_models.ctg.stream.signal import signal_of
from ml_models.ctg.stream.trail import Trail
from ml_models.ctg.stream.update import Update
from ml_models.ctg.stream.window import Window, look_at, moved, start_of_window
from ml_models.ctg.variability import MINUTE, bandwidth_bpm

WINDOW_S = 1200.0
"""Of every look: longer ones say nothing better of the last minute, shorter ones settle worse (decision 0046)."""
LAG_S = 600.0
"""What lies further back has settled. A fall of ten minutes is a new baseline from its beginning on, so not less."""
LEAST_NEW = int(5 * FS_HZ)
"""Smaller pieces wait for the next one: a cell of the baseline is as long."""
STEADY_MINUTES = 5


class Stream:
    """One fetus's trace while it is recorded; of twins, open one stream for each.

    The arguments are those of `analyze`; `source` tells how finely and how often the device itself counts.
    """

    def __init__(
        self,
        *,
        gestation_weeks: float | None = None,
        in_labour: bool = False,
        second_stage_s: float | None = None,
        twins: bool = False,
        fetus: int = 1,
        source: Source | None = None,
    ) -> None:
        if not 1 <= fetus <= (2 if twins else 1):
            raise ValueError(f"fetus must be 1 to {2 if twins else 1}, given {fetus}")
        self.context = Context(gestation_weeks, in_labour, second_stage_s, fetus)
        self.twins = twins
        self.source = source or Source("memory")
        self.closed = False
        self._pieces = Pieces()
        self._trail = Trail()
        self._following = Following()
        self._memory = Memory()
        self._looked_until = 0
        self._told_until = 0
        self._last = Update(0.0, 0.0)

    @property
    def samples(self) -> int:
        """How many samples at 4 Hz there are so far."""
        return self._pieces.samples

    def push(self, piece: Mapping[str, ArrayLike], start_sample: int | None = None) -> Update:
        """Take samples at 4 Hz: `fhr1_bpm`, and what else there is of `fhr2_bpm`, `mhr_bpm`, `toco` and the marks.

        Without `start_sample` they follow the last ones. A piece may overlap, come late (up to an hour) or leave a hole;
        what was measured stays, holes are filled. Raises `FormatError` naming the field, and then nothing was stored;
        `ValueError` once the stream is closed.
        """
        if self.closed:
            raise ValueError("the stream is closed")
        changed = self._pieces.add(piece, start_sample)
        if changed is None:
            return self._nothing_new()
        self._memory.doubts.forget(changed)
        if self._waits(changed):
            return self._nothing_new()
        self._last = self._look()
        return self._last

    def _waits(self, changed: int) -> bool:
        """Whether what changed from a sample on is looked at with the next piece only: little, or long ago."""
        if changed < self._trail.settled:
            self._trail.unsettle(changed)
            self._following.unsettle(changed)
            return True
        return changed >= self._looked_until > self.samples - LEAST_NEW

    def recent(self) -> Recent:
        """The last hour as the last look left it."""
        trail = self._trail
        return Recent(
            start=trail.start,
            fhr_bpm=trail.fhr_bpm,
            baseline_bpm=trail.baseline_bpm,
            cause=trail.cause,
            doubt_percent=trail.doubt_percent,
            events=[
                one for one in self._following.all if one.is_open or one.event.end_s >= trail.start / FS_HZ
            ],
        )

    def so_far(self) -> Analysis:
        """What `analyze` says of everything up to now; the stream goes on."""
        return analyze(
            self.recording,
            gestation_weeks=self.context.gestation_weeks,
            in_labour=self.context.in_labour,
            second_stage_s=self.context.second_stage_s,
            fetus=self.context.fetus,
        )

    def close(self) -> Analysis:
        """End the stream; returns what `analyze` says of the whole."""
        self.closed = True
        return self.so_far()

    @property
    def recording(self) -> Recording:
        """Everything that came in."""
        return self._pieces.recording(twins=self.twins, source=self.source)

    def to_bytes(self) -> bytes:
        """The whole state, for another process to take over with `from_bytes`."""
        return saving.packed(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> Stream:
        """Take over a stream. Raises `FormatError` where `data` is none of ours or of an unknown version."""
        return saving.unpacked(cls, data)

    def _nothing_new(self) -> Update:
        """Return the last look again, without what was told once: changes, verdicts and what they ask for."""
        return replace(
            self._last,
            seconds=self.samples / FS_HZ,
            changes=Changes(),
            verdicts={},
            verdicts_at_s=None,
            go_on=False,
        )

    def _look(self) -> Update:
        lag = int(LAG_S * FS_HZ)
        least = int(WINDOW_S * FS_HZ)
        start = start_of_window(self._trail.settled, self.samples, least, least - lag)
        part = self._pieces.recording(start, twins=self.twins, source=self.source)
        single = with_known_source(part).of_fetus(self.context.fetus)
        window = look_at(single, start, self.context.gestation_weeks, self._memory)
        changes = self._following.take(window, self._trail.settled)
        self._trail.take(window, lag)
        self._looked_until = self.samples
        per_minute = _bandwidth(window)
        update = Update(
            seconds=self.samples / FS_HZ,
            analysed_s=self.samples / FS_HZ,
            baseline_bpm=float(window.baseline_bpm[-1]),
            variability_bpm=float(per_minute[-1]) if per_minute.size else math.nan,
            steady_variability_bpm=_median(per_minute),
            contractions_per_10min=self._contractions_per_10min(),
            changes=changes,
            open_events=[one for one in self._following.live if one.is_open],
            signal=signal_of(window, single, self._pieces.impossible_until),
        )
        judged = self._with_verdicts(update)
        self._trail.forget()
        return judged

    def _with_verdicts(self, update: Update) -> Update:
        """Add the verdicts where they are due."""
        at = judging.due(self.samples, self._told_until)
        if at is None:
            return update
        self._told_until = at
        recording = self._pieces.recording(stop=at, twins=self.twins, source=self.source)
        verdicts = judging.judged(self._trail, self._following.all, recording, self.context)
        go_on = judging.goes_on(verdicts, at, in_labour=self.context.in_labour)
        return replace(update, verdicts=verdicts, verdicts_at_s=at / FS_HZ, go_on=go_on)

    def _contractions_per_10min(self) -> float:
        """In ten minutes, of the last thirty or of all where there are ten at least; NaN without a belt."""
        seconds = self.samples / FS_HZ
        looked_at_s = min(seconds, averaged_s())
        belt = self._pieces.channel("toco", self.samples - round(looked_at_s * FS_HZ))
        if not np.isfinite(belt).any():
            return math.nan
        known = (*self._following.settled, *self._following.live)
        found = [one.event for one in known if one.family == "contraction"]
        return per_ten_minutes(moved(found, looked_at_s - seconds), looked_at_s)[0]


def _bandwidth(window: Window) -> FloatArray:
    """Of the last whole minutes, one more than are told, since smoothing spoils the first."""
    whole = window.fhr_bpm.size // MINUTE * MINUTE
    first = max(0, whole - (STEADY_MINUTES + 1) * MINUTE)
    found = [*window.accelerations, *window.decelerations]
    in_event = covered(moved(found, -window.start / FS_HZ), window.fhr_bpm.size)
    place = slice(first, whole)
    per_minute = bandwidth_bpm(window.fhr_bpm[place], window.baseline_bpm[place], in_event[place])
    return per_minute[-STEADY_MINUTES:]


def _median(values: FloatArray) -> float:
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else math.nan
