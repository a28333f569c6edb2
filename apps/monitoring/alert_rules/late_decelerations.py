"""Late decelerations that come again and again."""

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
from apps.monitoring.alert_rules.shared import evidence, of_fetus, table

RULE_ID: Final = "trace_late_decelerations"
VERSION: Final = 1


def judge(facts: TraceFacts, limits: Limits) -> Judgement:
    """Count those of the last minutes; one that goes on counts."""
    since_s = facts.seconds - limits["within_minutes"] * 60
    late = [one for one in facts.decelerations if one.kind == "late" and one.end_s >= since_s]
    if len(late) < limits["count"]:
        return Ended() if not late and facts.seconds >= limits["within_minutes"] * 60 else None
    values = {
        "count": len(late),
        "within_minutes": round(limits["within_minutes"]),
        "deepest_bpm": round(max(one.amplitude_bpm for one in late)),
    }
    found = evidence(facts, "late_decelerations", min(one.start_s for one in late), values)
    return Finding(RULE_ID, VERSION, Severity.URGENT, [found], badness=float(len(late)))


def in_words(values: Mapping[str, Any]) -> str:
    """Say how many there were."""
    said = _("%(count)d late decelerations within %(minutes)d minutes, the deepest %(bpm)d bpm.") % {
        "count": values["count"],
        "minutes": values["within_minutes"],
        "bpm": values["deepest_bpm"],
    }
    return of_fetus(values, said)


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=TraceFacts,
    judge=judge,
    title=gettext_lazy("Repeated late decelerations"),
    needs=gettext_lazy("A baseline and the contractions of the same minutes."),
    ends=gettext_lazy("Half an hour without one. The alert stays until a person ends it."),
    wrong_if=gettext_lazy("The belt shows something else than contractions, so that the kind is wrong."),
    source="FIGO 2015 (repetitive late decelerations); the count is a definition of the product",
    in_words=in_words,
    limits=table("late_decelerations"),
    closes_with_pregnancy=True,
)
