"""Recording in, bytes of a `.fhr` or `.fhrm` file out. Movement marks have no place in this format."""

from __future__ import annotations

import numpy as np

from ml_models.ctg.formats.fhrma.layout import HEADER_BYTES, RATE_STEPS_PER_BPM, TOCO_STEPS_PER_UNIT
from ml_models.ctg.recording import Recording

MAX_TOCO_BYTE = 255


def write(layout: np.dtype, recording: Recording) -> bytes:
    """Round rates to quarter bpm and TOCO to half units; missing becomes 0."""
    rows = np.zeros(recording.samples, dtype=layout)
    for name in layout.names or ():
        if name.endswith("_bpm"):
            rows[name] = np.rint(np.nan_to_num(getattr(recording, name)) * RATE_STEPS_PER_BPM)
    toco = np.nan_to_num(recording.toco) * TOCO_STEPS_PER_UNIT
    rows["toco"] = np.clip(np.rint(toco), 0, MAX_TOCO_BYTE)
    if recording.quality is not None:
        rows["flags"] = (recording.quality >= 3).astype(np.uint8)
    seconds = int(recording.start.timestamp()) if recording.start else 0
    return seconds.to_bytes(HEADER_BYTES, "little") + rows.tobytes()
