"""What is kept of each frame once its samples lie in their minutes: times, flags, battery. Pure.

One row of `ROW` for each frame, in the order of their numbers, all rows as one zstd frame: `Chunk.frame_clocks`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
import zstandard
from numpy.typing import NDArray

from apps.recordings.codec import unpack_frame

ROW: Final = np.dtype(
    [
        ("phone_ms", "<i8"),
        ("device_ms", "<i8"),
        ("received_ms", "<i8"),
        ("first_sample", "<u4"),
        ("sample_count", "<u2"),
        ("flags", "<u2"),
        ("battery", "u1"),
    ]
)
"""Times in ms since 1970 UTC; `device_ms` -1 and `battery` 255 where unknown; `first_sample` 0 without samples."""

Rows = NDArray[Any]


def rows_of(frames: Iterable[tuple[int, int, int, int, int, int, int]]) -> Rows:
    """Return rows out of tuples in the order of `ROW`."""
    return np.array(list(frames), dtype=ROW)


def pack(rows: Rows) -> bytes:
    """Pack rows: column by column, as steps from row to row, which are mostly the same."""
    columns = [np.diff(rows[name], prepend=rows[name].dtype.type(0)) for name in ROW.names or ()]
    return zstandard.ZstdCompressor(level=3).compress(b"".join(column.tobytes() for column in columns))


def unpack(data: bytes, count: int) -> Rows:
    """Return `count` rows. Raises `recordings.codec.Damaged`."""
    plain = unpack_frame(bytes(data), count * ROW.itemsize)
    rows, offset = np.zeros(count, dtype=ROW), 0
    for name in ROW.names or ():
        kind = ROW[name]
        steps = np.frombuffer(plain, dtype=kind, count=count, offset=offset)
        rows[name] = np.cumsum(steps, dtype=kind)
        offset += count * kind.itemsize
    return rows


def pack_crcs(crcs: Iterable[int]) -> bytes:
    """Pack what tells frames apart, 4 bytes each: `Chunk.frame_crcs`."""
    return np.array(list(crcs), dtype="<u4").tobytes()


def unpack_crcs(data: bytes) -> list[int]:
    """Return what `pack_crcs` packed."""
    crcs: list[int] = np.frombuffer(bytes(data), dtype="<u4").tolist()
    return crcs
