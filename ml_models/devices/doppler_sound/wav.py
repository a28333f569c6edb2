"""The beginning of a WAV file, read as it arrives."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final

MOST_BEFORE_SOUND: Final = 4_096
RATES_HZ: Final = (1_000, 48_000)
_PCM: Final = 1
_UNKNOWN_SIZES: Final = (0, 0xFFFFFFFF)


@dataclass(frozen=True)
class Sound:
    """What the bytes of the sound mean; `size` is how many there are, None where the file does not know."""

    rate_hz: int
    bits: int
    begins_at: int = 0
    size: int | None = None


def read_head(data: bytes) -> Sound | str | None:
    """Return what follows, why it cannot be read, or None while bytes are missing."""
    if not b"RIFF".startswith(data[:4]):
        return "not_wav"
    if len(data) >= 12 and data[8:12] != b"WAVE":
        return "not_wav"
    at, sound = 12, None
    while len(data) >= at + 8:
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8
        if name == b"data":
            if not isinstance(sound, Sound):
                return "not_wav"
            return Sound(sound.rate_hz, sound.bits, at, None if size in _UNKNOWN_SIZES else size)
        if name == b"fmt ":
            if len(data) < at + 16:
                break
            sound = _format(data[at : at + 16]) if size >= 16 else "not_wav"
            if isinstance(sound, str):
                return sound
        at += size + size % 2
    return "too_long" if at > MOST_BEFORE_SOUND else None


def _format(data: bytes) -> Sound | str:
    kind, channels, rate_hz, _, _, bits = struct.unpack("<HHIIHH", data)
    if kind != _PCM or bits not in (8, 16):
        return "encoding"
    if channels != 1:
        return "channels"
    low, high = RATES_HZ
    return Sound(rate_hz, bits) if low <= rate_hz <= high else "rate"
