"""The bytes of a frame: about one second of a recording, as a phone sends it; and of the answer. Pure.

All integers little-endian. A message holds 1 to 60 frames one after another.

| offset | size | field |
|---|---|---|
| 0 | 2 | magic `KF` (4B 46) |
| 2 | 1 | version, 1 |
| 3 | 1 | kind: 1 samples, 2 status (no samples) |
| 4 | 2 | length of the whole frame |
| 6 | 2 | flags, see `Flag`; every other bit 0 |
| 8 | 4 | number: from 0, one more for each frame of the recording |
| 12 | 8 | phone time, ms since 1970 UTC, when the phone had the last sample |
| 20 | 8 | device clock, ms since 1970 as the device says it; -1 none |
| 28 | 1 | battery of the device in percent, 255 unknown |
| 29 | 1 | 0 |
| 30 | … | kind 1: one chunk (`apps.recordings.chunks`) of at most a minute; kind 2: nothing |
| end - 4 | 4 | CRC-32 (zlib's) of everything before |
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntFlag
from typing import Final

from django.utils.translation import gettext_noop

from apps.monitoring import plain
from apps.recordings import chunks
from apps.recordings.chunks import Chunk
from ml_models.ctg.errors import FormatError, require

MAGIC: Final = b"KF"
ACK_MAGIC: Final = b"KA"
VERSION: Final = 1
SAMPLES: Final = 1
STATUS: Final = 2
ACK: Final = 0x81
HEADER: Final = struct.Struct("<2sBBHHIqqBB")
CRC: Final = struct.Struct("<I")
ACK_HEADER: Final = struct.Struct("<2sBBIB")
RANGE: Final = struct.Struct("<II")
NONE: Final = 0xFFFFFFFF
MOST_RANGES: Final = 32
LEAST_BYTES: Final = HEADER.size + CRC.size
MOST_SAMPLES: Final = 240
MOST_BYTES: Final = LEAST_BYTES + chunks.HEADER.size + MOST_SAMPLES * 10 + chunks.CRC.size
MOST_FRAMES: Final = 60
MOST_NUMBER: Final = 2 * 24 * 3600 - 1
"""A day in frames of one second, and as many without samples."""
LATEST_MS: Final = 7_258_118_400_000
"""The year 2200: a phone's clock beyond it is none."""
NO_CLOCK: Final = -1
NO_BATTERY: Final = 255


class Flag(IntFlag):
    """What the phone says beside the samples. `CONTACT` means something only with `CONTACT_KNOWN`."""

    KEPT = 1
    BLUETOOTH = 2
    CONTACT = 4
    CONTACT_KNOWN = 8
    SLEPT = 16
    NETWORK_AWAY = 32
    DEVICE_CLOCK_SET = 64


ALL_FLAGS: Final = 127
Range = tuple[int, int]
"""First and last number, both counted."""


class TooLong(FormatError):
    """A frame that says it is longer than one may be, or a message with more frames than one may hold."""


@dataclass(frozen=True, eq=False, slots=True)
class Frame:
    """A checked frame. `data`: all its bytes.

    `first_sample`: where its samples begin on the grid of 4 Hz, None of a status; `source_hz`: 0.0 of a status.
    """

    number: int
    kind: int
    flags: int
    phone_ms: int
    device_ms: int
    battery: int
    first_sample: int | None
    sample_count: int
    source_hz: float
    crc32: int
    data: bytes

    @property
    def mask(self) -> int:
        """Bits of its channels; 0 of a status."""
        return 0 if self.first_sample is None else self.data[HEADER.size + 10]

    @property
    def is_plain(self) -> bool:
        """The channels lie in it as they are on the grid: not compressed, at 4 Hz."""
        return self.first_sample is not None and not self.data[HEADER.size + 3] and self.source_hz == 4.0

    @property
    def chunk(self) -> Chunk | None:
        """Its samples, unpacked anew each time; None of a status."""
        return None if self.first_sample is None else chunks.read(self.data[HEADER.size : -CRC.size])


def read(data: bytes, *, most: int = MOST_FRAMES) -> list[Frame]:
    """Check and unpack the frames of a message, at most `most`. Raises FormatError (TooLong), nothing else."""
    found = [read_one(part) for part in parts(data, most=most)]
    require(bool(found), "frame", "there is no frame in this message", limit="1 or more", given=0)
    return found


def parts(data: bytes, *, most: int) -> Iterator[bytes]:
    """Cut a message into its frames by the lengths that they give. Raises FormatError (TooLong)."""
    offset = count = 0
    while offset < len(data):
        count += 1
        if count > most:
            raise TooLong(
                "frame",
                gettext_noop("there are too many frames in this message"),
                f"{most}",
                f"{count} or more",
            )
        left = len(data) - offset
        require(
            left >= LEAST_BYTES, "frame", "the frame is cut off", limit=f"{LEAST_BYTES} bytes", given=left
        )
        length = _length_of(data, offset)
        require(length <= left, "frame.length", "the frame is cut off", limit=f"{length} bytes", given=left)
        yield data[offset : offset + length]
        offset += length


def _length_of(data: bytes, offset: int) -> int:
    magic, version, _, length = struct.unpack_from("<2sBBH", data, offset)
    require(magic == MAGIC, "frame.magic", "these bytes are not a frame", limit="KF", given=magic.hex())
    require(version == VERSION, "frame.version", "this version is not known", limit=VERSION, given=version)
    require(length >= LEAST_BYTES, "frame.length", "the length is too small", limit=LEAST_BYTES, given=length)
    if length > MOST_BYTES:
        raise TooLong(
            "frame.length", gettext_noop("the frame is too long"), f"{MOST_BYTES} bytes", str(length)
        )
    return int(length)


def read_one(data: bytes) -> Frame:
    """Check and unpack one frame that `parts` has cut. Raises FormatError."""
    _, _, kind, _, flags, number, phone_ms, device_ms, battery, zero = HEADER.unpack_from(data)
    (crc32,) = CRC.unpack_from(data, len(data) - CRC.size)
    require(
        zlib.crc32(memoryview(data)[: -CRC.size]) == crc32,
        "frame.crc32",
        "the checksum is wrong",
        limit="CRC-32 of all bytes before the last four",
    )
    require(kind in (SAMPLES, STATUS), "frame.kind", "this kind is not known", limit="1 or 2", given=kind)
    require(flags <= ALL_FLAGS, "frame.flags", "a flag is not known", limit=f"0 to {ALL_FLAGS}", given=flags)
    require(number <= MOST_NUMBER, "frame.number", "the number is too high", limit=MOST_NUMBER, given=number)
    require(
        0 <= phone_ms < LATEST_MS,
        "frame.phone_time",
        "this moment is not between 1970 and 2200",
        limit=f"0 to {LATEST_MS - 1}",
        given=phone_ms,
    )
    require(device_ms >= NO_CLOCK, "frame.device_clock", "this moment is before 1970", limit="-1 or more")
    require(
        battery <= 100 or battery == NO_BATTERY,
        "frame.battery",
        "the battery is out of range",
        limit="0 to 100, or 255",
        given=battery,
    )
    require(zero == 0, "frame.reserved", "a byte that must be 0 is not", limit=0, given=zero)
    first, count, source_hz, identity = _samples_of(kind, data)
    return Frame(number, kind, flags, phone_ms, device_ms, battery, first, count, source_hz, identity, data)


def _samples_of(kind: int, data: bytes) -> tuple[int | None, int, float, int]:
    """Return first sample, samples, rate and what tells the frame from others."""
    if kind == STATUS:
        require(
            len(data) == LEAST_BYTES,
            "frame.length",
            "a frame without samples has no more than its header",
            limit=f"{LEAST_BYTES} bytes",
            given=len(data),
        )
        return None, 0, 0.0, crc32_of_status(data)
    usual = plain.checked(data[HEADER.size : -CRC.size], MOST_SAMPLES)
    if usual is not None:
        return usual[0], usual[1], 4.0, usual[2]
    chunk = chunks.read(data[HEADER.size : -CRC.size])
    require(
        chunk.sample_count <= MOST_SAMPLES,
        "chunk.samples",
        "a frame holds at most a minute",
        limit=f"{MOST_SAMPLES} samples at 4 Hz",
        given=chunk.sample_count,
    )
    return chunk.sample_start, chunk.sample_count, chunk.source_hz, chunk.crc32


def crc32_of_status(data: bytes) -> int:
    """Return what tells a frame without samples from another: its CRC-32 as if it were sent for the first time.

    A frame with samples is told by the CRC-32 of its chunk, which is the same where the chunk is sent alone.
    """
    flags = int.from_bytes(data[6:8], "little") & ~Flag.KEPT
    return zlib.crc32(data[:6] + flags.to_bytes(2, "little") + data[8 : -CRC.size])


def write(
    number: int,
    *,
    phone_ms: int,
    chunk: bytes | None = None,
    flags: int = Flag.BLUETOOTH,
    device_ms: int = NO_CLOCK,
    battery: int = NO_BATTERY,
) -> bytes:
    """Return the bytes of a frame: what a client does. `chunk` is what `chunks.write` gives; without it, a status."""
    kind, body = (STATUS, b"") if chunk is None else (SAMPLES, chunk)
    length = LEAST_BYTES + len(body)
    head = HEADER.pack(MAGIC, VERSION, kind, length, flags, number, phone_ms, device_ms, battery, 0)
    return head + body + CRC.pack(zlib.crc32(head + body))


def write_ack(through: int | None, ranges: Sequence[Range]) -> bytes:
    """Return the answer: the highest number with no hole below it, and up to 32 stretches that are stored beyond."""
    some = ranges[:MOST_RANGES]
    head = ACK_HEADER.pack(ACK_MAGIC, VERSION, ACK, NONE if through is None else through, len(some))
    return head + b"".join(RANGE.pack(*stretch) for stretch in some)


def read_ack(data: bytes) -> tuple[int | None, list[Range]]:
    """Unpack an answer: what a client does. Raises FormatError."""
    require(len(data) >= ACK_HEADER.size, "ack", "the answer is cut off", limit=ACK_HEADER.size)
    magic, version, kind, through, count = ACK_HEADER.unpack_from(data)
    require((magic, version, kind) == (ACK_MAGIC, VERSION, ACK), "ack.magic", "these bytes are no answer")
    size = ACK_HEADER.size + count * RANGE.size
    require(
        len(data) == size, "ack", "the length does not follow from the header", limit=size, given=len(data)
    )
    return None if through == NONE else through, list(RANGE.iter_unpack(data[ACK_HEADER.size :]))
