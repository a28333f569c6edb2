"""Recording in, JSON text out."""

from __future__ import annotations

import json
from typing import Any

from ml_models.ctg.recording import MARK_CHANNELS, ByteArray, FloatArray, Recording


def write(recording: Recording) -> bytes:
    """Write the channels that hold anything; the first rate always. Missing is null."""
    fields: dict[str, Any] = {"fs_hz": recording.fs_hz}
    if recording.start is not None:
        fields["start"] = recording.start.isoformat()
    if recording.twins:
        fields["twins"] = True
    for name in ("fhr1_bpm", *(name for name in recording.present_channels if name != "fhr1_bpm")):
        fields[name] = _values(getattr(recording, name))
    for name in MARK_CHANNELS:
        if getattr(recording, name) is not None:
            fields[name] = _values(getattr(recording, name))
    return json.dumps(fields, allow_nan=False, separators=(",", ":")).encode()


def _values(values: FloatArray | ByteArray) -> list[float | int | None]:
    return [None if value != value else value for value in values.tolist()]
