"""A smooth wave without accelerations."""

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
from apps.monitoring.alert_rules.shared import evidence, minutes, of_fetus, table

RULE_ID: Final = "trace_sinusoidal"
VERSION: Final = 1
AGAIN_KNOWN_S: Final = 300.0


def judge(facts: TraceFacts, limits: Limits) -> Judgement:
    """Ask how long the pattern has lasted."""
    lasted_s = facts.sinusoidal_s
    if lasted_s < limits["warn_minutes"] * 60:
        is_known = sum(facts.measured[-60:]) >= 30
        return Ended() if lasted_s == 0 and facts.seconds >= AGAIN_KNOWN_S and is_known else None
    severity = Severity.URGENT if lasted_s >= limits["urgent_minutes"] * 60 else Severity.WARN
    found = evidence(facts, "sinusoidal", facts.seconds - lasted_s, {"lasted_s": lasted_s})
    return Finding(RULE_ID, VERSION, severity, [found], badness=lasted_s)


def in_words(values: Mapping[str, Any]) -> str:
    """Say for how long."""
    said = _("A sinusoidal pattern for %(minutes)s minutes.") % {"minutes": minutes(values["lasted_s"])}
    return of_fetus(values, said)


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=TraceFacts,
    judge=judge,
    title=gettext_lazy("Sinusoidal pattern"),
    needs=gettext_lazy("Four minutes or more of rate, four fifths of them believed."),
    ends=gettext_lazy("The wave is gone. The alert stays until a person ends it."),
    wrong_if=gettext_lazy("The baby sucks or hiccups, or she was given medicine against pain."),
    source="NICHD 2008 (20 minutes); FIGO 2015 (30 minutes); earlier: definition of the product",
    in_words=in_words,
    limits=table("sinusoidal"),
    closes_with_pregnancy=True,
)
