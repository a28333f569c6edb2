"""Bytes of one sample."""

from __future__ import annotations

import numpy as np

from ml_models.ctg.limits import MAX_SAMPLES

HEADER_BYTES = 4
FHR_LAYOUT = np.dtype([("fhr1_bpm", "<u2"), ("fhr2_bpm", "<u2"), ("toco", "u1"), ("flags", "u1")])
FHRM_LAYOUT = np.dtype(
    [("fhr1_bpm", "<u2"), ("fhr2_bpm", "<u2"), ("mhr_bpm", "<u2"), ("toco", "u1"), ("flags", "u1")]
)

RATE_STEPS_PER_BPM = 4
TOCO_STEPS_PER_UNIT = 2
SCALP_FHR1, SCALP_FHR2 = 0b0000_0010, 0b0000_1000
GOOD_FHR = 0b0000_0101
"""FHR 1 or FHR 2 of good quality."""


def max_bytes(layout: np.dtype) -> int:
    """Four times 24 hours: what is a little too long is refused by its duration, not by its size."""
    return HEADER_BYTES + layout.itemsize * MAX_SAMPLES * 4
