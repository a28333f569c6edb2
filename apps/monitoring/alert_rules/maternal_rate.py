"""What is measured as the baby's probably is the mother's own heart, or noise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.alerts.findings import Ended, Finding, Judgement
from apps.alerts.limits import Limits
from apps.alerts.registry import Rule
from apps.foundation.severity import Severity
from apps.monitoring.alert_rules.facts import TraceFacts
from apps.monitoring.alert_rules.lasting import is_over, lasting_s
from apps.monitoring.alert_rules.shared import evidence, minutes, of_fetus, table

RULE_ID: Final = "trace_maternal_rate"
VERSION: Final = 1
LEAST_MEASURED: Final = 0.25
MOST_OF_IT: Final = 0.5


def judge(facts: TraceFacts, limits: Limits) -> Judgement:
    """Ask for how long most of what was measured is doubted."""
    parts = [
        None if measured < LEAST_MEASURED else other / measured
        for measured, other in zip(facts.measured, facts.other, strict=True)
    ]
    lasted_s = lasting_s(parts, lambda part: part >= MOST_OF_IT)
    if lasted_s < limits["warn_s"]:
        return Ended() if is_over(parts, lambda part: part >= MOST_OF_IT) else None
    severity = Severity.URGENT if lasted_s >= limits["urgent_s"] else Severity.WARN
    found = evidence(facts, "maternal_rate", facts.seconds - lasted_s, {"lasted_s": lasted_s})
    return Finding(RULE_ID, VERSION, severity, [found], badness=lasted_s)


def in_words(values: Mapping[str, Any]) -> str:
    """Say for how long."""
    said = _("For %(minutes)s minutes the rate probably was the mother's own, or noise.") % {
        "minutes": minutes(values["lasted_s"])
    }
    return of_fetus(values, said)


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=TraceFacts,
    judge=judge,
    title=gettext_lazy("The rate probably is the mother's own"),
    needs=gettext_lazy("The mother's own rate, or five minutes for the network that doubts."),
    ends=gettext_lazy("Two minutes of a rate that is believed. The alert stays until a person ends it."),
    wrong_if=gettext_lazy("The baby's rate lies close to the mother's for a while."),
    source="FIGO 2015 on maternal heart rate; limits: definition of the product",
    in_words=in_words,
    limits=table("maternal_rate"),
    closes_with_pregnancy=True,
)
