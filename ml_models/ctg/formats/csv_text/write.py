"""Recording in, CSV text out."""

from __future__ import annotations

import numpy as np

from ml_models.ctg.recording import CHANNELS, MARK_CHANNELS, ByteArray, FloatArray, Recording


def write(recording: Recording) -> bytes:
    """Write all four channels, and marks and quality where there are any; missing is an empty cell."""
    names = [*CHANNELS, *(name for name in MARK_CHANNELS if getattr(recording, name) is not None)]
    times = np.arange(recording.samples) / recording.fs_hz
    columns = [_cells(times), *(_cells(getattr(recording, name)) for name in names)]
    lines = [",".join(("t_s", *names)), *map(",".join, zip(*columns, strict=True))]
    return ("\n".join(lines) + "\n").encode()


def _cells(values: FloatArray | ByteArray) -> list[str]:
    return ["" if value != value else f"{value:.10g}" for value in values.tolist()]
