"""Three kilograms in a week while pressure is raised: water rather than weight."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.alerts.findings import Finding, Judgement
from apps.alerts.limits import Limits
from apps.alerts.registry import Rule
from apps.foundation.severity import Severity
from apps.observations.alert_rules.facts import Seen, WeightFacts, evidence
from apps.observations.alert_rules.severe_pressure import is_fit
from apps.observations.rules import pressure

RULE_ID: Final = "weight_jump"
VERSION: Final = 1
JUMP_KG: Final = 3.0
WEEK: Final = timedelta(days=7)


def judge(facts: WeightFacts, limits: Limits) -> Judgement:
    """Speak where her newest weight lies 3 kg over one of the seven days before, and pressure was high in them.

    A weight that is marked as unlikely, mostly pounds read as kilograms, is left out.
    """
    weights = [one for one in facts.of("body_weight") if one.value is not None and not one.is_unlikely]
    if not weights or not facts.new():
        return None
    last = weights[-1]
    before = [one for one in weights[:-1] if last.at - one.at <= WEEK]
    least = min(before, key=lambda one: one.value or 0.0, default=None)
    high = [one for one in facts.of("blood_pressure") if is_high(one) and abs(last.at - one.at) <= WEEK]
    if least is None or not high or (last.value or 0.0) - (least.value or 0.0) < JUMP_KG:
        return None
    values = {
        "gain_kg": round((last.value or 0.0) - (least.value or 0.0), 1),
        "days": max(round((last.at - least.at) / timedelta(days=1)), 0),
        "systolic_mmhg": high[-1].value,
        "diastolic_mmhg": high[-1].second_value,
    }
    return Finding(RULE_ID, VERSION, Severity.URGENT, [evidence(last, values)], badness=values["gain_kg"])


def is_high(one: Seen) -> bool:
    """Say whether a fit reading is 140/90 or more."""
    reading = pressure.Reading(one.at, one.value or 0.0, one.second_value or 0.0)
    return is_fit(one) and pressure.is_high(reading)


def in_words(values: Mapping[str, Any]) -> str:
    """Say how much in how many days, and the pressure beside it."""
    return _("%(kg)s kg more in %(days)s days, with %(systolic)s/%(diastolic)s mmHg.") % {
        "kg": f"{values['gain_kg']:g}",
        "days": values["days"],
        "systolic": f"{values['systolic_mmhg']:g}",
        "diastolic": f"{values['diastolic_mmhg']:g}",
    }


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=WeightFacts,
    judge=judge,
    title=gettext_lazy("Sudden weight gain with raised pressure"),
    needs=gettext_lazy("Two weights within a week and a pressure of 140/90 or more in it."),
    ends=gettext_lazy("A person has looked at it."),
    wrong_if=gettext_lazy("Two scales, other clothes, or a weight of somebody else."),
    source="Product mapping (recalled): rapid weight gain as a sign of fluid in pre-eclampsia; 140/90 after ACOG PB 222",
    in_words=in_words,
    closes_with_pregnancy=False,
)
