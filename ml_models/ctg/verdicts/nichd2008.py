"""NICHD 2008: category I, II or III. In labour only. The category is the worst that the recording shows.

The baseline is not rounded to 5 bpm before it is compared: 108 bpm is below 110 here.
"""

from __future__ import annotations

import math

import numpy as np

from ml_models.ctg.events import Event
from ml_models.ctg.recurrence import Share, largest_share
from ml_models.ctg.rules import Rule, definition, table
from ml_models.ctg.variation import Span, longest_minutes, minutes_where, nichd_band
from ml_models.ctg.verdicts.cautions import cautions
from ml_models.ctg.verdicts.evidence import Evidence, level_spans, spans
from ml_models.ctg.verdicts.model import Item, item

TABLES = ("nichd2008", "definitions", "product")
LABELS = ("I", "II", "III")
NO_VARIABILITY = "variability_unknown"


def judge(evidence: Evidence) -> tuple[str, list[Item]]:
    """Return the category and what led to it; a code of `WHY_NOT` where a feature cannot be assessed."""
    third = _third(evidence)
    first = _first(evidence)
    second = _second(evidence)
    items = first + second + third
    if any(one.against for one in third):
        return "III", items
    if any(one.code == "nichd1_var" and one.met is None for one in first):
        return NO_VARIABILITY, items
    against = any(one.against for one in first + second)
    return ("II" if against else "I"), items


def _bands(evidence: Evidence) -> list[str]:
    return [nichd_band(value) for value in evidence.numbers.bandwidth_10min_bpm.tolist()]


def _where(bands: list[str], *wanted: str) -> list[Span]:
    """Stretches of ten minutes of a band."""
    mask = np.array([band in wanted for band in bands], dtype=bool)
    return [(10 * start, 10 * stop) for start, stop in minutes_where(mask)]


def _values(evidence: Evidence) -> list[float]:
    return [value for value in evidence.numbers.bandwidth_10min_bpm.tolist() if math.isfinite(value)]


def _first(evidence: Evidence) -> list[Item]:
    """What category I asks for."""
    rules = table("nichd2008")
    base, lowest = rules["nichd1_base"], evidence.lowest
    levels = [level.baseline_bpm for level in (lowest, evidence.highest) if level is not None]
    others = [one for one in evidence.found.decelerations if one.kind != "early"]
    return [
        item(
            base,
            bool(levels) and all(base.holds(level) for level in levels),
            lowest.baseline_bpm if lowest else None,
            level_spans(lowest),
            bad=False,
        ),
        _moderate(evidence),
        item(rules["nichd1_dec"], bool(not others), float(len(others)), spans(others), bad=False),
        *cautions(evidence),
    ]


def _moderate(evidence: Evidence) -> Item:
    """Moderate variability throughout; None where too few minutes tell it. What is not moderate stays so."""
    rule, bands = table("nichd2008")["nichd1_var"], _bands(evidence)
    lowest = min(_values(evidence), default=None)
    others = _where(bands, "absent", "minimal", "marked")
    if others:
        return item(rule, False, lowest, others, bad=False)
    if "moderate" not in bands or not evidence.variability_known:
        return item(rule, None, lowest, bad=False, because="too few minutes tell it")
    return item(rule, True, lowest, bad=False)


def _second(evidence: Evidence) -> list[Item]:
    """Named members of category II; all that is neither I nor III belongs there, too."""
    rules = table("nichd2008")
    lowest, highest, bands, values = evidence.lowest, evidence.highest, _bands(evidence), _values(evidence)
    low, high = rules["nichd2_1"], rules["nichd2_2"]
    prolonged = _of_kind(evidence, "prolonged")
    minimal, absent, marked = (_where(bands, one) for one in ("minimal", "absent", "marked"))
    return [
        item(
            low,
            lowest is not None and low.holds(lowest.baseline_bpm),
            lowest.baseline_bpm if lowest else None,
            level_spans(lowest),
        ),
        item(
            high,
            highest is not None and high.holds(highest.baseline_bpm),
            highest.baseline_bpm if highest else None,
            level_spans(highest),
        ),
        item(rules["nichd2_3"], bool(minimal), min(values, default=None), minimal),
        item(rules["nichd2_4"], bool(absent), min(values, default=None), absent),
        item(rules["nichd2_5"], bool(marked), max(values, default=None), marked),
        _recurrent(rules["nichd2_7"], evidence, "variable"),
        item(rules["nichd2_8"], bool(prolonged), _longest_min(prolonged), spans(prolonged)),
        _recurrent(rules["nichd2_9"], evidence, "late"),
    ]


def _third(evidence: Evidence) -> list[Item]:
    """Category III: a sinusoidal pattern, or absent variability with what stands beside it."""
    rules = table("nichd2008")
    absent = _where(_bands(evidence), "absent")
    brady, wave = rules["nichd3_brady"], rules["nichd3_sinusoidal"]
    low = [
        level
        for level in evidence.lasting
        if brady.holds(level.baseline_bpm) and _meets((level.start_s, level.end_s), absent)
    ]
    lowest = min(low, key=lambda level: level.baseline_bpm, default=None)
    longest = longest_minutes(evidence.numbers.sinusoidal)
    return [
        _recurrent(rules["nichd3_late"], evidence, "late", beside=absent),
        _recurrent(rules["nichd3_variable"], evidence, "variable", beside=absent),
        item(brady, lowest is not None, lowest.baseline_bpm if lowest else None, level_spans(lowest)),
        item(wave, wave.holds(longest), longest, evidence.numbers.sinusoidal),
    ]


def _meets(span: Span, others: list[Span]) -> bool:
    return any(span[0] < stop and start < span[1] for start, stop in others)


def _of_kind(evidence: Evidence, kind: str) -> list[Event]:
    return [one for one in evidence.found.decelerations if one.kind == kind]


def _longest_min(found: list[Event]) -> float:
    return max((one.duration_s / 60 for one in found), default=0.0)


def _recurrent(rule: Rule, evidence: Evidence, kind: str, *, beside: list[Span] | None = None) -> Item:
    """Decelerations of one kind with half or more of the contractions of 20 minutes; `beside`: only within these."""
    found = _of_kind(evidence, kind)
    if beside is not None:
        found = [one for one in found if _meets((one.start_s, one.end_s), beside)]
    if not found:
        return item(rule, False, 0.0)
    minutes = definition("def_recurrent").minutes
    share: Share | None = largest_share(
        evidence.found.contractions, found, minutes, evidence.found.duration_s
    )
    if share is None:
        return item(rule, None, None, spans(found), because="too few contractions are known")
    return item(rule, rule.holds(share.percent), share.percent, spans(found))
