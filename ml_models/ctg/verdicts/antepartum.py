"""Numeric criteria for a trace before labour, in the manner of Dawes and Redman. Their name and tables are not ours.

Asked after ten minutes and every two minutes more, up to 60. A criterion that needs a table of centiles by week is
told as far as it goes without: it can fail, and it can be not assessable, but never be met. For an episode of high
variation that does not keep "met" back, since short-term variation stands in for it (the table's own note), and below
4.5 ms that needs a table itself.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ml_models.ctg import events
from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.numbers import covered
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.rules import Rule, table
from ml_models.ctg.runs import runs_of
from ml_models.ctg.variability import short_term_variation_ms
from ml_models.ctg.variation import Span, high_episodes
from ml_models.ctg.verdicts.cautions import cautions
from ml_models.ctg.verdicts.evidence import Evidence, level_spans
from ml_models.ctg.verdicts.model import Item, item

TABLES = ("antepartum_criteria", "product")
LABELS = ("met", "not met", "not assessable")
NO_TABLE = "the table of centiles by week is not in this product"
EVERY_MIN = 2
STAND_IN = "apc_high_episode"
"""May be not assessable in a trace that meets the criteria: see above."""
OPEN_S = 10.0


@dataclass(frozen=True)
class Outcome:
    """Label, items of the whole trace, and the first minute by which the criteria were met."""

    label: str
    items: list[Item]
    minute: int | None


def _rules(rule_id: str) -> Rule:
    return table("antepartum_criteria")[rule_id]


def judge(evidence: Evidence) -> Outcome:
    """Judge the whole trace, and find the first minute at which it would have done."""
    falls = _falls(evidence)
    rises = _rises(evidence)
    whole = _criteria(evidence, evidence.found.duration_s, falls, rises)
    label = _label(whole)
    if label != "met":
        return Outcome(label, whole, None)
    first, last = int(_rules("apc_min_record").limit), int(_rules("apc_max_record").limit)
    for minute in range(first, min(last, int(evidence.minutes)) + 1, EVERY_MIN):
        if _label(_criteria(evidence, 60.0 * minute, falls, rises)) == "met":
            return Outcome("met", whole, minute)
    if evidence.minutes <= last:
        return Outcome("met", whole, int(evidence.minutes))
    too_late = item(_rules("apc_max_record"), False, evidence.minutes, bad=False)
    return Outcome("not met", [*whole, too_late], None)


def _label(items: list[Item]) -> str:
    if any(one.against for one in items):
        return "not met"
    open_ones = [one for one in items if one.met is None and one.code != STAND_IN]
    return "not assessable" if open_ones else "met"


@dataclass(frozen=True)
class _Fall:
    start_s: float
    end_s: float
    lost_beats: float


def _falls(evidence: Evidence) -> list[_Fall]:
    """Decelerations by this rule set's own definition, and all others that were found."""
    depth_bpm = evidence.found.baseline_bpm - evidence.found.fhr_bpm
    low, high = _rules("apc_dec_def").limits
    mask = covered(evidence.found.decelerations, depth_bpm.size)
    for threshold in (events.Threshold(low, 60.0), events.Threshold(high, 30.0)):
        for first, last, _, _ in events.departures(depth_bpm, threshold, peak_s=events.DECELERATION_PEAK_S):
            mask[first:last] = True
    starts, stops = (edges.tolist() for edges in runs_of(mask))
    return [_fall(depth_bpm, start, stop) for start, stop in zip(starts, stops, strict=True)]


def _fall(depth_bpm: FloatArray, start: int, stop: int) -> _Fall:
    """Beats lost: mean depth over the time, holes as deep as the rest."""
    inside = depth_bpm[start:stop]
    known = inside[np.isfinite(inside)]
    mean = float(np.maximum(known, 0).mean()) if known.size else math.inf
    return _Fall(start / FS_HZ, stop / FS_HZ, mean * (stop - start) / FS_HZ / 60)


def _rises(evidence: Evidence) -> list[Span]:
    """Accelerations by this rule set's own definition, mostly measured."""
    rule = _rules("apc_acc_def")
    found = events.departures(
        evidence.found.fhr_bpm - evidence.found.baseline_bpm,
        events.Threshold(rule.limit, 60 * rule.minutes or 15.0),
        peak_s=events.ACCELERATION_PEAK_S,
    )
    stretches = [(first / FS_HZ, last / FS_HZ) for first, last, _, _ in found]
    return [one for one in stretches if evidence.lost(*one) <= 1 / 3]


def _criteria(evidence: Evidence, until_s: float, falls: list[_Fall], rises: list[Span]) -> list[Item]:
    """All criteria, of the trace up to `until_s`."""
    stv_ms = _stv_ms(evidence, until_s)
    rises = [one for one in rises if one[1] <= until_s]
    return [
        item(_rules("apc_min_record"), until_s >= 600, until_s / 60, bad=False),
        _high_variation(evidence, until_s),
        _deepest(until_s, falls),
        _basal(evidence, until_s),
        _movement(evidence, until_s, rises),
        _no_wave(evidence, until_s),
        _short_term(stv_ms),
        _short_term_beside(stv_ms),
        _acceleration(rises),
        _end(evidence, until_s, falls),
        *cautions(evidence),
    ]


def _stv_ms(evidence: Evidence, until_s: float) -> float:
    if math.isnan(evidence.found.stv_ms):
        return math.nan
    if until_s >= evidence.found.duration_s:
        return evidence.found.stv_ms
    samples = int(until_s * FS_HZ)
    left_out = covered(evidence.found.decelerations, evidence.found.fhr_bpm.size)
    return short_term_variation_ms(evidence.found.fhr_bpm[:samples], left_out[:samples])


def _high_variation(evidence: Evidence, until_s: float) -> Item:
    rule = _rules("apc_high_episode")
    ranges_ms = evidence.numbers.minute_range_ms[: int(until_s // 60)]
    if not np.isfinite(ranges_ms).any():
        return item(rule, None, None, bad=False, because="the variation is not known")
    found = high_episodes(ranges_ms)
    if not found:
        return item(rule, False, 0.0, bad=False)
    return item(rule, None, float(len(found)), found, bad=False, because=NO_TABLE)


def _deepest(until_s: float, falls: list[_Fall]) -> Item:
    short, long = _rules("apc_no_dec_30"), _rules("apc_no_dec_over30")
    rule = short if until_s <= 60 * short.minutes else long
    begun = [one for one in falls if one.start_s < until_s]
    deep = [(one.start_s, one.end_s) for one in begun if one.lost_beats > rule.limit]
    return item(rule, not deep, max((one.lost_beats for one in begun), default=0.0), deep, bad=False)


def _basal(evidence: Evidence, until_s: float) -> Item:
    """Every level that lasted, and the median up to here, must lie within."""
    rule = _rules("apc_basal")
    line = evidence.found.baseline_bpm[: int(until_s * FS_HZ)]
    known = line[np.isfinite(line)]
    if known.size == 0:
        return item(rule, None, None, bad=False, because="there is no baseline")
    levels = [level for level in evidence.lasting if level.end_s <= until_s]
    outside = [level for level in levels if not rule.holds(level.baseline_bpm)]
    middle = float(np.median(known))
    value = outside[0].baseline_bpm if outside else middle
    return item(
        rule,
        not outside and rule.holds(middle),
        value,
        level_spans(outside[0] if outside else None),
        bad=False,
    )


def _movement(evidence: Evidence, until_s: float, rises: list[Span]) -> Item:
    rule = _rules("apc_mov_acc")
    felt = int(np.count_nonzero(evidence.movements_at_s < until_s)) if not evidence.recording.twins else 0
    enough = felt >= rule.limits[0] or len(rises) >= rule.limits[1]
    return item(rule, enough, float(felt or len(rises)), rises, bad=False)


def _no_wave(evidence: Evidence, until_s: float) -> Item:
    found = [one for one in evidence.numbers.sinusoidal if one[0] < until_s]
    return item(_rules("apc_no_sinus"), not found, float(len(found)), found, bad=False)


def _short_term(stv_ms: float) -> Item:
    rule = _rules("apc_stv")
    if math.isnan(stv_ms):
        return item(rule, None, None, bad=False, because="short-term variation is not known")
    return item(rule, rule.holds(stv_ms), stv_ms, bad=False)


def _short_term_beside(stv_ms: float) -> Item:
    """Below the limit the long-term variation would have to exceed a centile that is not here."""
    rule = _rules("apc_stv_ltv")
    if math.isnan(stv_ms):
        return item(rule, None, None, bad=None, because="short-term variation is not known")
    return item(
        rule,
        None if rule.holds(stv_ms) else True,
        stv_ms,
        bad=None,
        because=NO_TABLE if rule.holds(stv_ms) else "",
    )


def _acceleration(rises: list[Span]) -> Item:
    """One acceleration meets it; the other way needs a table."""
    rule = _rules("apc_acc_or_var")
    return item(
        rule, True if rises else None, float(len(rises)), rises, bad=False, because="" if rises else NO_TABLE
    )


def _end(evidence: Evidence, until_s: float, falls: list[_Fall]) -> Item:
    at_end = [
        (one.start_s, one.end_s) for one in falls if one.start_s < until_s and one.end_s >= until_s - OPEN_S
    ]
    whole = until_s >= evidence.found.duration_s
    at_end = at_end or (evidence.open_at_end if whole else [])
    return item(_rules("apc_end"), not at_end, float(len(at_end)), at_end, bad=False)
