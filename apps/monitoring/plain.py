"""The usual chunk of a frame, plain and at 4 Hz, checked without unpacking it: a thousand come in a second. Pure.

What is not usual, or does not hold, is left to `apps.recordings.chunks`, which says what is wrong.
"""

from __future__ import annotations

import struct
import zlib
from typing import Final

from apps.recordings import channels, chunks
from apps.recordings.channels import ALL, NARROW, RATES, Channel, bytes_per_sample
from ml_models.ctg.limits import MAX_SAMPLES

Parts = tuple[tuple[str, int, int, int], ...]
LEAST: Final = chunks.HEADER.size + chunks.CRC.size
MOST_RATE: Final = channels.LIMITS[Channel.FHR1][1]


def _parts(mask: int) -> Parts:
    """Return (number type, lowest, highest, missing) of each channel of a mask."""
    found = []
    for channel in channels.in_mask(mask):
        low, high = channels.LIMITS[channel]
        kind = "B" if channel in NARROW else "H" if channel in RATES else "h"
        found.append((kind, low, high, channels.missing_of(channel)))
    return tuple(found)


OF_MASKS: Final = tuple(_parts(mask) for mask in range(ALL + 1))
SIZES: Final = tuple(bytes_per_sample(mask) for mask in range(ALL + 1))


def checked(data: bytes, most: int) -> tuple[int, int, int] | None:
    """Return first sample, samples and checksum of a plain chunk at 4 Hz, of at most `most`, that holds; else None."""
    if len(data) <= LEAST:
        return None
    magic, version, flags, first, count, mask, rate_hz = chunks.HEADER.unpack_from(data)
    if magic != chunks.MAGIC or version != chunks.VERSION or flags or rate_hz != 4 or not 0 < mask <= ALL:
        return None
    if not 0 < count <= most or first + count > MAX_SAMPLES or len(data) != LEAST + count * SIZES[mask]:
        return None
    crc32 = int.from_bytes(data[-4:], "little")
    if zlib.crc32(memoryview(data)[:-4]) != crc32:
        return None
    offset = chunks.HEADER.size
    for kind, low, high, missing in OF_MASKS[mask]:
        values = struct.unpack_from(f"<{count}{kind}", data, offset)
        if max(values) > high or (min(values) < low and any(v < low and v != missing for v in values)):
            return None
        offset += count if kind == "B" else 2 * count
    return first, count, crc32
