"""Samples that have come and were not looked at yet. They are taken in steps of five seconds, in their order.

So the same samples are looked at in the same steps whether they came one by one, or all at once in a replay. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np

from apps.monitoring.numbers import Numbers
from apps.recordings import channels
from apps.recordings.channels import Channel, IntArray, Samples

STEP: Final = 20
"""Samples at 4 Hz: the cell of the baseline, and of the rules that watch."""
HOLE_WAITS_S: Final = 6.0
"""Who has newer samples waits so long for those before them; what comes later is laid in where it belongs."""


class Waiting:
    """Everything from sample `taken` on."""

    def __init__(self, taken: int = 0) -> None:
        self.taken = taken
        self._parts: list[tuple[int, Samples]] = []
        self._there = Numbers()
        self._end = taken
        self._hole_since: float | None = None

    def put(self, start: int, samples: Samples) -> tuple[int, Samples] | None:
        """Keep samples that begin at `start`; return the part of them that lies behind and comes too late to wait."""
        count = channels.length_of(samples)
        skip = min(count, max(0, self.taken - start))
        if skip < count:
            kept = {channel: values[skip:] for channel, values in samples.items()}
            self._parts.append((start + skip, kept))
            self._there.add(start + skip, count - skip)
            self._end = max(self._end, start + count)
        if skip == 0:
            return None
        return start, {channel: values[:skip] for channel, values in samples.items()}

    def steps(self, now_s: float) -> Iterator[tuple[int, dict[Channel, IntArray]]]:
        """Return (first sample, samples) of each step that is there, or has been waited for. `now_s`: any clock."""
        while self._end >= self.taken + STEP:
            if not self._is_whole():
                if self._hole_since is None:
                    self._hole_since = now_s
                if now_s - self._hole_since < HOLE_WAITS_S:
                    return
            else:
                self._hole_since = None
            yield self.taken, self._next()
            if self._is_empty():
                self._hole_since = None

    def _is_whole(self) -> bool:
        return all(place in self._there for place in range(self.taken, self.taken + STEP))

    def _is_empty(self) -> bool:
        return not self._there.touches(self.taken, STEP) and self._end <= self.taken

    def _next(self) -> dict[Channel, IntArray]:
        begin, end = self.taken, self.taken + STEP
        inside = [part for part in self._parts if part[0] < end]
        mask = channels.mask_of(channel for _, samples in inside for channel in samples)
        step = channels.nothing(mask or int(Channel.FHR1), STEP)
        for start, samples in inside:
            _lay_over(step, samples, start - begin)
        self._parts = [part for part in self._parts if part[0] + channels.length_of(part[1]) > end]
        self.taken = end
        return step


def _lay_over(step: dict[Channel, IntArray], samples: Samples, offset: int) -> None:
    """Lay the part of `samples` that lies within a step into it; `offset` is where they begin, maybe before it."""
    for channel, values in samples.items():
        begin, end = max(0, offset), min(STEP, offset + values.size)
        if begin < end:
            step[channel][begin:end] = values[begin - offset : end - offset]


def piece(samples: Samples) -> dict[str, np.ndarray]:
    """Return samples as `ctg.Stream` takes them: bpm and units, NaN where nothing was measured."""
    found: dict[str, np.ndarray] = {
        channels.FIELDS[channel]: channels.measured(channel, values)
        for channel, values in samples.items()
        if channel in channels.WIDE
    }
    if Channel.MARKS in samples:
        found[channels.FIELDS[Channel.MARKS]] = samples[Channel.MARKS].astype(np.float64)
    return found
