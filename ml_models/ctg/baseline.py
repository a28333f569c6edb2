"""The baseline: the level that the rate keeps between its accelerations and decelerations.

Three steps, each of a kind known in the literature, put together anew:

1. **Path.** Over cells of 5 s, the path through a grid of 1 bpm that lies close to as many samples as it
   can, with a truncated loss (a sample far away costs the same however far: events do not pull) and a price
   for each bpm of change (a step of the baseline is paid once, an event twice). Found exactly, by dynamic
   programming.
2. **Events** against that path are left out, with their feet.
3. **Smooth line** through what remains: penalised least squares (Whittaker 1923) with weights that fall with
   the residual (Tukey's biweight), solved as a banded system; less stiff where the path takes a step.

Steps 2 and 3 are repeated. The idea that a robust, weighted centre decides is that of the weighted median of
Boudet et al. 2019; their weights are not used.
"""

from __future__ import annotations

import numpy as np
from scipy.linalg import solveh_banded

from ml_models.ctg.cheapest_path import CELL, CELL_S, Search
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.runs import row_medians, runs_of, without_short

TEN_MINUTES = int(600 / CELL_S)
LEAST_FALL_BPM = 15.0
"""Of a deceleration."""
LEAST_RETURN = int(30 / CELL_S)
LONGEST_HOLE = int(240 / CELL_S)

STIFFNESS = 1.0e7
"""Of the smooth line, in s^4 for weights per sample: what swings within some three minutes is no baseline."""
STEP_CELLS = 12
STEP_BPM = 8.0
"""Where the path changes by this much within two minutes, the line is half as stiff."""
BREAK_BPM, BROKEN = 15.0, 1.0e-3
"""Not 0: a cell without a measured value must still get one from its neighbours."""
TUKEY_BPM = 12.0
"""A sample this far from the line has no weight."""
LEAST_MEASURED_S = 90.0
REACH_S = 300.0


def path_bpm(fhr_bpm: FloatArray, search: Search | None = None) -> FloatArray:
    """Return the best path, one value for each cell of 5 s; `fhr_bpm` (n,), NaN = missing.

    `search` remembers: where the same trace is looked at again with more behind it, only what is new is searched.
    """
    path = (search or Search()).path_bpm(fhr_bpm)
    return without_short_falls(with_lasting_falls(fhr_bpm, path))


def with_lasting_falls(fhr_bpm: FloatArray, path: FloatArray) -> FloatArray:
    """Let a path (cells,) follow every fall of ten minutes that it passed over because much of it was not measured.

    Losses count measured seconds only, so a deep fall with holes may cost less than two changes; such a fall would be
    neither a baseline nor, being too long, a deceleration.
    """
    padded = np.full(path.size * CELL, np.nan)
    padded[: fhr_bpm.size] = fhr_bpm
    table = padded.reshape(path.size, CELL)
    known = np.flatnonzero(np.isfinite(table).any(axis=1))
    level = row_medians(table[known])
    deep = path[known] - level >= LEAST_FALL_BPM
    joined = ~without_short(~deep, LEAST_RETURN) if deep.any() else deep
    result = path.copy()
    for start, stop in zip(*runs_of(joined), strict=True):
        if (
            known[stop - 1] + 1 - known[start] >= TEN_MINUTES
            and np.diff(known[start:stop]).max() <= LONGEST_HOLE
        ):
            result[known[start] : known[stop - 1] + 1] = np.median(level[start:stop])
    return result


def without_short_falls(path: FloatArray) -> FloatArray:
    """Fill every fall of a path (cells,) that does not last ten minutes: that is a deceleration, no baseline.

    The filled level is the highest that ten minutes around do not exceed (a morphological closing). A fall that is
    still open where the record ends has not lasted either; a low level that the record begins with is no fall, for
    nobody saw it come. Records under ten minutes stay as they are.
    """
    if path.size <= TEN_MINUTES:
        return path
    begun = np.pad(path, (TEN_MINUTES - 1, 0), constant_values=-np.inf)
    highest = np.lib.stride_tricks.sliding_window_view(begun, TEN_MINUTES).max(axis=1)
    padded = np.pad(highest, (0, TEN_MINUTES - 1), constant_values=np.inf)
    closed = np.lib.stride_tricks.sliding_window_view(padded, TEN_MINUTES).min(axis=1)
    starts, stops = runs_of(closed - path > 0)
    result = path.copy()
    for start, stop in zip(starts, stops, strict=True):
        if np.max(closed[start:stop] - path[start:stop]) >= LEAST_FALL_BPM:
            result[start:stop] = closed[start:stop]
    return result


def smooth_line(
    fhr_bpm: FloatArray, left_out: np.ndarray, first: FloatArray, *, rounds: int = 3
) -> FloatArray:
    """Refine `first` (cells,): a smooth line through what is not left out. Returns (cells,)."""
    padded = np.full(first.size * CELL, np.nan)
    padded[: fhr_bpm.size] = np.where(left_out, np.nan, fhr_bpm)
    table = padded.reshape(first.size, CELL)
    stiffness = local_stiffness(first)
    line = first
    for _ in range(rounds):
        away = (table - line[:, None]) / TUKEY_BPM
        biweight = np.where(np.abs(away) < 1, (1 - away**2) ** 2, 0.0)
        weight = biweight.mean(axis=1)
        if weight.sum() < 1:
            return line
        line = _penalised((biweight * np.nan_to_num(table)).mean(axis=1), weight, stiffness)
    return line


def local_stiffness(path: FloatArray) -> FloatArray:
    """Stiffness at each inner cell, shape (cells - 2,): low where the path itself takes a step.

    A stiff line would swing before and after a true step of the baseline, and show an acceleration before every
    sudden fall of it: where the path changes by the height of an event within two cells the line may break.
    """
    middle = np.arange(1, path.size - 1)
    before, after = np.maximum(middle - STEP_CELLS, 0), np.minimum(middle + STEP_CELLS, path.size - 1)
    step = np.abs(path[after] - path[before])
    soft = STIFFNESS / CELL_S**4 / (1.0 + (step / STEP_BPM) ** 4)
    sudden = np.abs(path[middle + 1] - path[middle - 1]) >= BREAK_BPM
    return np.where(sudden, BROKEN, soft)


def _penalised(total: FloatArray, weight: FloatArray, stiffness: FloatArray) -> FloatArray:
    """Solve (W + D'SD) z = W y for second differences D and stiffness S; `total` is W y."""
    n = weight.size
    if n < 3:
        return np.full(n, total.sum() / weight.sum())
    bands = np.zeros((3, n))
    bands[2] = weight + 1e-9
    bands[2, :-2] += stiffness
    bands[2, 1:-1] += 4 * stiffness
    bands[2, 2:] += stiffness
    bands[1, 1:-1] -= 2 * stiffness
    bands[1, 2:] -= 2 * stiffness
    bands[0, 2:] += stiffness
    return np.asarray(solveh_banded(bands, total, overwrite_ab=True, check_finite=False))


def to_samples(cells_bpm: FloatArray, samples: int) -> FloatArray:
    """From cells to samples, linearly between the middles of cells."""
    middles = (np.arange(cells_bpm.size) + 0.5) * CELL - 0.5
    return np.interp(np.arange(samples), middles, cells_bpm)


def defined(fhr_bpm: FloatArray) -> np.ndarray:
    """True where a baseline may be told: enough of the ten minutes around was measured."""
    present = np.concatenate(([0], np.cumsum(np.isfinite(fhr_bpm))))
    n = fhr_bpm.size
    reach = int(REACH_S * FS_HZ)
    at = np.arange(n)
    measured_s = (present[np.minimum(n, at + reach)] - present[np.maximum(0, at - reach)]) / FS_HZ
    return measured_s >= LEAST_MEASURED_S
