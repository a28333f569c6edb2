"""The rate stays low. Whose rate it is may be in doubt: then this is said, and a person looks all the same."""

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

RULE_ID: Final = "trace_low_rate"
VERSION: Final = 1
DOUBTED: Final = 0.5


def judge(facts: TraceFacts, limits: Limits) -> Judgement:
    """Below the very low limit for minutes, or below the low one for longer."""
    low, very_low = limits["low_bpm"], limits["very_low_bpm"]
    very_low_s = lasting_s(facts.rate_bpm, lambda bpm: bpm < very_low)
    low_s = lasting_s(facts.rate_bpm, lambda bpm: bpm < low)
    severity = _severity(low_s, very_low_s, limits)
    if severity is None:
        return Ended() if is_over(facts.rate_bpm, lambda bpm: bpm < low) else None
    lasted_s = low_s if severity == Severity.WARN else very_low_s
    cells = facts.rate_bpm[-int(lasted_s / CELL_S) :]
    known = sorted(bpm for bpm in cells if bpm is not None)
    bpm = known[len(known) // 2]
    other = facts.other[-len(cells) :]
    values = {
        "bpm": round(bpm),
        "lasted_s": lasted_s,
        "may_be_hers": sum(other) > DOUBTED * sum(facts.measured[-len(cells) :]),
    }
    found = evidence(facts, "low_rate", facts.seconds - lasted_s, values)
    return Finding(RULE_ID, VERSION, severity, [found], badness=-bpm)


def _severity(low_s: float, very_low_s: float, limits: Limits) -> Severity | None:
    if very_low_s >= limits["emergency_s"]:
        return Severity.EMERGENCY
    if very_low_s >= limits["very_low_s"]:
        return Severity.URGENT
    return Severity.WARN if low_s >= limits["low_s"] else None


def in_words(values: Mapping[str, Any]) -> str:
    """Say how low and for how long, and that it may be hers."""
    said = _("The rate has been about %(bpm)d bpm for %(minutes)s minutes.") % {
        "bpm": values["bpm"],
        "minutes": minutes(values["lasted_s"]),
    }
    if values["may_be_hers"]:
        said += " " + _("It may be the mother's own rate.")
    return of_fetus(values, said)


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=TraceFacts,
    judge=judge,
    title=gettext_lazy("Fetal heart rate low for minutes"),
    needs=gettext_lazy("The rate of the last minutes, at least half of it believed."),
    ends=gettext_lazy("Two minutes above the limit. The alert stays until a person ends it."),
    wrong_if=gettext_lazy("The sensor hears the mother's heart, or counts half the rate."),
    source="FIGO 2015 (baseline below 100 pathological); NICHD 2008 (below 110 for 10 minutes)",
    in_words=in_words,
    limits=table("low_rate"),
    closes_with_pregnancy=True,
)
