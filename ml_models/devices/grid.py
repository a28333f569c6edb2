"""Samples of a device become seconds of a trace: arrays at 4 Hz, as a frame of the live stream carries them.

A value stands from its own time until the next one of its channel, at most `hold_ms`; then there is a hole. «No value»
makes a hole at once. Nothing is drawn between two values. A second of which nothing was heard and in which nothing
stands is not given out at all.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ml_models.ctg.limits import FS_HZ, MAX_QUALITY, MAX_RATE_BPM, MAX_SAMPLES, MAX_TOCO, MIN_TOCO
from ml_models.devices.base import RATES, Adapter, Clock, Mark, Sample
from ml_models.devices.placing import Placing

STEP_MS: Final = round(1000 / FS_HZ)
PER_PIECE: Final = round(FS_HZ)
ROUNDING_MS: Final = 50
"""A value this little late still counts for its place: stamps are rounded."""
LIMITS: Final[Mapping[str, tuple[float, float]]] = {
    **dict.fromkeys(RATES, (0.25, MAX_RATE_BPM)),
    "toco": (MIN_TOCO, MAX_TOCO),
    "quality": (0, MAX_QUALITY),
}
NUMBERS: Final[Mapping[str, tuple[str, float, int]]] = {
    **dict.fromkeys(RATES, ("<u2", 4.0, 0)),
    "toco": ("<i2", 2.0, -32768),
    "quality": ("u1", 1.0, 0),
    "movement_marks": ("u1", 1.0, 0),
}
"""Type, steps in our unit and number for «none», as docs/reference/chunks.md says."""


@dataclass(frozen=True, eq=False)
class Piece:
    """One second, or the part of it that there is; NaN = not measured."""

    first_sample: int
    """Place of the first value since the beginning of the trace, at 4 Hz."""
    channels: Mapping[str, NDArray[np.float64]]
    """Arrays of one length; `movement_marks` are bits."""
    phone_ms: int
    """When the phone had the last sample of it, or before it."""
    device_ms: int | None
    """What the device's own clock said then; None where it has none."""
    battery_percent: int | None
    contact: bool | None

    def numbers(self) -> dict[str, NDArray[Any]]:
        """Return the channels as the whole numbers of a chunk."""
        return {name: _numbers(name, values) for name, values in self.channels.items()}


def _numbers(name: str, values: NDArray[np.float64]) -> NDArray[Any]:
    kind, steps, missing = NUMBERS[name]
    return np.nan_to_num(np.rint(values * steps), nan=missing).astype(kind)


@dataclass(frozen=True)
class _Standing:
    """A value and when it began to stand."""

    value: float
    since_ms: int


class Gatherer:
    """Gathers the samples of one device into pieces.

    `refused` counts samples that came for a place that had been given out, or after the longest recording;
    `unbelievable` single values outside what a trace can hold: they become holes.
    """

    def __init__(
        self,
        channels: tuple[str, ...],
        *,
        hold_ms: int,
        step_ms: int | None = None,
        placing: Placing | None = None,
    ) -> None:
        self.refused = self.unbelievable = 0
        self.placing = placing or Placing(Clock.NONE)
        self._hold_ms, self._step_ms = hold_ms, step_ms or STEP_MS
        self._shown = {channels[0]}
        self._standing: dict[str, _Standing] = {}
        self._marks: dict[int, int] = {}
        self._next = 0
        self._rows: list[dict[str, float]] = []
        self._heard = False
        self._last: Sample | None = None
        self._last_ms = 0
        self._battery: int | None = None

    @classmethod
    def of(cls, adapter: Adapter, *, start_ms: int | None = None, stored: bool | None = None) -> Gatherer:
        """Make one that fits an adapter; for `start_ms` and `stored` (None: as the adapter says) see `Placing`."""
        placing = Placing(
            adapter.clock,
            delay_ms=adapter.delay_ms,
            start_ms=start_ms,
            stored=adapter.stored if stored is None else stored,
        )
        return cls(adapter.channels, hold_ms=adapter.hold_ms, step_ms=adapter.step_ms, placing=placing)

    def add(self, samples: Iterable[Sample]) -> list[Piece]:
        """Take samples in the order in which they came; return the seconds that are complete."""
        pieces: list[Piece] = []
        for sample in samples:
            at_ms = self.placing.since_start_ms(sample)
            if not self._next <= place_of(at_ms) < MAX_SAMPLES:
                self.refused += 1
                continue
            pieces += self._fill(place_of(at_ms))
            self._take(sample, at_ms)
        return pieces

    def mark(self, mark: Mark, *, phone_ms: int) -> bool:
        """Note what somebody marked on the phone; False where that place has been given out or does not exist."""
        place = place_of(self.placing.moment_of_phone(phone_ms))
        if not self._next <= place < MAX_SAMPLES:
            return False
        self._note_mark(place, int(mark))
        return True

    def until(self, phone_ms: int) -> list[Piece]:
        """Let time pass without a sample: values end when they have stood long enough.

        Never further than to where a sample that comes now may still be placed.
        """
        return self._fill(min(place_of(self.placing.settled_ms(phone_ms)), MAX_SAMPLES))

    def finish(self) -> list[Piece]:
        """Return what is left. The last values stand for one step."""
        if self._last is None:
            return []
        end = max(place_of(self._last_ms + self._step_ms), max(self._marks, default=-1) + 1)
        return [*self._fill(min(end, MAX_SAMPLES)), *self._given_out()]

    def _take(self, sample: Sample, at_ms: int) -> None:
        for name, value in sample.values.items():
            if value is not None and self._believed(name, value):
                self._standing[name] = _Standing(value, at_ms)
                self._shown.add(name)
            else:
                self._standing.pop(name, None)
        if sample.marks:
            self._note_mark(place_of(at_ms), sample.marks)
        if sample.battery_percent is not None:
            self._battery = sample.battery_percent
        self._last, self._last_ms, self._heard = sample, at_ms, True

    def _believed(self, name: str, value: float) -> bool:
        low, high = LIMITS[name]
        believed = low <= value <= high
        self.unbelievable += not believed
        return believed

    def _note_mark(self, place: int, bits: int) -> None:
        self._marks[place] = self._marks.get(place, 0) | bits
        self._shown.add("movement_marks")

    def _fill(self, end: int) -> list[Piece]:
        """Write down what stands at each place before `end`."""
        pieces: list[Piece] = []
        while self._next < end:
            if not (self._rows or self._heard or self._standing or self._marks):
                self._next = max(self._next, end - end % PER_PIECE)
                if self._next == end:
                    break
            self._rows.append(self._row(self._next))
            self._next += 1
            if self._next % PER_PIECE == 0:
                pieces += self._given_out()
        return pieces

    def _row(self, place: int) -> dict[str, float]:
        at_ms = place * STEP_MS
        for name, standing in list(self._standing.items()):
            if at_ms - standing.since_ms >= self._hold_ms:
                del self._standing[name]
        row = {name: standing.value for name, standing in self._standing.items()}
        if place in self._marks:
            row["movement_marks"] = float(self._marks.pop(place))
        return row

    def _given_out(self) -> list[Piece]:
        """Return the open second as a piece, or nothing where nothing was heard and nothing stands."""
        rows, self._rows = self._rows, []
        heard, self._heard = self._heard, False
        if not rows or not (heard or any(rows)):
            return []
        names = [name for name in NUMBERS if name in self._shown]
        last = self._last
        piece = Piece(
            first_sample=self._next - len(rows),
            channels={name: _column(name, rows) for name in names},
            phone_ms=last.phone_ms if last else 0,
            device_ms=self.placing.wall_ms(last) if last else None,
            battery_percent=self._battery,
            contact=last.contact if last else None,
        )
        return [piece]


def place_of(at_ms: float) -> int:
    """Return the first place on the grid that shows a value of this moment; negative before the beginning."""
    return math.ceil((at_ms - ROUNDING_MS) / STEP_MS)


def _column(name: str, rows: list[dict[str, float]]) -> NDArray[np.float64]:
    missing = 0.0 if name in ("quality", "movement_marks") else math.nan
    return np.array([row.get(name, missing) for row in rows], dtype=np.float64)
