"""Bytes of a WAV file, or bare samples, in; four rates a second out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from ml_models.ctg.limits import MAX_DURATION_S
from ml_models.devices.base import Adapter as AnyAdapter
from ml_models.devices.base import Clock, Decoded, Frame, Rejected, Sample
from ml_models.devices.doppler_sound.rate import HOP_S, WINDOW_S, Floats, RateFinder
from ml_models.devices.doppler_sound.wav import MOST_BEFORE_SOUND, RATES_HZ, Sound, read_head
from ml_models.devices.errors import ProfileError
from ml_models.devices.profile import Option

HOP_MS: Final = round(1000 * HOP_S)
HALF_WINDOW_MS: Final = round(500 * WINDOW_S)
MOST_HOPS: Final = round(MAX_DURATION_S / HOP_S)
MOST_HEAD: Final = MOST_BEFORE_SOUND + 32


class Adapter(AnyAdapter):
    """The fetal rate out of the sound of a Doppler, mono, 8 bit (unsigned) or 16 bit (signed, little-endian)."""

    name = "doppler_sound"
    options = {
        "container": Option("a WAV file, or samples alone", choices=("wav", "pcm"), usual="wav"),
        "rate_hz": Option("samples a second of bare samples", low=RATES_HZ[0], high=RATES_HZ[1], usual=None),
        "bits": Option("bits of one bare sample", low=8, high=16, usual=None),
    }
    channels = ("fhr1_bpm", "quality")
    longest = max(MOST_HEAD, 2 * RATES_HZ[1] // 4 + 2)
    notices_damage = False
    clock = Clock.SINCE_START
    step_ms = HOP_MS
    hold_ms = 2 * HOP_MS - 50
    delay_ms = HALF_WINDOW_MS

    def __init__(self, profile: Mapping[str, Any] | None = None) -> None:
        super().__init__(profile)
        self._kept = bytearray()
        self._start = self._phone_ms = self._hops = 0
        self._sound: Sound | None = None
        self._refused = ""
        self._left: int | None = None
        self._finder: RateFinder | None = None
        if self.profile["container"] == "pcm":
            self._begin(self._declared())

    def _declared(self) -> Sound:
        for name in ("rate_hz", "bits"):
            if self.profile[name] is None:
                raise ProfileError(name, "unstated", "as the bytes do not tell")
        if self.profile["bits"] not in (8, 16):
            raise ProfileError("bits", "not_one_of", "8, 16")
        return Sound(self.profile["rate_hz"], self.profile["bits"])

    def _begin(self, sound: Sound) -> None:
        self._sound, self._finder, self._left = sound, RateFinder(sound.rate_hz), sound.size

    def push(self, data: bytes, *, phone_ms: int) -> Decoded:
        """Take sound in, give a rate for each quarter of a second once the first window is full."""
        self._kept += bytes(data)
        self._phone_ms = phone_ms
        frames: list[Frame] = []
        if self._sound is None and not self._refused:
            frames += self._head()
        if self._refused:
            return Decoded(tuple(frames), self._rejected(self._refused))
        if self._sound is not None:
            frames += self._hops_of(self._sound)
        return Decoded(tuple(frames), self._rejected(self._refused) if self._refused else ())

    def finish(self) -> Decoded:
        """What is left of sound is no quarter of a second; of a file's beginning it is `cut_off`."""
        if self._sound is None or not self._kept:
            return Decoded(rejected=self._rejected("cut_off"))
        return Decoded(frames=(self._frame(len(self._kept), "rest"),))

    def _head(self) -> list[Frame]:
        found = read_head(bytes(self._kept[:MOST_HEAD]))
        if isinstance(found, str):
            self._refused = found
        elif found is not None:
            self._begin(found)
            return [self._frame(found.begins_at, "head")]
        return []

    def _hops_of(self, sound: Sound) -> list[Frame]:
        frames: list[Frame] = []
        size = self._hop_bytes(sound)
        while size <= len(self._kept) and (self._left is None or size <= self._left):
            if self._hops >= MOST_HOPS:
                self._refused = "too_long"
                return frames
            self._hops += 1
            samples = self._estimated(_floats(bytes(self._kept[:size]), sound.bits))
            frames.append(self._frame(size, "sound", samples))
            self._left = None if self._left is None else self._left - size
            size = self._hop_bytes(sound)
        if self._left is not None and self._left < size and self._kept:
            frames.append(self._frame(len(self._kept), "rest"))
        return frames

    def _hop_bytes(self, sound: Sound) -> int:
        """Bytes of the next quarter of a second."""
        ends = [round((self._hops + more) * HOP_S * sound.rate_hz) for more in (0, 1)]
        return (ends[1] - ends[0]) * (sound.bits // 8)

    def _estimated(self, sound: Floats) -> tuple[Sample, ...]:
        found = self._finder.push(sound) if self._finder and sound.size else None
        if found is None:
            return ()
        middle_ms = self._hops * HOP_MS - HALF_WINDOW_MS
        values = {"fhr1_bpm": found.bpm, "quality": float(found.quality)}
        return (Sample(self._phone_ms, values, device_ms=middle_ms, details={"fit": round(found.fit, 3)}),)

    def _frame(self, size: int, kind: str, samples: tuple[Sample, ...] = ()) -> Frame:
        raw = bytes(self._kept[:size])
        del self._kept[:size]
        start, self._start = self._start, self._start + size
        return Frame(start, raw, kind, samples)

    def _rejected(self, reason: str) -> tuple[Rejected, ...]:
        raw = bytes(self._kept)
        self._kept.clear()
        start, self._start = self._start, self._start + len(raw)
        return (Rejected(start, raw, reason),) if raw else ()


def _floats(raw: bytes, bits: int) -> Floats:
    """Return samples from -1 to 1; a byte too many is left."""
    if bits == 8:
        return (np.frombuffer(raw, dtype=np.uint8).astype(np.float64) - 128) / 128
    return np.frombuffer(raw, dtype="<i2", count=len(raw) // 2).astype(np.float64) / 32_768
