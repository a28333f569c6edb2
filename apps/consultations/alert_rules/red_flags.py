"""A mother has named a warning sign, in her own words or by ticking it. The words themselves are not copied."""

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
from apps.consultations.rules.signs import CATEGORIES, words_of
from apps.foundation.severity import Severity

RULE_ID: Final = "red_flags"
VERSION: Final = 1
MESSAGE: Final = "consultations.message"

OF_THE_PREGNANCY: Final = frozenset({"contractions_preterm", "fluid_loss", "reduced_movements"})
"""What makes no sense once the pregnancy has ended."""


@dataclass(frozen=True)
class WrittenRedFlags:
    """What the check found in one message, or in one filled form: (category, severity) pairs.

    `thread` and `sequence` are None where a form was filled that belongs to no consultation. `message`: the row that
    it was found in, of the kind `source_kind`.
    """

    thread: UUID | None
    message: UUID
    sequence: int | None
    findings: tuple[tuple[str, str], ...]
    at: datetime
    triage_version: str = ""
    source_kind: str = MESSAGE


def judge(facts: WrittenRedFlags, limits: Limits) -> Judgement:
    """One finding for each category, at its worst severity. A person ends it: nothing she writes later does."""
    worst: dict[str, Severity] = {}
    for category, severity in facts.findings:
        found = Severity(severity)
        worst[category] = max(worst.get(category, found), found, key=lambda one: one.order)
    return [_finding(facts, category, severity) for category, severity in sorted(worst.items())]


def _finding(facts: WrittenRedFlags, category: str, severity: Severity) -> Finding:
    values = {
        "category": category,
        "severity": severity.value,
        "thread": None if facts.thread is None else str(facts.thread),
        "sequence": facts.sequence,
        "triage_version": facts.triage_version,
    }
    evidence = Evidence("message", facts.at, values, facts.source_kind, facts.message)
    return Finding(RULE_ID, VERSION, severity, [evidence], direction=category)


def in_words(values: Mapping[str, Any]) -> str:
    """Say which sign she named."""
    return _("She named a warning sign: %(sign)s.") % {"sign": words_of(values["category"])}


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=WrittenRedFlags,
    judge=judge,
    title=gettext_lazy("Warning sign named by the mother"),
    needs=gettext_lazy("What she writes in a consultation, or ticks when she is asked how she feels."),
    ends=gettext_lazy("A person has reached her and settled it. Nothing that she writes later ends it."),
    wrong_if=gettext_lazy("She meant somebody else, another time, or that she does not have it."),
    source="ml_models/triage: tables of warning signs by category, after CDC Hear Her (2022) and NICE NG201 (2021)",
    in_words=in_words,
    direction_words=CATEGORIES,
    closes_with_pregnancy=OF_THE_PREGNANCY,
)
