"""The bytes of what a viewer gets: samples of one bed, one record after another. Pure.

Little-endian: handle u16, first sample u32, samples n u16, channels u8 (bits as in a chunk), flags u8 (bit 0 history,
1 late), received at in ms since 1970 i64; then the channels as in a chunk, at 4 Hz.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from apps.monitoring.frames import HEADER, Frame
from apps.recordings.channels import Samples, in_mask, length_of, mask_of, type_of

HANDLE: Final = struct.Struct("<H")
TAIL: Final = struct.Struct("<IHBBq")
OF_CHUNK: Final = HEADER.size
"""Where the chunk begins in a frame."""
HISTORY: Final = 1
LATE: Final = 2
LATE_MS: Final = 15_000
"""A frame that comes so long after its last sample is shown as late."""
MOST_SAMPLES: Final = 14_400


def of_frame(frame: Frame, received_ms: int) -> bytes | None:
    """Return the record of a frame behind the handle; None where it holds no samples."""
    if frame.chunk is None:
        return None
    flags = LATE if received_ms - frame.phone_ms > LATE_MS else 0
    if (
        frame.data[OF_CHUNK + 3] == 0 and frame.data[OF_CHUNK + 11] == 4
    ):  # plain, at 4 Hz: the body is what is sent
        mask = frame.data[OF_CHUNK + 10]
        head = TAIL.pack(frame.chunk.sample_start, frame.sample_count, mask, flags, received_ms)
        return head + frame.data[OF_CHUNK + 12 : -8]
    return _record(frame.chunk.samples, frame.chunk.sample_start, flags, received_ms)


def of_history(samples: Samples, first: int, received_ms: int) -> Iterator[bytes]:
    """Return records, behind the handle, of what was stored before: samples from index `first`."""
    count = length_of(samples)
    for start in range(0, count, MOST_SAMPLES):
        part = {channel: values[start : start + MOST_SAMPLES] for channel, values in samples.items()}
        yield _record(part, first + start, HISTORY, received_ms)


def _record(samples: Samples, first: int, flags: int, received_ms: int) -> bytes:
    mask = mask_of(samples)
    head = TAIL.pack(first, length_of(samples), mask, flags, received_ms)
    return head + b"".join(
        samples[channel].astype(type_of(channel), copy=False).tobytes() for channel in in_mask(mask)
    )
