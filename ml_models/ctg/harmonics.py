"""Halved and doubled rates: put right where they plainly are the fetus's own, and marked either way.

A device that counts every second beat, or every beat twice, shows half or double the rate. But half of a fetal rate is a
likely rate of the mother, and a fetus in danger may fall to half. So a stretch is put right only where it is shorter than
any deceleration, fits what is believed on both sides, and does not run with her own rate.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import ByteArray, FloatArray
from ml_models.ctg.runs import runs_of

MOST_S: Final = 14.0
"""A deceleration lasts fifteen seconds: what lasts that long is never painted over."""
LEVEL: Final = int(2 * FS_HZ)
NEIGHBOUR: Final = int(5 * FS_HZ)
"""What is believed must lie no further away than this, in samples."""
FITS_BPM: Final = 12.0
MATERNAL_BPM: Final = 6.0
MOST_MATERNAL: Final = 0.3
LOWEST_BPM, HIGHEST_BPM = 50.0, 240.0


@dataclass(frozen=True)
class Codes:
    """Values of the causes that matter here."""

    halved: int
    doubled: int
    jump: int


def put_right(
    fhr_bpm: FloatArray, believed: FloatArray, mhr_bpm: FloatArray, cause: ByteArray, codes: Codes
) -> FloatArray:
    """Return `believed` (n,) with those stretches put right that may be; `fhr_bpm` is the rate as measured.

    `cause` (n,) tells which they were. Jumps that turn out to be half or double the rate are told so, in place.
    """
    result = believed.copy()
    for kind in (codes.halved, codes.doubled, codes.jump):
        for start, stop in zip(*runs_of(cause == kind), strict=True):
            part = slice(int(start), int(stop))
            for found, factor in ((codes.halved, 2.0), (codes.doubled, 0.5)):
                if kind in (found, codes.jump) and _may(fhr_bpm, believed, mhr_bpm, part, factor):
                    result[part], cause[part] = fhr_bpm[part] * factor, found
                    break
    return result


def _may(fhr_bpm: FloatArray, believed: FloatArray, mhr_bpm: FloatArray, part: slice, factor: float) -> bool:
    is_short = (part.stop - part.start) / FS_HZ <= MOST_S
    is_hers = factor > 1 and _runs_with_her(fhr_bpm[part], mhr_bpm[part])
    return is_short and not is_hers and _fits(believed, fhr_bpm[part] * factor, part.start, part.stop)


def _runs_with_her(fhr_bpm: FloatArray, mhr_bpm: FloatArray) -> bool:
    known = np.isfinite(mhr_bpm)
    close = np.abs(fhr_bpm[known] - mhr_bpm[known]) < MATERNAL_BPM
    return bool(close.size) and bool(close.mean() > MOST_MATERNAL)


def _fits(believed: FloatArray, rate: FloatArray, start: int, stop: int) -> bool:
    """Say whether the rate goes on from what is believed on both sides, and is one that a fetus may have."""
    before, after = believed[max(0, start - NEIGHBOUR) : start], believed[stop : stop + NEIGHBOUR]
    before, after = before[np.isfinite(before)][-LEVEL:], after[np.isfinite(after)][:LEVEL]
    if not before.size or not after.size or rate.min() < LOWEST_BPM or rate.max() > HIGHEST_BPM:
        return False
    ends = np.median(rate[:LEVEL]), np.median(rate[-LEVEL:])
    return bool(abs(ends[0] - np.median(before)) <= FITS_BPM and abs(ends[1] - np.median(after)) <= FITS_BPM)
