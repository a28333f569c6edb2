"""One deceleration that does not come back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.alerts.findings import Ended, Finding, Judgement
from apps.alerts.limits import Limits
from apps.alerts.registry import Rule
from apps.foundation.severity import Severity
from apps.monitoring.alert_rules.facts import TraceEvent, TraceFacts
from apps.monitoring.alert_rules.shared import evidence, minutes, of_fetus, table

RULE_ID: Final = "trace_prolonged_deceleration"
VERSION: Final = 1
ROOM_S: Final = 600.0
"""A fall that ended longer ago is told by the analysis; an alert about it was raised then."""


def judge(facts: TraceFacts, limits: Limits) -> Judgement:
    """Ask the longest fall of the last minutes."""
    recent = [one for one in facts.decelerations if one.is_open or facts.seconds - one.end_s <= ROOM_S]
    longest = max(recent, key=_length, default=None)
    if longest is None or longest.duration_s < limits["urgent_s"]:
        return None
    is_emergency = longest.duration_s >= limits["emergency_s"]
    values = {
        "lasted_s": round(longest.duration_s),
        "depth_bpm": round(longest.amplitude_bpm),
        "is_open": longest.is_open,
    }
    found = evidence(facts, "prolonged_deceleration", longest.start_s, values)
    severity = Severity.EMERGENCY if is_emergency else Severity.URGENT
    finding = Finding(RULE_ID, VERSION, severity, [found], badness=longest.duration_s)
    return finding if longest.is_open else [finding, Ended()]


def _length(one: TraceEvent) -> float:
    return one.duration_s


def in_words(values: Mapping[str, Any]) -> str:
    """Say how long and how deep, and whether it has ended."""
    told = {"minutes": minutes(values["lasted_s"]), "bpm": values["depth_bpm"]}
    if values["is_open"]:
        said = _(
            "The rate has been %(bpm)d bpm below its baseline for %(minutes)s minutes and has not come back."
        )
    else:
        said = _("The rate was %(bpm)d bpm below its baseline for %(minutes)s minutes.")
    return of_fetus(values, said % told)


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=TraceFacts,
    judge=judge,
    title=gettext_lazy("Prolonged deceleration"),
    needs=gettext_lazy("A baseline, and a rate that is believed while it falls."),
    ends=gettext_lazy("The rate comes back to its baseline. The alert stays until a person ends it."),
    wrong_if=gettext_lazy("The sensor took up the mother's heart while the baby moved away from it."),
    source="FIGO 2015 (longer than 3 minutes prolonged, longer than 5 pathological)",
    in_words=in_words,
    limits=table("prolonged_deceleration"),
    closes_with_pregnancy=True,
)
