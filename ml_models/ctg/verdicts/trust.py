"""When a trace is not to be read at all. Asked before every rule set; the limits stand in `rules/product.toml`."""

from __future__ import annotations

import numpy as np

from ml_models.ctg.cleaning import Cause
from ml_models.ctg.events import LEAST_BPM
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.numbers import LIKELY_FALSE
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.rules import own
from ml_models.ctg.runs import nearest_known, runs_of, without_short
from ml_models.ctg.swaps import coinciding_s, swapped_at_s
from ml_models.ctg.verdicts.changing_hearts import steps_down_at, way_changes_at
from ml_models.ctg.verdicts.evidence import Evidence

END_S = 600.0
SUSPECT = (Cause.HALVED, Cause.JUMP, Cause.MATERNAL, Cause.OUT_OF_RANGE)
JOINED_S = 10.0
"""A loss of contact up to this long does not part a fall."""
BESIDE_JUMP_S = 60.0
APART_FROM_MOTHER_BPM = 15.0
AFTER_JUMP_S = 300.0
CELL = int(5 * FS_HZ)


def doubts(evidence: Evidence) -> list[str]:
    """Codes of `words.WHY_NOT`: why no rule set may judge this trace."""
    found = evidence.found
    part = {cause: _part(found.hole_causes, cause) for cause in Cause}
    maternal_s = part[Cause.MATERNAL] * found.duration_s
    undefined = float(np.isnan(found.baseline_bpm).mean()) if found.baseline_bpm.size else 1.0
    told = {
        "signal_lost": own("own_loss").holds(found.signal_loss),
        "end_lost": own("own_end_lost").holds(evidence.lost(found.duration_s - END_S, found.duration_s)),
        "frozen": own("own_frozen").holds(part[Cause.FROZEN]),
        "halved_or_doubled": own("own_factor").holds(part[Cause.HALVED] + part[Cause.DOUBLED]),
        "impossible_jumps": own("own_jumps").holds(part[Cause.JUMP] + part[Cause.OUT_OF_RANGE]),
        "maternal_rate": own("own_maternal").holds(maternal_s),
        "near_maternal_rate": own("own_near_mother").holds(found.near_mother_s),
        "no_baseline": own("own_no_baseline").holds(undefined),
    }
    return [code for code, holds in told.items() if holds] + _twins(evidence)


def _part(causes: np.ndarray, cause: Cause) -> float:
    return float(np.mean(causes == cause)) if causes.size else 0.0


def hides_falls(evidence: Evidence) -> bool:
    """Say whether something that was left out lies as far below the baseline, and for as long, as a deceleration.

    It may be the device, or the mother; or a fall whose flanks were lost. Nobody may be calmed by what is left.
    """
    found, recording = evidence.found, evidence.recording.of_fetus(evidence.found.fetus)
    low = np.zeros(found.fhr_bpm.size, dtype=bool)
    suspect = np.isin(found.hole_causes, SUSPECT)
    floor_bpm = nearest_known(found.baseline_bpm) - LEAST_BPM
    for rate in (recording.fhr1_bpm, recording.fhr2_bpm):
        low |= suspect & np.isfinite(rate) & (np.nan_to_num(rate, nan=np.inf) <= floor_bpm)
    nothing = np.isnan(found.fhr_bpm) & ~low
    joined = low | (nothing & ~without_short(nothing, int(JOINED_S * FS_HZ)))
    starts, stops = runs_of(joined)
    sums = np.concatenate(([0], np.cumsum(low)))
    longest_s = float((sums[stops] - sums[starts]).max(initial=0) / FS_HZ)
    return own("own_hidden_fall").holds(longest_s)


def sensors_disagree(evidence: Evidence) -> bool:
    """Say whether two sensors of one fetus show different rates for minutes: one of them shows something else."""
    recording = evidence.recording
    if recording.twins:
        return False
    apart = np.abs(recording.fhr1_bpm - recording.fhr2_bpm) >= LEAST_BPM
    return own("own_sensors_apart").holds(float(apart.sum() / FS_HZ))


def is_false(evidence: Evidence) -> bool:
    """Say whether too much of the rate more likely is another heart or noise."""
    return own("own_false_signal").holds(_false_part(evidence))


def _false_part(evidence: Evidence) -> float:
    """The larger of the parts of the whole trace and of its last ten minutes."""
    probability = evidence.found.false_signal_probability
    kept = np.isfinite(evidence.found.fhr_bpm)
    ends = (slice(None), slice(-int(END_S * FS_HZ), None))
    parts = [float(np.mean(probability[end][kept[end]] >= LIKELY_FALSE)) for end in ends if kept[end].any()]
    return max(parts, default=0.0)


def _twins(evidence: Evidence) -> list[str]:
    recording = evidence.recording
    if not recording.twins:
        return []
    swapped = bool(swapped_at_s(recording.fhr1_bpm, recording.fhr2_bpm))
    one_heart = own("own_maternal").holds(coinciding_s(recording.fhr1_bpm, recording.fhr2_bpm))
    return ["twins_swapped"] * swapped + ["twins_coincide"] * one_heart


def level_jumped(evidence: Evidence) -> bool:
    """Say whether the baseline moves at once by so much that it may be another heart's.

    Not so where the mother's own rate is measured in the minutes after and lies far away.
    """
    line = evidence.found.baseline_bpm[::CELL]
    reach = int(BESIDE_JUMP_S * FS_HZ) // CELL
    if line.size <= 2 * reach:
        return False
    moved = np.abs(line[2 * reach :] - line[: -2 * reach])
    jumps = np.flatnonzero(moved >= own("own_level_jump").limit)
    return any(not _far_from_mother(evidence, (int(k) + reach) * CELL) for k in jumps)


def heart_changed(evidence: Evidence) -> bool:
    """Say whether the trace may go over to another heart that lies near: told so by the way it moves, or by a step.

    Not so where the mother's own rate is measured around and lies far away.
    """
    return any(
        not _far_from_mother(evidence, sample)
        for changes in (way_changes_at, steps_down_at)
        for sample in changes(evidence)
    )


def _far_from_mother(evidence: Evidence, sample: int) -> bool:
    """True where her rate lies far from this one, both before and after."""
    width = int(AFTER_JUMP_S * FS_HZ)
    away = np.abs(evidence.found.fhr_bpm - evidence.recording.mhr_bpm)
    return all(
        _is_far(part) for part in (away[max(0, sample - width) : sample], away[sample : sample + width])
    )


def _is_far(away_bpm: FloatArray) -> bool:
    known = away_bpm[np.isfinite(away_bpm)]
    return known.size >= away_bpm.size / 2 and bool(np.median(known) >= APART_FROM_MOTHER_BPM)
