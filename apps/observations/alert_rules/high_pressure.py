"""Pressure of 140/90 or more in two sittings of one week. One sitting is rested and repeated first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.alerts.findings import Finding, Judgement
from apps.alerts.limits import Limits, LimitTable
from apps.alerts.registry import Rule
from apps.foundation.severity import Severity
from apps.observations.alert_rules.facts import PressureFacts, Seen, evidence
from apps.observations.alert_rules.severe_pressure import is_fit, readings
from apps.observations.rules import pressure

RULE_ID: Final = "high_pressure"
VERSION: Final = 1
SITTINGS: Final = 2


def judge(facts: PressureFacts, limits: Limits) -> Judgement:
    """Speak once two sittings are high on average and one of them is new. A person ends it."""
    fit = [one for one in facts.readings if is_fit(one)]
    high = [
        one
        for one in pressure.sittings(readings(fit))
        if one.systolic >= limits["systolic_mmhg"] or one.diastolic >= limits["diastolic_mmhg"]
    ]
    inside = [[one for one in fit if _belongs(one, sitting)] for sitting in high]
    is_new = any(one.id in facts.arrived for seen in inside for one in seen)
    if len(high) < SITTINGS or not is_new:
        return None
    found = [
        evidence(seen[-1], _values(sitting, len(seen))) for sitting, seen in zip(high, inside, strict=True)
    ]
    badness = max(pressure.badness(one.systolic, one.diastolic) for one in high)
    return Finding(RULE_ID, VERSION, Severity.URGENT, found, badness=badness)


def _belongs(one: Seen, sitting: pressure.Sitting) -> bool:
    return sitting.readings[0].at <= one.at <= sitting.readings[-1].at


def _values(sitting: pressure.Sitting, count: int) -> dict[str, Any]:
    return {
        "systolic_mmhg": round(sitting.systolic, 1),
        "diastolic_mmhg": round(sitting.diastolic, 1),
        "readings": count,
    }


def in_words(values: Mapping[str, Any]) -> str:
    """Say the mean of a sitting."""
    return _("%(systolic)s/%(diastolic)s mmHg, mean of a sitting.") % {
        "systolic": f"{values['systolic_mmhg']:g}",
        "diastolic": f"{values['diastolic_mmhg']:g}",
    }


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=PressureFacts,
    judge=judge,
    title=gettext_lazy("High blood pressure, twice"),
    needs=gettext_lazy(
        "Blood pressure in two sittings within a week; readings within 10 minutes are one sitting."
    ),
    ends=gettext_lazy("A person has looked at it. Lower readings later do not end it."),
    wrong_if=gettext_lazy("She was in pain or had not rested, or the cuff did not fit."),
    source="ACOG Practice Bulletin 222 (2020) and 203 (2019) (bp_htn_systolic_mmhg, bp_htn_diastolic_mmhg)",
    in_words=in_words,
    limits=LimitTable.load(Path(__file__).with_suffix(".toml")),
)
