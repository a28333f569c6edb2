"""The family's CRC-8: polynomial 0x07, start 0, not reflected."""

from __future__ import annotations

from typing import Final


def _of(value: int) -> int:
    for _ in range(8):
        value = (value << 1) ^ 0x107 if value & 0x80 else value << 1
    return value


_TABLE: Final = tuple(_of(value) for value in range(256))


def crc8(data: bytes) -> int:
    """Return the checksum of `data`."""
    found = 0
    for byte in data:
        found = _TABLE[found ^ byte]
    return found
