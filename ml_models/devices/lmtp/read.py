"""The byte stream of characteristic 0xFFF1 (or of the serial port, or of a file) in, samples out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ml_models.devices.base import Clock, Mark, Sample
from ml_models.devices.framing import Bad, Good, Stream
from ml_models.devices.lmtp.layout import (
    BATTERY_STEPS,
    DECODERS,
    HAS_FHR1,
    HAS_FHR2,
    HAS_TOCO,
    HEADER,
    INDEXED,
    LAYOUTS,
    MOST_MOVEMENT,
    MOST_TOCO,
    RATE_BPM,
    SIGNAL_MASK,
    SOUND,
    TYPE_AT,
    Layout,
)
from ml_models.devices.profile import Option

STORED_STEP_MS = 250
HALF_TURN = 0x8000


class Adapter(Stream):
    """Rates, twin's rate, uterine activity, movement, signal and battery; sound is kept and not decoded."""

    name = "lmtp"
    channels = ("fhr1_bpm", "fhr2_bpm", "toco", "quality")
    options = {
        "decoder": Option("which of the two known decoders fits the device", choices=tuple(DECODERS)),
        "records": Option(
            "as they are measured, or from the device's store", choices=("live", "stored"), usual="live"
        ),
        "step_ms": Option(
            "how far indexed frames are apart, where that was measured", low=100, high=2_000, usual=None
        ),
    }
    headers = (HEADER,)
    longest = SOUND.length + len(HEADER)
    resync = 10
    hold_ms = 2_000

    def __init__(self, profile: Mapping[str, Any] | None = None) -> None:
        super().__init__(profile)
        self._decoder = DECODERS[self.profile["decoder"]]
        self.stored = self.profile["records"] == "stored"
        self._moving = False
        self._others = 0
        self._number = -1
        self.step_ms = STORED_STEP_MS if self.stored else self.profile["step_ms"]
        if self.step_ms is not None:
            self.hold_ms = round(1.75 * self.step_ms)
        if self.stored or self.step_ms is not None:
            self.clock = Clock.SINCE_START

    def read(self, data: bytes, *, start: int, phone_ms: int, last: bool) -> Good | Bad | None:
        """Read one frame of any known type."""
        if len(data) <= TYPE_AT:
            return None
        layout = LAYOUTS.get(data[TYPE_AT])
        if layout is None:
            return Bad("type")
        if len(data) < layout.length:
            return None
        if layout is SOUND:
            return self._sound(data, last)
        if not layout.rates_at:
            self._others += layout.length
            return Good(layout.length, layout.kind)
        return self._rates(data[: layout.length], layout, start, phone_ms)

    def _sound(self, data: bytes, last: bool) -> Good | Bad | None:
        """A sound frame has no checksum: it counts as one only if another frame follows it."""
        follows = data[SOUND.length : self.longest]
        if len(follows) < len(HEADER) and not last:
            return None
        if follows != HEADER[: len(follows)]:
            return Bad("length")
        self._others += SOUND.length
        return Good(SOUND.length, SOUND.kind)

    def _rates(self, frame: bytes, layout: Layout, start: int, phone_ms: int) -> Good | Bad:
        if layout is INDEXED and sum(frame[:-1]) & 0xFF != frame[-1]:
            return Bad("checksum", layout.length)
        fhr1, fhr2, toco, movement, signals, power = frame[layout.rates_at : layout.rates_at + 6]
        low, high = RATE_BPM
        if any(rate and not low <= rate <= high for rate in (fhr1, fhr2)):
            return Bad("range", layout.length)
        if toco > MOST_TOCO or movement > MOST_MOVEMENT:
            return Bad("range", layout.length)
        told = {"fhr1_bpm": (fhr1, HAS_FHR1), "fhr2_bpm": (fhr2, HAS_FHR2), "toco": (toco, HAS_TOCO)}
        if layout is not INDEXED and any(value and not power & bit for value, bit in told.values()):
            return Bad("presence", layout.length)
        values: dict[str, float | None] = {
            name: float(value) if power & bit and (value or name == "toco") else None
            for name, (value, bit) in told.items()
        }
        if not power & HAS_FHR2:
            del values["fhr2_bpm"]
        values["quality"] = float(signals & SIGNAL_MASK)
        details = {"movement_curve": float(movement), "byte_7": float(signals), "byte_8": float(power)}
        if layout is INDEXED:
            details["index"] = float(int.from_bytes(frame[layout.index_at : layout.index_at + 2], "little"))
        sample = Sample(
            phone_ms,
            values,
            device_ms=self._device_ms(layout, start, details.get("index")),
            marks=self._mark(signals),
            battery_percent=self._battery(power),
            details=details,
        )
        return Good(layout.length, layout.kind, (sample,))

    def _mark(self, signals: int) -> int:
        """A movement is marked once, where its flag rises."""
        moving, before = bool(signals & self._decoder.movement_flag), self._moving
        self._moving = moving
        return int(Mark.FOUND) if moving and not before else 0

    def _battery(self, power: int) -> int | None:
        steps = power & self._decoder.battery_mask
        return steps * 100 // BATTERY_STEPS if steps <= BATTERY_STEPS else None

    def _device_ms(self, layout: Layout, start: int, index: float | None) -> int | None:
        """Number of the frame times the step; of stored frames without an index their place among the bytes."""
        if self.step_ms is None or (index is None and not self.stored):
            return None
        if index is None:
            return (start - self._others + layout.length // 2) // layout.length * self.step_ms
        number = self._unwrapped(int(index))
        self._number = max(self._number, number)
        return number * self.step_ms

    def _unwrapped(self, index: int) -> int:
        """Count on where the 16 bits of the index begin anew; a frame that was sent again keeps its number."""
        if self._number < 0:
            return index
        return self._number + (index - self._number + HALF_TURN) % (2 * HALF_TURN) - HALF_TURN
