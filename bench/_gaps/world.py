"""A phone, a network and a server in memory: what the gap ledger sees of faults whose truth is known. Pure.

The server keeps what the real one keeps: of each frame its clocks and when it came, and that it was
away itself, as coarsely as its heartbeat tells.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from apps.monitoring import frames
from apps.monitoring.rules.gap_grid import FRAME, Frames
from apps.monitoring.rules.gaps import Evidence, Span
from apps.monitoring.simulator.faults import Fault, Faults
from apps.monitoring.simulator.phone import Habits, Phone, Sensor

STARTED_MS: Final = 1_767_225_600_000
BEAT_MS: Final = 5_000
SLOWEST_RETRY_S: Final = 30


@dataclass(frozen=True)
class Outage:
    """The server is away from `start_s` to `end_s`, in seconds of the recording."""

    start_s: int
    end_s: int


@dataclass
class Server:
    """Takes frames, and remembers what the real one remembers."""

    clock_ahead_ms: int
    came: dict[int, tuple[frames.Frame, int]] = field(default_factory=dict)
    through: int = -1

    def take(self, messages: Iterable[bytes], at_ms: int) -> tuple[int | None, list[frames.Range]]:
        """Store what is new; returns what is acknowledged."""
        for message in messages:
            for frame in frames.read(message):
                self.came.setdefault(frame.number, (frame, at_ms))
        while self.through + 1 in self.came:
            self.through += 1
        return self.through if self.through >= 0 else None, []

    def rows(self) -> Frames:
        """The clocks of every frame, as `gap_grid.FRAME`."""
        return np.array([_row(frame, at_ms) for frame, at_ms in self.came.values()], dtype=FRAME)


def _row(frame: frames.Frame, at_ms: int) -> tuple[int, ...]:
    first, count = frame.first_sample or 0, frame.sample_count
    return (
        frame.number, frame.phone_ms, frame.device_ms, at_ms, first, count, frame.flags, frame.battery,
    )  # fmt: skip


def _habits(random: random.Random) -> Habits:
    """Not every phone tells all it could."""
    return Habits(
        silent_without_contact=random.random() < 0.5,
        tells_sleep=random.random() < 0.8,
        tells_network=random.random() < 0.7,
    )


class World:
    """Runs one phone second by second. `clock_ahead_ms`: how far the server's clock is ahead of the phone's."""

    def __init__(
        self,
        sensor: Sensor,
        faults: Sequence[Fault],
        outages: Sequence[Outage],
        *,
        clock_ahead_ms: int,
        seed: int,
    ) -> None:
        self.random = random.Random(seed)
        self.phone = Phone(
            sensor, Faults(faults), started_ms=STARTED_MS, seed=seed, habits=_habits(self.random)
        )
        self.outages, self.server = outages, Server(clock_ahead_ms)
        self._is_connected, self._retry_at, self._pause_s = False, 0, 1

    def run(self, seconds: int) -> Evidence:
        """Live through the recording and until all has arrived; returns what the server knows then."""
        for second in range(seconds):
            self.phone.second(second, is_connected=self._is_connected)
            self._talk(second)
        for second in range(seconds, seconds + 600):
            if not self.phone.kept:
                break
            self._talk(second)
        return Evidence(started_ms=STARTED_MS, frames=self.server.rows(), away=self._away())

    def _talk(self, second: int) -> None:
        if not (self.phone.is_online(second) and self._answers(second)):
            self._lose(second)
            return
        if not self._is_connected and second < self._retry_at:
            return
        self._is_connected, self._pause_s, self._retry_at = True, 1, 0
        while waiting := self.phone.to_send(second):
            self.phone.heard(*self.server.take(waiting, self._ours_ms(second) + self.random.randint(20, 400)))

    def _answers(self, second: int) -> bool:
        return not any(outage.start_s <= second < outage.end_s for outage in self.outages)

    def _lose(self, second: int) -> None:
        if self._is_connected:
            self.phone.disconnected()
        self._is_connected = False
        if second >= self._retry_at:
            self._pause_s = min(self._pause_s * 2, SLOWEST_RETRY_S)
            self._retry_at = second + self.random.randint(self._pause_s // 2, self._pause_s)

    def _ours_ms(self, second: int) -> int:
        return STARTED_MS + (second + 1) * 1000 + self.server.clock_ahead_ms

    def _away(self) -> list[Span]:
        """Our absences as heartbeats tell them: from the last beat before to the first one after."""
        spans = []
        for outage in self.outages:
            start, stop = (self._ours_ms(at) - 1000 for at in (outage.start_s, outage.end_s))
            spans.append((start - self.random.randint(0, BEAT_MS), stop + self.random.randint(0, 1500)))
        return spans
