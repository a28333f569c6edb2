"""Two channels that show one heart, or that have changed places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.alerts.findings import Finding, Judgement
from apps.alerts.limits import Limits
from apps.alerts.registry import Rule
from apps.foundation.severity import Severity
from apps.monitoring.alert_rules.facts import TraceFacts
from apps.monitoring.alert_rules.shared import evidence, minutes, table

RULE_ID: Final = "trace_twins"
VERSION: Final = 1
COINCIDE, SWAPPED = "coincide", "swapped"


def judge(facts: TraceFacts, limits: Limits) -> Judgement:
    """Speak once for both, with the first fetus's facts."""
    if facts.fetus != 1:
        return None
    found = []
    if facts.coincide_s >= limits["coincide_s"]:
        one = evidence(facts, COINCIDE, 0.0, {"lasted_s": round(facts.coincide_s)})
        found.append(Finding(RULE_ID, VERSION, Severity.WARN, [one], COINCIDE, badness=facts.coincide_s))
    if facts.swapped_at_s:
        one = evidence(facts, SWAPPED, facts.swapped_at_s[0], {"times": len(facts.swapped_at_s)})
        badness = float(len(facts.swapped_at_s))
        found.append(Finding(RULE_ID, VERSION, Severity.WARN, [one], SWAPPED, badness=badness))
    return found


def in_words(values: Mapping[str, Any]) -> str:
    """Say which of the two it is."""
    if "times" in values:
        return _("The two channels seem to have changed places.")
    return _("Both channels showed one heart for %(minutes)s minutes.") % {
        "minutes": minutes(values["lasted_s"])
    }


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=TraceFacts,
    judge=judge,
    title=gettext_lazy("Twins: which heart is whose"),
    needs=gettext_lazy("Both fetal channels of the same minutes."),
    ends=gettext_lazy("Never by itself: a person looks which channel is whose."),
    wrong_if=gettext_lazy("Both hearts beat alike by chance."),
    source="KAISHI, definition of the product",
    in_words=in_words,
    direction_words={
        COINCIDE: gettext_lazy("Both channels show one heart"),
        SWAPPED: gettext_lazy("The channels changed places"),
    },
    limits=table("twins"),
    closes_with_pregnancy=True,
)
