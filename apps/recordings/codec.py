"""How samples lie in the database: one compressed blob for each minute and channel set. Pure, no Django.

A blob is a header `<BBH` (version, channel mask, samples n ≤ 240) and one zstd frame. Inside the frame, after
unpacking: the low bytes of all 16-bit channels in bit order (n each), their high bytes, then the 8-bit
channels. Each channel is stored as steps from sample to sample (the first from 0); 16-bit steps are folded
so that small ones of either sign become small numbers (zigzag). Arithmetic wraps, so that every number
comes back as it was.

The size that the frame declares is compared with the one that follows from the header before anything is
unpacked.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

import numpy as np
import zstandard
from numpy.typing import NDArray

from apps.recordings.channels import (
    ALL,
    NARROW,
    WIDE,
    Channel,
    IntArray,
    Samples,
    bytes_per_sample,
    in_mask,
    length_of,
    mask_of,
    nothing,
    type_of,
)

VERSION: Final = 1
HEADER: Final = struct.Struct("<BBH")
LEVEL: Final = 3
PER_BLOCK: Final = 240
LINE_HEADER: Final = struct.Struct("<BBI")
LINE_STEPS_PER_BPM: Final = 10
LONGEST_LINE: Final = 24 * 3600 // 5


class Damaged(ValueError):
    """A blob that is not one of ours: another version, another length, or a frame that declares another
    size."""


def encode(samples: Samples) -> list[bytes]:
    """Return one blob for each minute of `samples`, which begin at the start of a minute; the last may be
    shorter."""
    mask, length = mask_of(samples), length_of(samples)
    whole = length // PER_BLOCK
    blobs: list[bytes] = []
    if whole:
        blobs += _frames(mask, PER_BLOCK, _folded(samples, slice(0, whole * PER_BLOCK), whole))
    if rest := length - whole * PER_BLOCK:
        blobs += _frames(mask, rest, _folded(samples, slice(whole * PER_BLOCK, length), 1))
    return blobs


def _folded(samples: Samples, part: slice, rows: int) -> NDArray[np.uint8]:
    """Fold a stretch of `rows` blocks of equal length: shape (rows, bytes of one block)."""
    wide = [samples[channel][part].astype("<u2").reshape(rows, -1) for channel in WIDE if channel in samples]
    narrow = [samples[channel][part].reshape(rows, -1) for channel in NARROW if channel in samples]
    columns: list[NDArray[np.uint8]] = []
    if wide:
        steps = np.diff(np.stack(wide, axis=1), axis=2, prepend=np.uint16(0))
        pairs = _zigzag(steps).astype("<u2").reshape(rows, -1).view(np.uint8).reshape(rows, -1, 2)
        columns += [pairs[:, :, 0], pairs[:, :, 1]]
    columns += [np.diff(values, axis=1, prepend=np.uint8(0)).astype(np.uint8) for values in narrow]
    return np.ascontiguousarray(np.concatenate(columns, axis=1))


def _zigzag(steps: NDArray[np.uint16]) -> NDArray[np.uint16]:
    signed = steps.view(np.int16)
    return ((signed << 1) ^ (signed >> 15)).view(np.uint16)


def _unzigzag(folded: NDArray[np.uint16]) -> NDArray[np.uint16]:
    return (folded >> np.uint16(1)) ^ (np.uint16(0) - (folded & np.uint16(1)))


def _frames(mask: int, count: int, rows: NDArray[np.uint8]) -> Iterator[bytes]:
    header = HEADER.pack(VERSION, mask, count)
    compressor = zstandard.ZstdCompressor(level=LEVEL, write_content_size=True, write_checksum=False)
    for row in rows:
        yield header + compressor.compress(row.data)


def decode(blob: bytes) -> dict[Channel, IntArray]:
    """Return the samples of one block. Raises Damaged."""
    return decode_minutes([(0, blob)], minutes=1, length=_header(blob)[1])


def decode_minutes(
    blobs: Iterable[tuple[int, bytes]], *, minutes: int, length: int, mask: int | None = None
) -> dict[Channel, IntArray]:
    """Return `length` samples over `minutes` minutes out of (minute, blob) pairs; absent minutes are missing.

    `mask` says which channels are wanted; without it, every channel that occurs. Raises Damaged.
    Blocks with equal headers are unfolded together: a day is 1,440 of them.
    """
    groups: dict[bytes, tuple[list[int], list[bytes]]] = {}
    for minute, blob in blobs:
        places, members = groups.setdefault(bytes(blob[: HEADER.size]), ([], []))
        places.append(minute)
        members.append(blob)
    present = mask_of(channel for header in groups for channel in in_mask(_header(header)[0]))
    full = nothing(present if mask is None else mask, minutes * PER_BLOCK)
    for header, (places, members) in groups.items():
        _fill(full, header, places, members)
    return {channel: values[:length] for channel, values in full.items()}


def _fill(
    full: Mapping[Channel, IntArray], header: bytes, places: Sequence[int], members: Sequence[bytes]
) -> None:
    mask, count = _header(header)
    rows = _unpacked(members, mask, count)
    offset = 0
    wide = [channel for channel in WIDE if mask & channel]
    if wide:
        half = len(wide) * count
        words = rows[:, :half].astype(np.uint16) | rows[:, half : 2 * half].astype(np.uint16) << np.uint16(8)
        values = np.cumsum(_unzigzag(words).reshape(len(places), len(wide), count), axis=2, dtype=np.uint16)
        for index, channel in enumerate(wide):
            _place(full, channel, places, values[:, index].view(type_of(channel)), count)
        offset = 2 * half
    for channel in (channel for channel in NARROW if mask & channel):
        _place(
            full, channel, places, np.cumsum(rows[:, offset : offset + count], axis=1, dtype=np.uint8), count
        )
        offset += count


def _place(
    full: Mapping[Channel, IntArray], channel: Channel, places: Sequence[int], values: IntArray, count: int
) -> None:
    if channel in full:
        full[channel].reshape(-1, PER_BLOCK)[np.asarray(places), :count] = values


def _unpacked(blobs: Sequence[bytes], mask: int, count: int) -> NDArray[np.uint8]:
    """Unpack blocks of one header: shape (blocks, bytes of one block)."""
    size = count * bytes_per_sample(mask)
    decompressor = zstandard.ZstdDecompressor(max_window_size=1 << 20)
    plain = b"".join(unpack_frame(bytes(blob[HEADER.size :]), size, decompressor) for blob in blobs)
    return np.frombuffer(plain, dtype=np.uint8).reshape(len(blobs), size)


def unpack_frame(frame: bytes, size: int, decompressor: zstandard.ZstdDecompressor | None = None) -> bytes:
    """Unpack one zstd frame of exactly `size` bytes. What it declares is checked first. Raises Damaged."""
    try:
        declared = zstandard.frame_content_size(frame)
        if declared != size:
            raise Damaged(f"frame declares {declared} bytes, {size} are due")
        decompressor = decompressor or zstandard.ZstdDecompressor(max_window_size=1 << 20)
        plain = decompressor.decompress(frame, max_output_size=size, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise Damaged("not a zstd frame") from error
    if len(plain) != size:
        raise Damaged(f"frame holds {len(plain)} bytes, {size} are due")
    return plain


def _header(blob: bytes) -> tuple[int, int]:
    if len(blob) < HEADER.size:
        raise Damaged("shorter than its header")
    version, mask, count = HEADER.unpack_from(blob)
    if version != VERSION or not 0 < mask <= ALL or not 1 <= count <= PER_BLOCK:
        raise Damaged(f"version {version}, channels {mask}, samples {count}")
    return mask, count


def pack_line(bpm: NDArray[np.float64]) -> bytes:
    """Pack lines of shape (fetuses, n), one value every 5 s, in tenths of a bpm; NaN stays NaN."""
    fetuses, count = bpm.shape
    whole = np.nan_to_num(np.rint(bpm * LINE_STEPS_PER_BPM), nan=0).astype(np.uint16)
    folded = _zigzag(np.diff(whole, axis=1, prepend=np.uint16(0))).astype("<u2")
    return LINE_HEADER.pack(VERSION, fetuses, count) + zstandard.ZstdCompressor(level=LEVEL).compress(
        folded.tobytes()
    )


def unpack_line(blob: bytes) -> NDArray[np.float64]:
    """Return lines of shape (fetuses, n), NaN where undefined. Raises Damaged."""
    if len(blob) < LINE_HEADER.size:
        raise Damaged("shorter than its header")
    version, fetuses, count = LINE_HEADER.unpack_from(blob)
    if version != VERSION or not 1 <= fetuses <= 2 or count > LONGEST_LINE:
        raise Damaged(f"version {version}, fetuses {fetuses}, values {count}")
    plain = unpack_frame(bytes(blob[LINE_HEADER.size :]), fetuses * count * 2)
    words = np.frombuffer(plain, dtype="<u2").reshape(fetuses, count)
    whole = np.cumsum(_unzigzag(words), axis=1, dtype=np.uint16)
    return np.where(whole == 0, np.nan, whole / LINE_STEPS_PER_BPM)
