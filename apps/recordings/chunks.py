"""The bytes of a numbered chunk: what a phone sends while it records, or afterwards. Pure.

All integers little-endian.

| offset | size | field |
|---|---|---|
| 0 | 2 | magic `KC` (4B 43) |
| 2 | 1 | version, 1 |
| 3 | 1 | flags: bit 0 the channels are one zstd frame; every other bit 0 |
| 4 | 4 | index of the first sample since the start of the recording, in samples of this chunk's own rate |
| 8 | 2 | samples n, 1 to 14,400 |
| 10 | 1 | channels: bit 0 fetal rate 1, 1 fetal rate 2, 2 maternal rate, 3 toco, 4 quality, 5 marks |
| 11 | 1 | samples a second: 1, 2 or 4 |
| 12 | … | channels one after another in bit order, n values each, as the table in `channels` says |
| end - 4 | 4 | CRC-32 (zlib's) of everything before |

Without the flag the length is 16 + n × (bytes of one sample); with it, the frame must declare n × (bytes of
one sample), which is checked before it is unpacked. Slower rates are put on the grid of 4 Hz by holding
each value.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Final

import numpy as np

from apps.recordings import channels
from apps.recordings.channels import ALL, Channel, IntArray, bytes_per_sample, in_mask, type_of
from apps.recordings.codec import Damaged, unpack_frame
from ml_models.ctg.errors import FormatError, require
from ml_models.ctg.limits import FS_HZ, MAX_SAMPLES

MAGIC: Final = b"KC"
VERSION: Final = 1
HEADER: Final = struct.Struct("<2sBBIHBB")
CRC: Final = struct.Struct("<I")
COMPRESSED: Final = 1
MOST_SAMPLES: Final = 14_400
RATES_HZ: Final = (1, 2, 4)
MOST_BYTES: Final = HEADER.size + MOST_SAMPLES * 10 + CRC.size
MOST_NUMBER: Final = 24 * 3600 - 1
"""A day in chunks of one second."""


@dataclass(frozen=True, eq=False)
class Chunk:
    """A checked chunk, already on the grid of 4 Hz."""

    sample_start: int
    samples: dict[Channel, IntArray]
    crc32: int
    source_hz: float

    @property
    def sample_count(self) -> int:
        """Samples on the grid."""
        return channels.length_of(self.samples)

    @property
    def sample_end(self) -> int:
        """Index after the last sample."""
        return self.sample_start + self.sample_count


def read(data: bytes) -> Chunk:
    """Check and unpack a chunk. Raises `ml_models.ctg.FormatError`, and nothing else."""
    least = HEADER.size + CRC.size
    require(
        len(data) > least, "chunk", "the chunk is cut off", limit=f"more than {least} bytes", given=len(data)
    )
    require(
        len(data) <= MOST_BYTES,
        "chunk",
        "the chunk is too long",
        limit=f"{MOST_BYTES} bytes",
        given=len(data),
    )
    magic, version, flags, first, count, mask, rate_hz = HEADER.unpack_from(data)
    require(magic == MAGIC, "chunk.magic", "these bytes are not a chunk", limit="KC", given=magic.hex())
    require(version == VERSION, "chunk.version", "this version is not known", limit=VERSION, given=version)
    (crc32,) = CRC.unpack_from(data, len(data) - CRC.size)
    require(
        zlib.crc32(memoryview(data)[: -CRC.size]) == crc32,
        "chunk.crc32",
        "the checksum is wrong",
        limit="CRC-32 of all bytes before the last four",
    )
    require(flags <= COMPRESSED, "chunk.flags", "a flag is not known", limit="0 or 1", given=flags)
    _check_shape(first, count, mask, rate_hz)
    body = _body(data, flags, count * bytes_per_sample(mask))
    return _on_grid(body, first, count, mask, rate_hz, crc32)


def _check_shape(first: int, count: int, mask: int, rate_hz: int) -> None:
    require(
        1 <= count <= MOST_SAMPLES,
        "chunk.samples",
        "the number of samples is out of range",
        limit=f"1 to {MOST_SAMPLES}",
        given=count,
    )
    require(0 < mask <= ALL, "chunk.channels", "the channels are not known", limit=f"1 to {ALL}", given=mask)
    require(
        rate_hz in RATES_HZ,
        "chunk.fs_hz",
        "the sampling rate is not one of those",
        limit="1, 2 or 4 Hz",
        given=rate_hz,
    )
    end = (first + count) * int(FS_HZ) // rate_hz
    require(
        end <= MAX_SAMPLES,
        "chunk.first_sample",
        "the chunk ends after the longest recording",
        limit=f"{MAX_SAMPLES} samples at 4 Hz (24 h)",
        given=end,
    )


def _body(data: bytes, flags: int, size: int) -> bytes:
    inside = data[HEADER.size : -CRC.size]
    if not flags & COMPRESSED:
        require(
            len(inside) == size,
            "chunk",
            "the length does not follow from the header",
            limit=f"{HEADER.size + size + CRC.size} bytes",
            given=len(data),
        )
        return inside
    try:
        return unpack_frame(inside, size)
    except Damaged as error:
        raise FormatError(
            "chunk", "the zstd frame is damaged or declares another size", f"{size} bytes", str(error)
        ) from error


def _on_grid(body: bytes, first: int, count: int, mask: int, rate_hz: int, crc32: int) -> Chunk:
    hold = int(FS_HZ) // rate_hz
    samples: dict[Channel, IntArray] = {}
    offset = 0
    for channel in in_mask(mask):
        kind = type_of(channel)
        values = np.frombuffer(body, dtype=kind, count=count, offset=offset)
        _check_range(channel, values)
        samples[channel] = _held(channel, values, hold)
        offset += count * kind.itemsize
    return Chunk(first * hold, samples, crc32, float(rate_hz))


def _check_range(channel: Channel, values: IntArray) -> None:
    place = channels.first_out_of_range(channel, values)
    if place is not None:
        low, high = channels.LIMITS[channel]
        field = f"chunk.{channels.FIELDS[channel]}"
        raise FormatError(field, f"value number {place + 1} is out of range", f"{low} to {high}")


def _held(channel: Channel, values: IntArray, hold: int) -> IntArray:
    """Put slower samples on the grid: rates are held, a mark stays one mark."""
    if hold == 1:
        return values
    if channel is not Channel.MARKS:
        return np.repeat(values, hold)
    marks = np.zeros(values.size * hold, dtype=values.dtype)
    marks[::hold] = values
    return marks


def write(samples: channels.Samples, *, first_sample: int, fs_hz: int = 4, compressed: bool = False) -> bytes:
    """Return the bytes of a chunk: what a client does. `samples` are at `fs_hz`."""
    mask, count = channels.mask_of(samples), channels.length_of(samples)
    body = b"".join(samples[channel].astype(type_of(channel)).tobytes() for channel in in_mask(mask))
    if compressed:
        import zstandard

        body = zstandard.ZstdCompressor().compress(body)
    head = HEADER.pack(MAGIC, VERSION, COMPRESSED if compressed else 0, first_sample, count, mask, fs_hz)
    return head + body + CRC.pack(zlib.crc32(head + body))
