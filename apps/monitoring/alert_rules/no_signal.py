"""The phone sends, and the sensor finds no heart."""

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

RULE_ID: Final = "trace_no_signal"
VERSION: Final = 1
NOTHING: Final = 0.25
"""A cell of which less was measured shows no heart that could be counted."""


def judge(facts: TraceFacts, limits: Limits) -> Judgement:
    """Ask for how long next to nothing was measured. Whether what was measured is believed is another rule's."""
    lasted_s = lasting_s(facts.measured, lambda part: part < NOTHING)
    if lasted_s < limits["warn_s"]:
        return Ended() if is_over(facts.measured, lambda part: part < NOTHING) else None
    severity = Severity.URGENT if lasted_s >= limits["urgent_s"] else Severity.WARN
    found = evidence(facts, "no_signal", facts.seconds - lasted_s, {"lasted_s": lasted_s})
    return Finding(RULE_ID, VERSION, severity, [found], badness=lasted_s)


def in_words(values: Mapping[str, Any]) -> str:
    """Say for how long."""
    said = _("No heart rate was found for %(minutes)s minutes.") % {"minutes": minutes(values["lasted_s"])}
    return of_fetus(values, said)


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=TraceFacts,
    judge=judge,
    title=gettext_lazy("No fetal heart rate found"),
    needs=gettext_lazy("A phone that sends. Where it is silent, another rule speaks."),
    ends=gettext_lazy("Two minutes with a rate. The alert stays until a person ends it."),
    wrong_if=gettext_lazy("The sensor was taken off without ending the recording."),
    source="KAISHI, definition of the product",
    in_words=in_words,
    limits=table("no_signal"),
    closes_with_pregnancy=True,
)
