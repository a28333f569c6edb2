"""Whether a frame fits what has come of its recording so far. Pure.

Where it does not, nothing of the message that holds it is stored.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from apps.monitoring.frames import Flag, Frame
from apps.monitoring.numbers import Numbers

MOST_AHEAD: Final = 3_600
"""So far a number may lie beyond the first one that is missing: an hour of frames of one second."""
MOST_OFF_MS: Final = 24 * 3_600 * 1_000
"""Further off a phone's clock is wrong for certain: what it says could not be put right by anybody."""


class Refusal(StrEnum):
    """Why a frame is refused."""

    NUMBER_AHEAD = "number_ahead"
    CLOCK_OFF = "clock_off"
    OTHER_RATE = "other_rate"
    OVERLAP = "overlap"


@dataclass(slots=True)
class Standing:
    """What has come of a recording: `stored` numbers; those and what is on its way to the disk, as `numbers`
    and as `samples` on the grid.
    """

    source_hz: float | None = None
    stored: Numbers = field(default_factory=Numbers)
    numbers: Numbers = field(default_factory=Numbers)
    samples: Numbers = field(default_factory=Numbers)

    def add(self, frame: Frame) -> None:
        """Count a frame in that is handed on to be stored."""
        self.numbers.add(frame.number)
        if frame.first_sample is not None:
            self.samples.add(frame.first_sample, frame.sample_count)
            self.source_hz = self.source_hz or frame.source_hz

    def refusal(self, frame: Frame, now_ms: int) -> Refusal | None:
        """Return why a frame is refused; None where it fits. One that is there already fits."""
        if _is_off(frame, now_ms):
            return Refusal.CLOCK_OFF
        through = self.numbers.through
        if frame.number > (-1 if through is None else through) + MOST_AHEAD:
            return Refusal.NUMBER_AHEAD
        if frame.first_sample is None or frame.number in self.numbers:
            return None
        if self.source_hz not in (None, frame.source_hz):
            return Refusal.OTHER_RATE
        if self.samples.touches(frame.first_sample, frame.sample_count):
            return Refusal.OVERLAP
        return None

    def take(self, frames: Iterable[Frame], now_ms: int) -> Refusal | None:
        """Count all frames of a message in, or return why one does not fit: then none should be stored.

        Whoever gets a refusal throws this standing away: it holds frames that are not stored.
        """
        for frame in frames:
            refused = self.refusal(frame, now_ms)
            if refused is not None:
                return refused
            self.add(frame)
        return None


def _is_off(frame: Frame, now_ms: int) -> bool:
    """A frame that was kept may be old; none may be of tomorrow."""
    off = frame.phone_ms - now_ms
    return off > MOST_OFF_MS or (off < -MOST_OFF_MS and not frame.flags & Flag.KEPT)
