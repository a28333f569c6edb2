"""Twins: whether their channels change places, and whether both show one heart.

Where a device loses contact with both it may take up the other baby: then each channel goes on where the other one
ended. That is seen where crossing fits clearly better than going straight on. Hearts that beat alike at that moment
show nothing.
"""

from __future__ import annotations

import numpy as np
from scipy.ndimage import uniform_filter1d

from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.runs import IntArray

LEVEL = int(2 * FS_HZ)
"""Samples of the level just before and just after."""
LONGEST_GAP = int(20 * FS_HZ)
LEAST_APART_BPM = 5.0
"""Of two hearts without a gap: both cannot step by this in a quarter of a second, each to the other's rate."""
LEAST_APART_BEYOND_GAP_BPM = 10.0
CLEARLY_APART_BPM = 20.0
"""So far apart the levels on both sides of a gap are enough; nearer ones must cross for a minute, too."""
MOST_CROSSED_PART = 0.35
MOST_CROSSED_BEYOND_GAP = 0.65
"""What remains when crossed, against what remains when straight."""
AROUND = int(60 * FS_HZ)
SHORTEST_BREAK, LONGEST_BREAK = int(5 * FS_HZ), int(300 * FS_HZ)
"""Behind a gap of this length the levels of minutes tell it, too; behind a longer one they may have moved anyway."""
MINUTES_AROUND = int(240 * FS_HZ)
LEAST_AROUND = int(60 * FS_HZ)
"""Samples on each side within those minutes that both channels measured."""
MOST_CROSSED_IN_MINUTES = 0.3
ONE_HEART_BPM = 2.5
ONE_HEART_PART = 0.8
WINDOW = int(180 * FS_HZ)


def swapped_at_s(first_bpm: FloatArray, second_bpm: FloatArray) -> list[float]:
    """Times in s at which two channels (n,), as measured, seem to change places."""
    both = np.flatnonzero(np.isfinite(first_bpm) & np.isfinite(second_bpm))
    if both.size < 2 * LEVEL:
        return []
    a, b = first_bpm[both], second_bpm[both]
    level_a, level_b = _levels(a), _levels(b)
    places = slice(LEVEL, both.size - LEVEL + 1)
    gap = both[places] - both[LEVEL - 1 : both.size - LEVEL]
    last_a, next_a = a[LEVEL - 1 : both.size - LEVEL], a[places]
    last_b, next_b = b[LEVEL - 1 : both.size - LEVEL], b[places]
    at_once = _crosses((last_a, next_a), (last_b, next_b), LEAST_APART_BPM, MOST_CROSSED_PART)
    stays = _crosses(level_a, level_b, 0.0, 1.0)
    beyond_gap = _crosses(level_a, level_b, LEAST_APART_BEYOND_GAP_BPM, MOST_CROSSED_BEYOND_GAP)
    clearly = _crosses(level_a, level_b, CLEARLY_APART_BPM, MOST_CROSSED_PART)
    found = at_once & stays & (gap == 1)
    for k in np.flatnonzero(beyond_gap & (gap > 1) & (gap <= LONGEST_GAP)).tolist():
        hole = slice(both[k + LEVEL - 1] + 1, both[k + LEVEL])
        if not (np.isnan(first_bpm[hole]).any() and np.isnan(second_bpm[hole]).any()):
            continue
        found[k] = clearly[k] or _minutes_cross(a, b, k + LEVEL)
    beyond_break = _crosses_beyond_break(first_bpm, second_bpm, both)
    times = np.union1d(both[places][found], beyond_break) / FS_HZ
    return [float(at) for k, at in enumerate(times) if k == 0 or at - times[k - 1] > LEVEL / FS_HZ]


def _crosses_beyond_break(first_bpm: FloatArray, second_bpm: FloatArray, both: IntArray) -> list[int]:
    """Samples behind gaps of both channels from which on the levels of minutes go on where the other's was.

    `both` (m,): samples that both measured.
    """
    breaks = np.flatnonzero((np.diff(both) > SHORTEST_BREAK) & (np.diff(both) <= LONGEST_BREAK))
    found = []
    for place in breaks.tolist():
        last, start = int(both[place]), int(both[place + 1])
        hole = slice(last + 1, start)
        if not (np.isnan(first_bpm[hole]).any() and np.isnan(second_bpm[hole]).any()):
            continue
        first, stop = np.searchsorted(both, (last - MINUTES_AROUND + 1, start + MINUTES_AROUND)).tolist()
        before, after = both[first : place + 1], both[place + 1 : stop]
        if min(before.size, after.size) >= LEAST_AROUND and _medians_cross(
            first_bpm, second_bpm, before, after
        ):
            found.append(start)
    return found


def _medians_cross(first_bpm: FloatArray, second_bpm: FloatArray, before: IntArray, after: IntArray) -> bool:
    """Say whether two rates lie well apart at samples `before` and `after`, and the other way round."""
    a, b = (
        (float(np.median(rate[before])), float(np.median(rate[after]))) for rate in (first_bpm, second_bpm)
    )
    apart_bpm, then_bpm = a[0] - b[0], a[1] - b[1]
    straight = abs(a[1] - a[0]) + abs(b[1] - b[0])
    crossed = abs(a[1] - b[0]) + abs(b[1] - a[0])
    return (
        min(abs(apart_bpm), abs(then_bpm)) >= LEAST_APART_BEYOND_GAP_BPM
        and apart_bpm * then_bpm < 0
        and crossed < MOST_CROSSED_IN_MINUTES * straight
    )


def _levels(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Median of the samples just before each place, and of those from it on, where both fit."""
    medians = np.median(np.lib.stride_tricks.sliding_window_view(values, LEVEL), axis=1)
    return medians[:-LEVEL], medians[LEVEL:]


def _crosses(
    a: tuple[FloatArray, FloatArray], b: tuple[FloatArray, FloatArray], apart_bpm: float, most_part: float
) -> np.ndarray:
    """True where each of two rates, given before and after, goes on where the other was."""
    straight = np.abs(a[1] - a[0]) + np.abs(b[1] - b[0])
    crossed = np.abs(a[1] - b[0]) + np.abs(b[1] - a[0])
    return (np.abs(a[0] - b[0]) >= apart_bpm) & (crossed < most_part * straight)


def _minutes_cross(a: FloatArray, b: FloatArray, place: int) -> bool:
    """Say whether the minute before and the minute from a place on cross, too."""
    (before_a, before_b), (after_a, after_b) = (
        (float(np.median(a[part])), float(np.median(b[part])))
        for part in (slice(max(0, place - AROUND), place), slice(place, place + AROUND))
    )
    return abs(after_a - before_b) + abs(after_b - before_a) < abs(after_a - before_a) + abs(
        after_b - before_b
    )


def coinciding_s(first_bpm: FloatArray, second_bpm: FloatArray) -> float:
    """Seconds around which two channels (n,) lie so close for three minutes that both must show one heart."""
    if first_bpm.size == 0:
        return 0.0
    away = np.abs(first_bpm - second_bpm)
    close, measured = (
        np.asarray(uniform_filter1d(mask.astype(np.float64), WINDOW, mode="constant"))
        for mask in (away < ONE_HEART_BPM, np.isfinite(away))
    )
    return float(((measured >= 0.5) & (close >= ONE_HEART_PART * measured)).sum() / FS_HZ)
