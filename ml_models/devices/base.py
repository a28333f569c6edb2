"""What every adapter is: bytes as they arrive in, samples and rejected stretches out.

An adapter is made for one device and one connection. `push` takes what the phone has just received, `finish` says that
nothing will follow. Each byte that went in comes out exactly once: in a frame that was understood, or in a stretch that
was rejected, so that whoever finds a mistake in a decoder can decode again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar, Final

from ml_models.devices.profile import Option, checked

RATES: Final = ("fhr1_bpm", "fhr2_bpm", "mhr_bpm")
CHANNELS: Final = (*RATES, "toco", "quality")
"""What `Sample.values` may name: beats per minute, relative units of uterine activity, quality 0 none to 3 good."""


class Mark(int, Enum):
    """Bits of `Sample.marks`, as in a chunk."""

    FELT = 1
    FOUND = 2
    TOCO_ZEROED = 4
    CLINICIAN = 8
    CONTRACTION = 16


class Clock(Enum):
    """What `Sample.device_ms` counts."""

    NONE = "none"
    """The device tells no time."""
    SINCE_START = "since start"
    """Milliseconds since the device began."""
    WALL = "wall"
    """Milliseconds since 1970 as the device believes; nobody has checked it."""


@dataclass(frozen=True)
class Sample:
    """What a device said of one moment.

    A channel that `values` does not name was not spoken of; None means the device says that there is no value. A rate is
    never 0. `details` holds what a trace has no channel for, by name.
    """

    phone_ms: int
    """When the phone had the last byte of it: milliseconds since 1970, UTC."""
    values: Mapping[str, float | None]
    device_ms: int | None = None
    marks: int = 0
    battery_percent: int | None = None
    contact: bool | None = None
    """Whether the sensor touches a body; None where the device does not tell."""
    rr_s: tuple[float, ...] = ()
    """Intervals between beats in seconds, oldest first."""
    details: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Frame:
    """A stretch of bytes that was understood; `start` counts from the first byte of the connection."""

    start: int
    raw: bytes
    kind: str
    samples: tuple[Sample, ...] = ()


@dataclass(frozen=True)
class Rejected:
    """A stretch of bytes that was not understood; `reason` is a code that the adapter's README explains."""

    start: int
    raw: bytes
    reason: str

    @property
    def end(self) -> int:
        """The place after the last byte."""
        return self.start + len(self.raw)


@dataclass(frozen=True)
class Decoded:
    """What came of some bytes, each list in the order of the bytes."""

    frames: tuple[Frame, ...] = ()
    rejected: tuple[Rejected, ...] = ()

    @property
    def samples(self) -> tuple[Sample, ...]:
        """The samples of all frames."""
        return tuple(sample for frame in self.frames for sample in frame.samples)


def joined(parts: Iterable[Decoded]) -> Decoded:
    """Return several pieces as one; rejected stretches that touch become one, under the reason of the first."""
    frames: list[Frame] = []
    runs: list[list[Rejected]] = []
    for part in parts:
        frames += part.frames
        for stretch in part.rejected:
            if runs and runs[-1][-1].end == stretch.start:
                runs[-1].append(stretch)
            else:
                runs.append([stretch])
    rejected = [Rejected(run[0].start, b"".join(one.raw for one in run), run[0].reason) for run in runs]
    return Decoded(tuple(frames), tuple(rejected))


class Adapter(ABC):
    """One kind of device. Class attributes say what it is; those marked (instance) may follow from the profile."""

    name: ClassVar[str]
    options: ClassVar[Mapping[str, Option]] = {}
    """What its profile may and must say."""
    longest: ClassVar[int]
    """Most bytes that it ever keeps back while it waits for more."""
    whole_messages: ClassVar[bool] = False
    """Whether each `push` is one message of the device, as with a Bluetooth characteristic; else borders mean nothing."""
    notices_damage: ClassVar[bool] = True
    """Whether damaged bytes can be told from good ones at all."""
    resync: ClassVar[int] = 0
    """How many good bytes after damage may be lost with it."""
    channels: tuple[str, ...]
    """(instance) Which of `CHANNELS` it can tell; the first one is there from the beginning of a trace."""
    clock: Clock = Clock.NONE
    """(instance)"""
    stored: bool = False
    """(instance) Whether its bytes come out of a store: then the phone's time does not say when they were measured."""
    hold_ms: int
    """(instance) How long a value stands at most when no further one comes."""
    step_ms: int | None = None
    """(instance) How far values are apart, where that is known."""
    delay_ms: int = 0
    """(instance) How much earlier than its arrival a value was true."""

    def __init__(self, profile: Mapping[str, Any] | None = None) -> None:
        """Take what is declared of the device. Raises `ProfileError`."""
        self.profile = checked(self.options, profile or {})

    @abstractmethod
    def push(self, data: bytes, *, phone_ms: int) -> Decoded:
        """Decode as far as possible; never raises, whatever the bytes are."""

    @abstractmethod
    def finish(self) -> Decoded:
        """Give up what is still waiting for more bytes; never raises."""
