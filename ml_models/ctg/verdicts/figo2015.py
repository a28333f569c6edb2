"""FIGO 2015: normal, suspicious or pathological. In labour only.

The class is that of the whole recording: the worst that it shows. For the present state, analyse the last hour.
"""

from __future__ import annotations

import numpy as np

from ml_models.ctg.events import Event
from ml_models.ctg.recurrence import Share, largest_share, shallow_late
from ml_models.ctg.rules import Rule, definition, own, table
from ml_models.ctg.variation import flat_in_s, longest_minutes
from ml_models.ctg.verdicts.cautions import cautions
from ml_models.ctg.verdicts.evidence import Evidence, level_spans, spans
from ml_models.ctg.verdicts.model import Item, item

TABLES = ("figo2015", "definitions", "product")
LABELS = ("normal", "suspicious", "pathological")
UNKNOWN = "contractions_unknown"
NO_VARIABILITY = "variability_unknown"


def judge(evidence: Evidence) -> tuple[str, list[Item]]:
    """Return the class and what led to it; the class is a code of `WHY_NOT` where a feature cannot be assessed."""
    pathological = _pathological(evidence)
    normal = _normal(evidence)
    items = normal + pathological
    if any(one.against for one in pathological):
        return "pathological", items
    decelerations = next(one for one in normal if one.code == "figo_dec_none")
    variability = next(one for one in normal if one.code == "figo_var_normal")
    if variability.met is None:
        return NO_VARIABILITY, items
    if decelerations.met is None:
        return UNKNOWN, items
    return ("suspicious" if any(one.against for one in normal) else "normal"), items


def _normal(evidence: Evidence) -> list[Item]:
    """Features without which a trace is not normal."""
    rules = table("figo2015")
    base = rules["figo_base_normal"]
    lowest, highest = evidence.lowest, evidence.highest
    return [
        item(
            base,
            lowest is not None
            and highest is not None
            and base.holds(lowest.baseline_bpm)
            and base.holds(highest.baseline_bpm),
            lowest.baseline_bpm if lowest else None,
            level_spans(lowest),
            bad=False,
        ),
        *_levels(evidence),
        _band(evidence),
        _wide(evidence, suspicious=True),
        _quiet(evidence),
        _repetitive(evidence),
        _prolonged(evidence),
        *cautions(evidence),
    ]


def _band(evidence: Evidence) -> Item:
    """Normal variability; None where too few minutes tell it. What lies outside lies outside."""
    rule, median = table("figo2015")["figo_var_normal"], evidence.numbers.variability_bpm
    if np.isfinite(median) and not rule.holds(median):
        return item(rule, False, median, bad=False)
    if not evidence.variability_known:
        return item(rule, None, median, bad=False, because="too few minutes tell it")
    return item(rule, True, median, bad=False)


def _levels(evidence: Evidence) -> list[Item]:
    rules = table("figo2015")
    high, low = rules["figo_base_suspicious"], rules["figo_base_low_suspicious"]
    lowest, highest = evidence.lowest, evidence.highest
    below = table("figo2015")["figo_base_normal"].limits[0]
    return [
        item(
            high,
            highest is not None and high.holds(highest.baseline_bpm),
            highest.baseline_bpm if highest else None,
            level_spans(highest),
        ),
        item(
            low,
            lowest is not None and low.limits[0] <= lowest.baseline_bpm < below,
            lowest.baseline_bpm if lowest else None,
            level_spans(lowest),
        ),
    ]


def _quiet(evidence: Evidence) -> Item:
    """Little variability, shorter than what makes a trace pathological."""
    rule = own("own_quiet")
    longest = longest_minutes(evidence.reduced)
    return item(rule, rule.holds(longest), longest, evidence.reduced)


def _wide(evidence: Evidence, *, suspicious: bool) -> Item:
    rule = table("figo2015")["figo_var_increased"]
    wide = evidence.wider_than(rule.limit)
    longest = longest_minutes(wide)
    if suspicious:
        known = evidence.steady_bpm[np.isfinite(evidence.steady_bpm)]
        widest = float(known.max()) if known.size else None
        return item(definition("def_var_marked"), bool(wide), widest, wide)
    return item(rule, longest > rule.minutes, longest, wide, in_minutes=True)


def _repetitive(evidence: Evidence) -> Item:
    """Decelerations with more than half of the contractions of any 30 minutes. None where no contractions tell."""
    rule = table("figo2015")["figo_dec_none"]
    decelerations = evidence.found.decelerations
    window = table("figo2015")["figo_dec_late_rep"].minutes
    share = largest_share(evidence.found.contractions, decelerations, window, evidence.found.duration_s)
    if not decelerations:
        return item(rule, True, 0.0, bad=False)
    if share is None:
        return item(
            rule, None, None, spans(decelerations), bad=False, because="too few contractions are known"
        )
    return item(rule, rule.holds(share.percent), share.percent, spans(decelerations), bad=False)


def _prolonged(evidence: Evidence) -> Item:
    """A deceleration of more than three minutes."""
    rule = definition("def_dec_prolonged_figo")
    found = _longer_than(evidence, rule.limit)
    return item(rule, bool(found), _longest(evidence), spans(found))


def _longest(evidence: Evidence) -> float:
    return max(((one.end_s - one.start_s) / 60 for one in evidence.found.decelerations), default=0.0)


def _longer_than(evidence: Evidence, minutes: float) -> list[Event]:
    return [one for one in evidence.found.decelerations if one.end_s - one.start_s > 60 * minutes]


def _pathological(evidence: Evidence) -> list[Item]:
    rules = table("figo2015")
    low, quiet = rules["figo_base_pathological"], rules["figo_var_reduced"]
    lowest = evidence.lowest
    reduced = evidence.narrower_than(quiet.limit)
    sinus = rules["figo_sinusoidal"]
    longest_wave = longest_minutes(evidence.numbers.sinusoidal)
    long_ones = _longer_than(evidence, rules["figo_dec_prolonged5"].limit)
    return [
        item(
            low,
            lowest is not None and low.holds(lowest.baseline_bpm),
            lowest.baseline_bpm if lowest else None,
            level_spans(lowest),
        ),
        item(
            quiet,
            longest_minutes(reduced) > quiet.minutes,
            longest_minutes(reduced),
            reduced,
            in_minutes=True,
        ),
        _flat_decelerations(evidence),
        _wide(evidence, suspicious=False),
        item(sinus, longest_wave > sinus.minutes, longest_wave, evidence.numbers.sinusoidal, in_minutes=True),
        *_late_or_prolonged(evidence),
        item(rules["figo_dec_prolonged5"], bool(long_ones), _longest(evidence), spans(long_ones)),
        _emergency(evidence, long_ones),
        _tachysystole(evidence),
    ]


def _flat_decelerations(evidence: Evidence) -> Item:
    """Reduced variability inside decelerations for more than three minutes."""
    rule = table("figo2015")["figo_var_reduced_dec"]
    flat = [
        (one, flat_in_s(evidence.smooth_bpm, one.start_s, one.end_s, rule.limit) / 60)
        for one in _longer_than(evidence, rule.minutes)
    ]
    found = [one for one, minutes in flat if minutes > rule.minutes]
    return item(
        rule, bool(found), max((minutes for _, minutes in flat), default=0.0), spans(found), in_minutes=True
    )


def _late_or_prolonged(evidence: Evidence) -> list[Item]:
    """Late or prolonged ones with more than half of the contractions, for 30 minutes, or 20 with little variability."""
    found = evidence.found
    prolonged_min = definition("def_dec_prolonged_figo").limit
    bad = [
        one
        for one in found.decelerations
        if one.kind == "late" or one.end_s - one.start_s > 60 * prolonged_min
    ]
    bad += shallow_late(evidence.shallow, evidence.reduced_beside_shallow, found.contractions)
    rules = table("figo2015")
    long_rule, short_rule = rules["figo_dec_late_rep"], rules["figo_dec_late_rep_lowvar"]
    steady = largest_share(found.contractions, bad, long_rule.minutes, found.duration_s)
    quiet = longest_minutes(evidence.reduced_beside_shallow) >= short_rule.minutes
    return [
        _share_item(long_rule, steady, bad),
        _share_item(short_rule, _quiet_share(evidence, bad, short_rule.minutes), bad if quiet else []),
    ]


def _quiet_share(evidence: Evidence, bad: list[Event], minutes: float) -> Share | None:
    """The largest share within stretches of reduced variability."""
    shares = [
        largest_share(
            [one for one in evidence.found.contractions if start <= one.start_s < stop], bad, minutes, stop
        )
        for start, stop in evidence.reduced_beside_shallow
        if stop - start >= 60 * minutes
    ]
    return max((one for one in shares if one is not None), key=lambda one: one.percent, default=None)


def _share_item(rule: Rule, share: Share | None, bad: list[Event]) -> Item:
    if not bad:
        return item(rule, False, 0.0)
    if share is None:
        return item(rule, None, None, spans(bad), because="too few contractions are known")
    start, stop = share.window
    inside = [(one.start_s, one.end_s) for one in bad if start <= one.start_s < stop]
    return item(rule, rule.holds(share.percent) and stop - start >= 60 * rule.minutes, share.percent, inside)


def _emergency(evidence: Evidence, long_ones: list[Event]) -> Item:
    """Longer than five minutes, below 80 bpm, and with little variability."""
    rule = table("figo2015")["figo_dec_prolonged5_80"]
    lowest = {one: evidence.median_bpm(one.start_s, one.end_s) for one in long_ones}
    found = [one for one, rate in lowest.items() if rule.holds(rate)]
    return item(rule, bool(found), min(lowest.values(), default=None), spans(found))


def _tachysystole(evidence: Evidence) -> Item:
    """Informs: it asks for less uterine activity, and makes no class."""
    rule = table("figo2015")["figo_tachysystole"]
    rate = evidence.numbers.contractions_per_10min
    known = not np.isnan(rate)
    return item(rule, rule.holds(rate) if known else None, rate, [evidence.numbers.busiest], bad=None)
