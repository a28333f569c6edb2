"""The rate hardly varies, for longer than a baby sleeps."""

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
from apps.monitoring.alert_rules.lasting import lasting_s
from apps.monitoring.alert_rules.shared import evidence, of_fetus, table

RULE_ID: Final = "trace_low_variation"
VERSION: Final = 1
CELLS_A_MINUTE: Final = 60.0 / CELL_S
OVER_MINUTES: Final = 10


def judge(facts: TraceFacts, limits: Limits) -> Judgement:
    """Ask the bandwidth of whole minutes; lost ones neither count nor interrupt, but half must be known."""
    narrow = limits["bandwidth_bpm"]
    lasted = round(lasting_s(facts.bandwidth_bpm, lambda bpm: bpm < narrow) / CELL_S)
    if lasted < limits["warn_minutes"]:
        last = [bpm for bpm in facts.bandwidth_bpm[-OVER_MINUTES:] if bpm is not None]
        is_over = len(last) >= OVER_MINUTES / 2 and sum(bpm >= narrow for bpm in last) > len(last) / 2
        return Ended() if is_over else None
    severity = Severity.URGENT if lasted >= limits["urgent_minutes"] else Severity.WARN
    known = sorted(bpm for bpm in facts.bandwidth_bpm[-lasted:] if bpm is not None)
    values = {"minutes": lasted, "bandwidth_bpm": round(known[len(known) // 2], 1)}
    found = evidence(facts, "low_variation", facts.seconds - lasted * 60, values)
    return Finding(RULE_ID, VERSION, severity, [found], badness=float(lasted))


def in_words(values: Mapping[str, Any]) -> str:
    """Say how narrow and for how long."""
    said = _("The rate has varied by %(bpm)s bpm only, for %(minutes)d minutes.") % {
        "bpm": values["bandwidth_bpm"],
        "minutes": values["minutes"],
    }
    return of_fetus(values, said)


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=TraceFacts,
    judge=judge,
    title=gettext_lazy("Fetal heart rate hardly varies"),
    needs=gettext_lazy("The bandwidth of each minute beside accelerations and decelerations."),
    ends=gettext_lazy("Most of ten minutes vary again. The alert stays until a person ends it."),
    wrong_if=gettext_lazy(
        "The baby sleeps, she takes medicines that calm it, or the device smooths the rate."
    ),
    source="FIGO 2015 (below 5 bpm for more than 50 minutes); a baby sleeps for up to 50 minutes",
    in_words=in_words,
    limits=table("low_variation"),
    closes_with_pregnancy=True,
)
