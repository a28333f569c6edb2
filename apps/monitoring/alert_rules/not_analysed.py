"""A recording comes in, and we cannot judge it: nobody watches it but people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.alerts.findings import Evidence, Finding, Judgement
from apps.alerts.limits import Limits
from apps.alerts.registry import Rule
from apps.foundation.severity import Severity
from apps.monitoring.alert_rules.facts import SOURCE
from apps.ui.words import duration

RULE_ID: Final = "trace_not_analysed"
VERSION: Final = 1


@dataclass(frozen=True)
class NotAnalysed:
    """The analysis of a live recording failed at `at`, `seconds` after its start."""

    recording: UUID
    seconds: float
    at: datetime


def judge(facts: NotAnalysed, limits: Limits) -> Judgement:
    """Speak at once: none of the other rules does."""
    source = f"{facts.recording}:0:not_analysed"
    values = {"seconds": round(facts.seconds)}
    return Finding(
        RULE_ID, VERSION, Severity.URGENT, [Evidence("not_analysed", facts.at, values, SOURCE, source)]
    )


def in_words(values: Mapping[str, Any]) -> str:
    """Say from where on."""
    return _("The analysis stopped %(time)s after the start. Nobody watches this trace but people.") % {
        "time": duration(values["seconds"])
    }


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=NotAnalysed,
    judge=judge,
    title=gettext_lazy("Live trace is not analysed"),
    needs=gettext_lazy("An analysis that failed."),
    ends=gettext_lazy("Never by itself. The analysis is tried again every minute."),
    wrong_if=gettext_lazy("It was tried again with success meanwhile."),
    source="KAISHI, definition of the product",
    in_words=in_words,
    closes_with_pregnancy=True,
)
