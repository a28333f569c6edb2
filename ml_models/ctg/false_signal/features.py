"""What the network of false signals sees of a recording: nine rows at 4 Hz, all of them of the order of one."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Rates = NDArray[np.floating[Any]]

ROWS: Final = 9
USUAL_FHR_BPM, USUAL_MHR_BPM = 135.0, 90.0
SPREAD_BPM: Final = 25.0
APART_BPM, MOST_APART_BPM, CLOSE_BPM = 15.0, 40.0, 3.0
STEP_BPM, MOST_STEP_BPM = 3.0, 10.0
TOCO_UNITS: Final = 40.0
MOST_TOCO: Final = 400.0


def rows(fhr_bpm: Rates, mhr_bpm: Rates, toco: Rates) -> NDArray[np.float32]:
    """Return shape (9, n). Rates in bpm, NaN = missing, as measured and not cleaned.

    0 is there a fetal rate, 1 the rate, 2 is there a maternal rate, 3 that rate, 4 how far they lie apart, 5 how close,
    6 the step from the sample before, 7 the fetal rate against the median of the recording, 8 the tocogram.
    """
    has_fhr, has_mhr = np.isfinite(fhr_bpm), np.isfinite(mhr_bpm)
    both = has_fhr & has_mhr
    fhr, mhr = np.where(has_fhr, fhr_bpm, 0.0), np.where(has_mhr, mhr_bpm, 0.0)
    median = float(np.median(fhr[has_fhr])) if has_fhr.any() else USUAL_FHR_BPM
    apart = np.where(both, fhr - mhr, 0.0)
    step = np.zeros_like(fhr)
    step[1:] = np.where(has_fhr[1:] & has_fhr[:-1], np.diff(fhr), 0.0)
    seen = [
        has_fhr,
        np.where(has_fhr, (fhr - USUAL_FHR_BPM) / SPREAD_BPM, 0.0),
        has_mhr,
        np.where(has_mhr, (mhr - USUAL_MHR_BPM) / SPREAD_BPM, 0.0),
        np.clip(apart, -MOST_APART_BPM, MOST_APART_BPM) / APART_BPM,
        np.where(both, np.exp(-np.abs(apart) / CLOSE_BPM), 0.0),
        np.clip(step, -MOST_STEP_BPM, MOST_STEP_BPM) / STEP_BPM,
        np.where(has_fhr, (fhr - median) / SPREAD_BPM, 0.0),
        np.clip(np.nan_to_num(toco), 0.0, MOST_TOCO) / TOCO_UNITS,
    ]
    return np.stack(seen).astype(np.float32)
