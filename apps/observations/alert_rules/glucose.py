"""Glucose that is low or high, and readings above the target in diabetes of pregnancy twice in a week."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext_lazy

from apps.alerts.findings import Ended, Finding, Judgement, Verdict
from apps.alerts.limits import Limits, LimitTable
from apps.alerts.registry import Rule
from apps.foundation.severity import Severity
from apps.observations.alert_rules.facts import GlucoseFacts, Seen, with_comparator, with_delay
from apps.observations.rules import glucose
from apps.observations.rules.glucose import CONTINUOUS, MG_DL, TargetVerdict

RULE_ID: Final = "glucose"
VERSION: Final = 1
LOW, HIGH, TARGET = "low", "high", "above_target"
TWICE: Final = 2


def judge(facts: GlucoseFacts, limits: Limits) -> Judgement:
    """Speak for new readings, and for a very low one however late; low and high end with a later one that is neither."""
    return list(_verdicts(facts, limits))


def _verdicts(facts: GlucoseFacts, limits: Limits) -> Iterator[Verdict]:
    measured = [one for one in facts.readings if one.value is not None]
    new = [one for one in measured if one.id in facts.arrived]
    late = [(one, Severity.EMERGENCY) for one in facts.late if _is_very_low(one, limits)]
    low = late + [(one, severity) for one in new if (severity := _how_low(one, limits)) is not None]
    high = [one for one in new if one.measure != CONTINUOUS and _mg_dl(one) >= limits["high_mg_dl"]]
    if low:
        worst = max((severity for _, severity in low), key=lambda severity: severity.order)
        yield _finding(facts, LOW, worst, [one for one, _ in low], -min(_mg_dl(one) for one, _ in low))
    if high:
        yield _finding(facts, HIGH, Severity.URGENT, high, max(_mg_dl(one) for one in high))
    if new and new[-1] is measured[-1] and not low and not high and not new[-1].comparator:
        yield Ended(LOW)
        if new[-1].measure != CONTINUOUS:
            yield Ended(HIGH)
    above = [one for one in measured if _is_above(one)]
    if len(above) >= TWICE and any(one.id in facts.arrived for one in above):
        yield _finding(facts, TARGET, Severity.WARN, above, float(len(above)))


def _mg_dl(one: Seen) -> float:
    return glucose.in_unit(one.judged, MG_DL)


def _is_very_low(one: Seen, limits: Limits) -> bool:
    return one.value is not None and _mg_dl(one) < limits["very_low_mg_dl"]


def _how_low(one: Seen, limits: Limits) -> Severity | None:
    if _is_very_low(one, limits):
        return Severity.EMERGENCY
    return Severity.URGENT if one.mother.has_diabetes and _mg_dl(one) < limits["low_mg_dl"] else None


def _is_above(one: Seen) -> bool:
    verdict, _target = glucose.beside(one.judged, one.detail, one.mother.guideline)
    return one.mother.has_diabetes and one.measure != CONTINUOUS and verdict == TargetVerdict.ABOVE


def _finding(
    facts: GlucoseFacts, direction: str, severity: Severity, seen: list[Seen], badness: float
) -> Finding:
    found = [facts.evidence(one, _values(one)) for one in seen]
    return Finding(RULE_ID, VERSION, severity, found, direction=direction, badness=badness)


def _values(one: Seen) -> dict[str, Any]:
    slot = glucose.slot_of(one.detail)
    target = None
    if one.mother.has_diabetes and one.measure != CONTINUOUS:
        target = glucose.beside(one.judged, one.detail, one.mother.guideline)[1]
    return {
        "glucose_mg_dl": round(one.value or 0.0, 1),
        "glucose_mmol_l": glucose.in_unit(one.value or 0.0, glucose.MMOL_L),
        "slot": slot.value,
        "target_mg_dl": target.mg_dl if target else None,
        "target_rule": target.threshold.id if target else None,
    }


def in_words(values: Mapping[str, Any]) -> str:
    """Say the reading in both units."""
    figure = with_comparator(f"{values['glucose_mg_dl']:.0f}", values)
    said = f"{figure} mg/dL ({values['glucose_mmol_l']:g} mmol/L)."
    return with_delay(said, values)


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=GlucoseFacts,
    judge=judge,
    title=gettext_lazy("Blood glucose"),
    needs=gettext_lazy(
        "Blood glucose of a meter; for targets also the relation to the meal and noted diabetes."
    ),
    ends=gettext_lazy(
        "Low and high: a later reading is neither. Above the target: a person has looked at it."
    ),
    wrong_if=gettext_lazy(
        "Fingers were not clean, the unit was mistaken, or the moment after the meal was another."
    ),
    source="ADA Standards of Care, sections 6 and 15; ACOG PB 190 and 201 (hypo_1, hypo_2, hyper_200, tgt_*)",
    in_words=in_words,
    direction_words={
        LOW: gettext_lazy("low"),
        HIGH: gettext_lazy("high"),
        TARGET: gettext_lazy("above the target twice"),
    },
    limits=LimitTable.load(Path(__file__).with_suffix(".toml")),
    closes_with_pregnancy=frozenset({TARGET}),
)
