"""The phone itself, without a wire: makes frames, keeps them until they are acknowledged, says what to send. Pure.

Time is counted in seconds of the recording; whoever drives the phone calls `second` for each of them, and tells it
about its connection.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from apps.monitoring import frames
from apps.monitoring.frames import Flag, Range
from apps.monitoring.simulator.faults import Faults, Kind
from apps.recordings import channels, chunks
from apps.recordings.channels import Channel, Samples
from ml_models.ctg.recording import Recording

AT_A_TIME: Final = 60
SECOND: Final = 4
BLOCK_S: Final = 60
FULL_BATTERY, LEAST_BATTERY, PER_PERCENT_S = 94, 3, 240
CHANNELS: Final = Channel.FHR1 | Channel.MHR | Channel.TOCO | Channel.QUALITY | Channel.MARKS
OF_THE_PROBE: Final = (Channel.FHR1, Channel.FHR2, Channel.QUALITY)
SHUFFLED_TOGETHER: Final = 5
REMEMBERED: Final = 30


class Sensor(Protocol):
    """What is worn: `ml_models.ctg.generator.Live`, or a recorded trace."""

    twins: bool

    def piece(self, start_s: int, seconds: int = 1) -> Recording:
        """Return what it measures in some seconds."""


@dataclass(frozen=True)
class Kept:
    """A frame that is not acknowledged yet."""

    number: int
    phone_ms: int
    flags: int
    battery: int
    chunk: bytes | None
    is_live: bool = True
    times_sent: int = 0

    def encoded(self) -> bytes:
        """Its bytes; told as kept where it goes out again, or waited for a connection."""
        return frames.write(
            self.number,
            phone_ms=self.phone_ms,
            chunk=self.chunk,
            flags=self.flags | (0 if self.is_live else Flag.KEPT),
            device_ms=self.phone_ms if self.flags & Flag.DEVICE_CLOCK_SET else frames.NO_CLOCK,
            battery=self.battery,
        )


@dataclass(frozen=True)
class Habits:
    """How phones and sensors differ in what they tell."""

    silent_without_contact: bool = False
    """The sensor sends nothing while it has no contact, in place of samples without a rate."""
    tells_sleep: bool = True
    """False: the system ends the app without a word, and starts it anew."""
    tells_network: bool = True


class Phone:
    """One phone with one sensor and one recording, which begins at `started_ms` by its own clock."""

    def __init__(
        self, sensor: Sensor, faults: Faults, *, started_ms: int, seed: int = 0, habits: Habits | None = None
    ) -> None:
        self.sensor, self.faults, self.started_ms = sensor, faults, started_ms
        self.habits = habits or Habits()
        self.kept: dict[int, Kept] = {}
        self.made = self.acknowledged = self.sent = self.sent_again = 0
        self.just_sent: list[int] = []
        self._waiting: dict[int, None] = {}
        self._slept = self._was_offline = False
        self._random = random.Random(seed)
        self._done: deque[bytes] = deque(maxlen=REMEMBERED)
        self._blocks: dict[int, Samples] = {}

    def second(self, second: int, *, is_connected: bool) -> None:
        """Live through a second: what the sensor gave becomes a frame, unless the phone sleeps."""
        if self.faults.hold(Kind.PHONE_ASLEEP, second):
            self._slept = self.habits.tells_sleep
            return
        if self.faults.hold(Kind.NETWORK, second):
            self._was_offline = self.habits.tells_network
        is_linked = not self.faults.hold(Kind.BLUETOOTH, second)
        touches = not self.faults.hold(Kind.SENSOR_OFF, second)
        has_samples = is_linked and (touches or not self.habits.silent_without_contact)
        made = Kept(
            self.made,
            self.started_ms + (second + 1) * 1000,
            self._flags(second, is_linked, touches),
            max(LEAST_BATTERY, FULL_BATTERY - second // PER_PERCENT_S),
            self._chunk(second, touches) if has_samples else None,
            is_live=is_connected and self.is_online(second),
        )
        self.kept[made.number] = made
        self._waiting[made.number] = None
        self.made += 1

    @property
    def unanswered(self) -> int:
        """How many frames went out on this connection and are not acknowledged."""
        return len(self.kept) - len(self._waiting)

    def is_online(self, second: int) -> bool:
        """Say whether anything could be sent in this second."""
        return not any(self.faults.hold(kind, second) for kind in (Kind.NETWORK, Kind.PHONE_ASLEEP))

    def to_send(self, second: int, *, most: int = AT_A_TIME) -> list[bytes]:
        """Return frames that wait on this connection, oldest first, and note that they went out (`just_sent`: live)."""
        if self.faults.hold(Kind.SHUFFLED, second) and len(self._waiting) < SHUFFLED_TOGETHER:
            return []
        numbers, encoded = list(self._waiting)[:most], []
        self.just_sent = [number for number in numbers if self.kept[number].is_live]
        for number in numbers:
            one = self.kept[number]
            encoded.append(one.encoded())
            self.sent_again += one.times_sent > 0
            self.kept[number] = replace(one, times_sent=one.times_sent + 1)
            del self._waiting[number]
        self.sent += len(encoded)
        return self._spoiled(encoded, second)

    def disconnected(self) -> None:
        """All that is not acknowledged waits for another connection, and is not live any more."""
        self.kept = {number: replace(one, is_live=False) for number, one in self.kept.items()}
        self._waiting = dict.fromkeys(self.kept)

    def heard(self, through: int | None, ranges: Sequence[Range]) -> list[int]:
        """Let go of what the server has stored; returns the numbers of which this was news."""
        last = -1 if through is None else through
        stored = [n for n in self.kept if n <= last or any(first <= n <= end for first, end in ranges)]
        for number in stored:
            del self.kept[number]
            self._waiting.pop(number, None)
        self.acknowledged += len(stored)
        return stored

    def _flags(self, second: int, is_linked: bool, touches: bool) -> int:
        told = {
            Flag.BLUETOOTH: is_linked,
            Flag.CONTACT_KNOWN: is_linked,
            Flag.CONTACT: is_linked and touches,
            Flag.SLEPT: self._slept,
            Flag.NETWORK_AWAY: self._was_offline and self.is_online(second),
            Flag.DEVICE_CLOCK_SET: is_linked,
        }
        self._slept = False
        self._was_offline = self._was_offline and not self.is_online(second)
        return sum(flag for flag, holds in told.items() if holds)

    def _chunk(self, second: int, touches: bool) -> bytes:
        start = second % BLOCK_S * SECOND
        samples = {name: values[start : start + SECOND] for name, values in self._samples(second).items()}
        if not touches:
            nothing = channels.nothing(channels.mask_of(OF_THE_PROBE), SECOND)
            samples |= {name: nothing[name] for name in OF_THE_PROBE if name in samples}
        return chunks.write(samples, first_sample=second * SECOND)

    def look_ahead(self, second: int) -> None:
        """Have the minute around a second at hand before it comes: to make up half an hour of hearts takes a moment."""
        self._samples(second)

    def _samples(self, second: int) -> Samples:
        """The minute around a second, in whole numbers; every channel is there, whether anything was measured or not."""
        block = second // BLOCK_S
        if block not in self._blocks:
            measured = channels.from_recording(self.sensor.piece(block * BLOCK_S, BLOCK_S))
            mask = int(CHANNELS | (Channel.FHR2 if self.sensor.twins else 0))
            made = {**channels.nothing(mask, BLOCK_S * SECOND), **measured}
            self._blocks = {number: one for number, one in self._blocks.items() if number == block - 1}
            self._blocks[block] = made
        return self._blocks[block]

    def _spoiled(self, encoded: list[bytes], second: int) -> list[bytes]:
        """What a bad library on the phone makes of it: the same twice, out of order, or long since sent again."""
        out = list(encoded)
        if self.faults.hold(Kind.DOUBLED, second):
            out = [frame for frame in out for _ in range(2)]
        if self.faults.hold(Kind.REPEATED, second) and self._done:
            out.append(self._random.choice(self._done))
        if self.faults.hold(Kind.SHUFFLED, second):
            self._random.shuffle(out)
        self._done.extend(encoded)
        return out
