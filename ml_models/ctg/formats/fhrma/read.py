"""Bytes of a `.fhr` or `.fhrm` file in, recording out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import numpy as np

from ml_models.ctg.errors import require
from ml_models.ctg.formats.fhrma.layout import (
    GOOD_FHR,
    HEADER_BYTES,
    RATE_STEPS_PER_BPM,
    SCALP_FHR1,
    SCALP_FHR2,
    TOCO_STEPS_PER_UNIT,
)
from ml_models.ctg.grid import check_duration, checked_channel
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import SCALP, ByteArray, FloatArray, Recording, Source, rate_resolution_bpm


def read(layout: np.dtype, data: bytes, companions: Mapping[str, bytes]) -> Recording:
    """Read a file whose samples have `layout`; raises `FormatError`."""
    samples, rest = divmod(len(data) - HEADER_BYTES, layout.itemsize)
    require(
        len(data) > HEADER_BYTES and rest == 0,
        "file",
        "the file is cut off or of another kind",
        limit=f"{HEADER_BYTES} + {layout.itemsize} bytes for each sample",
        given=f"{len(data)} bytes",
    )
    check_duration(samples / FS_HZ)
    rows = np.frombuffer(data, dtype=layout, offset=HEADER_BYTES)
    names = [name for name in layout.names or () if name.endswith("_bpm")]
    rates = {name: rows[name] / RATE_STEPS_PER_BPM for name in names}
    channels: dict[str, FloatArray | ByteArray] = {
        n: checked_channel(n, values) for n, values in rates.items()
    }
    resolution = rate_resolution_bpm([values[values > 0] for values in rates.values()])
    if rows["toco"].any():
        channels["toco"] = rows["toco"] / TOCO_STEPS_PER_UNIT
    if rows["flags"].any():
        channels["quality"] = _quality(rows["flags"])
    source = Source("fhrm" if "mhr_bpm" in names else "fhr", FS_HZ, resolution, _sensors(rows["flags"]))
    return Recording.from_channels(channels, start=_start(data), source=source)


def _start(data: bytes) -> datetime | None:
    seconds = int.from_bytes(data[:HEADER_BYTES], "little")
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def _sensors(flags: ByteArray) -> dict[str, str]:
    """Which of the two rates a scalp electrode measured, by more than half of the samples."""
    scalp = {"fhr1_sensor": SCALP_FHR1, "fhr2_sensor": SCALP_FHR2}
    return {name: SCALP for name, bit in scalp.items() if np.mean((flags & bit) > 0) > 0.5}


def _quality(flags: ByteArray) -> ByteArray:
    """The format knows good and not good only."""
    return np.where(flags & GOOD_FHR, 3, 1).astype(np.uint8)
