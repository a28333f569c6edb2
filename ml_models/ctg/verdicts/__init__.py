"""Verdicts one can argue with: four rule sets side by side, each item open to samples, value, rule and source.

    analysis.verdicts["nst"].label, .reasons, .why_not

A rule set answers "not applicable" outside its context (labour, or before it) and "not interpretable" where the trace
is not fit to be read, with the codes why. No bad trace gets a reassuring label: `test_never_reassuring.py` tries.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ml_models.ctg.numbers import Numbers, measure
from ml_models.ctg.recording import Recording
from ml_models.ctg.rules import own, table, version
from ml_models.ctg.verdicts import antepartum, figo2015, nichd2008, nst
from ml_models.ctg.verdicts.evidence import Evidence
from ml_models.ctg.verdicts.model import NOT_APPLICABLE, NOT_INTERPRETABLE, REASSURING, Item, Verdict
from ml_models.ctg.verdicts.trust import (
    doubts,
    heart_changed,
    hides_falls,
    is_false,
    level_jumped,
    sensors_disagree,
)
from ml_models.ctg.verdicts.words import WHY_NOT

if TYPE_CHECKING:
    from ml_models.ctg.analysis import Analysis

__all__ = [
    "NOT_APPLICABLE",
    "NOT_INTERPRETABLE",
    "REASSURING",
    "WHY_NOT",
    "Item",
    "Numbers",
    "Verdict",
    "verdicts",
    "with_numbers",
]


def with_numbers(found: Analysis, recording: Recording) -> tuple[Numbers, Mapping[str, Verdict]]:
    """Return the numbers and all verdicts of an analysis of `recording`."""
    toco_known = "no_uterine_activity" not in found.notes
    numbers = measure(found, toco_known=toco_known)
    return numbers, verdicts(Evidence(found, numbers, recording))


def verdicts(evidence: Evidence) -> dict[str, Verdict]:
    """Ask all rule sets."""
    doubted = doubts(evidence)
    false = ["false_signal"] * is_false(evidence)
    uneasy = ["level_jumped"] * level_jumped(evidence) + ["heart_changed"] * heart_changed(evidence)
    uneasy += ["may_hide_falls"] * hides_falls(evidence) + ["sensors_disagree"] * sensors_disagree(evidence)
    calms_nobody = uneasy + false
    return {
        "nst": _antenatal(evidence, doubted + false, uneasy),
        "figo2015": _in_labour(evidence, doubted, calms_nobody, figo2015.TABLES, "figo2015"),
        "nichd2008": _in_labour(evidence, doubted, calms_nobody, nichd2008.TABLES, "nichd2008"),
        "antepartum_criteria": _criteria(evidence, doubted + false, uneasy),
    }


def _antenatal(evidence: Evidence, doubted: list[str], calms_nobody: list[str]) -> Verdict:
    rules = version(*nst.TABLES)
    if evidence.found.in_labour:
        return _not_applicable("not_for_labour", rules)
    why_not = _weeks(evidence, nst.earliest_week())
    if evidence.minutes < table("nst")["nst_reactive_32"].minutes:
        why_not.append("too_short")
    label, items = nst.judge(evidence)
    return _verdict(label, items, rules, why_not + doubted, calms_nobody)


def _in_labour(
    evidence: Evidence, doubted: list[str], calms_nobody: list[str], tables: tuple[str, ...], name: str
) -> Verdict:
    rules = version(*tables)
    if not evidence.found.in_labour:
        return _not_applicable("only_for_labour", rules)
    why_not = _weeks(evidence, own("own_earliest_labour").limit)
    if not own("own_least_labour").holds(evidence.minutes):
        why_not.append("too_short")
    label, items = (figo2015 if name == "figo2015" else nichd2008).judge(evidence)
    return _verdict(label, items, rules, why_not + doubted, calms_nobody)


def _criteria(evidence: Evidence, doubted: list[str], calms_nobody: list[str]) -> Verdict:
    rules = version(*antepartum.TABLES)
    if evidence.found.in_labour:
        return _not_applicable("not_for_labour", rules)
    first, last = table("antepartum_criteria")["apc_min_record"].weeks
    why_not = ["week_unknown"] if evidence.weeks is None else _weeks(evidence, first, last)
    if evidence.minutes < table("antepartum_criteria")["apc_min_record"].limit:
        why_not.append("too_short")
    outcome = antepartum.judge(evidence)
    return _verdict(outcome.label, outcome.items, rules, why_not + doubted, calms_nobody, outcome.minute)


def _weeks(evidence: Evidence, first: float, last: float = float("inf")) -> list[str]:
    """Why the week is not one of the rule set's: `first` to `last` completed weeks. An unknown week passes."""
    if evidence.weeks is None:
        return []
    return ["too_early"] * (evidence.weeks < first) + ["too_late"] * (evidence.weeks >= last + 1)


def _not_applicable(why: str, rules: str) -> Verdict:
    return Verdict(NOT_APPLICABLE, [], rules, interpretable=False, why_not=[why])


def _verdict(
    label: str,
    items: list[Item],
    rules: str,
    why_not: list[str],
    calms_nobody: list[str],
    minute: int | None = None,
) -> Verdict:
    """Join label and doubts: any doubt voids a label; what calms nobody voids a reassuring one only.

    So in labour a rate that may be another heart's never hides a fetus in danger. Before it, accelerations that may be
    another heart's do not count, and a label would rest on what is left of them: there it voids every label.
    """
    if label in WHY_NOT:
        why_not = [*why_not, label]
    elif label in REASSURING:
        why_not = [*why_not, *calms_nobody]
    if why_not:
        return Verdict(NOT_INTERPRETABLE, items, rules, interpretable=False, why_not=why_not)
    return Verdict(label, items, rules, minute=minute)
