"""Non-stress test: reactive, non-reactive, or extend. Before labour only.

"Reactive" is said only where nothing else speaks against it: two accelerations do not make up for a baseline out of
range, a deceleration of a minute, or an hour without variability. Every 40 minutes must hold a reactive 20.
"""

from __future__ import annotations

from ml_models.ctg.events import PRETERM_WEEKS
from ml_models.ctg.rules import Rule, own, table
from ml_models.ctg.variation import Span, longest_minutes
from ml_models.ctg.verdicts.cautions import cautions, most_in
from ml_models.ctg.verdicts.evidence import Evidence, level_spans, spans
from ml_models.ctg.verdicts.model import Item, item

TABLES = ("nst", "definitions", "product")
LABELS = ("reactive", "non-reactive", "extend")
NO_VARIABILITY = "variability_unknown"
MOST_LOST_IN_WINDOW = own("own_loss").limit


def earliest_week() -> float:
    """The first week that the table speaks of."""
    return table("nst")["nst_preterm_24_28"].weeks[0]


def judge(evidence: Evidence) -> tuple[str, list[Item]]:
    """Return the label and what led to it; a code of `WHY_NOT` where variability alone cannot be assessed."""
    rule = _rule(evidence)
    extend, non_reactive = table("nst")["nst_extend"], table("nst")["nst_nonreactive"]
    good = _reactive_windows(evidence, rule)
    enough = bool(good) and longest_minutes(_without(good, evidence.found.duration_s)) < extend.limit
    accelerations = evidence.measured_accelerations
    items = [item(rule, enough, _most(evidence, rule), good or spans(accelerations), bad=False)]
    others = _others(evidence)
    long = evidence.minutes >= extend.limit
    items += [
        item(extend, not enough and not long, evidence.minutes, bad=None),
        item(non_reactive, not enough and long, float(len(accelerations)), spans(accelerations), bad=None),
        *others,
    ]
    spoken_against = any(one.against for one in others)
    if enough and not spoken_against:
        return ("reactive" if _quiet(evidence).met is not None else NO_VARIABILITY), items
    return ("extend" if not long and not spoken_against else "non-reactive"), items


def _rule(evidence: Evidence) -> Rule:
    early = evidence.weeks is not None and evidence.weeks < PRETERM_WEEKS
    return table("nst")["nst_reactive_u32" if early else "nst_reactive_32"]


def _windows(evidence: Evidence, rule: Rule) -> list[Span]:
    """Windows of 20 minutes, begun at each acceleration and kept inside the recording, with enough signal."""
    length_s = 60 * rule.minutes
    last_s = evidence.found.duration_s - length_s
    if last_s < 0:
        return []
    starts = sorted({min(one.start_s, last_s) for one in evidence.measured_accelerations})
    windows = [(start, start + length_s) for start in starts]
    return [window for window in windows if evidence.lost(*window) <= MOST_LOST_IN_WINDOW]


def _count(evidence: Evidence, window: Span) -> int:
    return sum(window[0] <= one.start_s and one.end_s <= window[1] for one in evidence.measured_accelerations)


def _reactive_windows(evidence: Evidence, rule: Rule) -> list[Span]:
    return [window for window in _windows(evidence, rule) if rule.holds(_count(evidence, window))]


def _most(evidence: Evidence, rule: Rule) -> float:
    return float(max((_count(evidence, window) for window in _windows(evidence, rule)), default=0))


def _without(windows: list[Span], duration_s: float) -> list[Span]:
    """What no window covers."""
    left, at_s = [], 0.0
    for start, stop in windows:
        if start > at_s:
            left.append((at_s, start))
        at_s = max(at_s, stop)
    return [*left, (at_s, duration_s)] if at_s < duration_s else left


def _others(evidence: Evidence) -> list[Item]:
    """What keeps "reactive" back whatever the accelerations are."""
    rules = table("nst")
    base, minute, variable = rules["sogc_normal_base"], rules["nst_dec_1min"], rules["nst_var_dec_rep"]
    lowest, highest = evidence.lowest, evidence.highest
    outside = [
        level for level in (lowest, highest) if level is not None and not base.holds(level.baseline_bpm)
    ]
    shown = outside[0] if outside else lowest
    long_ones = [one for one in evidence.found.decelerations if minute.holds((one.end_s - one.start_s) / 60)]
    where = most_in([one for one in evidence.found.decelerations if one.kind == "variable"], variable)
    return [
        item(
            base,
            None if shown is None else not outside,
            shown.baseline_bpm if shown else None,
            level_spans(shown),
            bad=False,
        ),
        item(
            minute,
            bool(long_ones),
            max(((one.end_s - one.start_s) / 60 for one in evidence.found.decelerations), default=0.0),
            spans(long_ones),
        ),
        item(variable, variable.holds(len(where)), float(len(where)), where),
        _quiet(evidence),
        *cautions(evidence),
    ]


def _quiet(evidence: Evidence) -> Item:
    """Little variability for long; None where too few minutes tell that there was none."""
    rule = table("nst")["sogc_atypical_var"]
    quiet = evidence.narrower_than(rule.limit)
    longest = longest_minutes(quiet)
    if longest < rule.minutes and not evidence.variability_known:
        return item(rule, None, longest, quiet, in_minutes=True, because="too few minutes tell it")
    return item(rule, longest >= rule.minutes, longest, quiet, in_minutes=True)
