"""The rate stays high."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.alerts.findings import Ended, Finding, Judgement
from apps.alerts.limits import Limits
from apps.alerts.registry import Rule
from apps.foundation.severity import Severity
from apps.monitoring.alert_rules.facts import CELL_S, TraceFacts
from apps.monitoring.alert_rules.lasting import is_over, lasting_s
from apps.monitoring.alert_rules.shared import evidence, minutes, of_fetus, table

RULE_ID: Final = "trace_high_rate"
VERSION: Final = 1


def judge(facts: TraceFacts, limits: Limits) -> Judgement:
    """Above the limit for minutes; what rises for an acceleration does not stay."""
    high, very_high = limits["high_bpm"], limits["very_high_bpm"]
    high_s = lasting_s(facts.rate_bpm, lambda bpm: bpm > high)
    if high_s < limits["high_s"]:
        return Ended() if is_over(facts.rate_bpm, lambda bpm: bpm > high) else None
    very_high_s = lasting_s(facts.rate_bpm, lambda bpm: bpm > very_high)
    severity = Severity.URGENT if very_high_s >= limits["high_s"] else Severity.WARN
    known = sorted(bpm for bpm in facts.rate_bpm[-int(high_s / CELL_S) :] if bpm is not None)
    bpm = known[len(known) // 2]
    found = evidence(facts, "high_rate", facts.seconds - high_s, {"bpm": round(bpm), "lasted_s": high_s})
    return Finding(RULE_ID, VERSION, severity, [found], badness=bpm)


def in_words(values: Mapping[str, Any]) -> str:
    """Say how high and for how long."""
    said = _("The rate has been about %(bpm)d bpm for %(minutes)s minutes.") % {
        "bpm": values["bpm"],
        "minutes": minutes(values["lasted_s"]),
    }
    return of_fetus(values, said)


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=TraceFacts,
    judge=judge,
    title=gettext_lazy("Fetal heart rate high for minutes"),
    needs=gettext_lazy("The rate of the last minutes, at least half of it believed."),
    ends=gettext_lazy("Two minutes below the limit. The alert stays until a person ends it."),
    wrong_if=gettext_lazy("The sensor counts double the rate, or long accelerations run into each other."),
    source="FIGO 2015; NICHD 2008 (above 160 for 10 minutes); 180: definition of the product",
    in_words=in_words,
    limits=table("high_rate"),
    closes_with_pregnancy=True,
)
