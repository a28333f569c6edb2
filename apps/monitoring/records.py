"""The bytes of what a viewer gets: samples of one bed, one record after another. Pure.

Little-endian: handle u16, first sample u32, samples n u16, channels u8 (bits as in a chunk), flags u8 (bit 0 history,
1 late), received at in ms since 1970 i64; then the channels as in a chunk, at 4 Hz.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from apps.monitoring.frames import HEADER, Frame
from apps.recordings import chunks
from apps.recordings.channels import Samples, in_mask, length_of, mask_of, type_of

HANDLE: Final = struct.Struct("<H")
TAIL: Final = struct.Struct("<IHBBq")
OF_CHUNK: Final = HEADER.size
BODY: Final = OF_CHUNK + chunks.HEADER.size
"""Where the chunk, and where its samples begin in a frame."""
HISTORY: Final = 1
LATE: Final = 2
LATE_MS: Final = 15_000
"""A frame that comes so long after its last sample is shown as late."""
MOST_SAMPLES: Final = 14_400


def of_frame(frame: Frame, received_ms: int, *, is_history: bool = False) -> bytes | None:
    """Return the record of a frame behind the handle; None where it holds no samples."""
    if frame.first_sample is None:
        return None
    flags = (LATE if received_ms - frame.phone_ms > LATE_MS else 0) | (HISTORY if is_history else 0)
    if frame.is_plain:
        head = TAIL.pack(frame.first_sample, frame.sample_count, frame.mask, flags, received_ms)
        return head + frame.data[BODY:-8]
    chunk = chunks.read(frame.data[OF_CHUNK:-4])
    return _record(chunk.samples, chunk.sample_start, flags, received_ms)


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
