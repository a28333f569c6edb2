"""A complaint that a mother told while she records, and that the rule of symptoms would not tell anybody about.

What asks for a person at any time raises its alert there (`symptoms`); here it is the moment that asks for one.
"""

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
from apps.observations import wording
from apps.observations.alert_rules.facts import SOURCE

RULE_ID: Final = "told_meanwhile"
VERSION: Final = 1


@dataclass(frozen=True)
class Told:
    """One complaint: the reading that it was noted as, its code and strength, and how urgent it is at any time."""

    reading: UUID
    recording: UUID
    code: str
    strength: str
    severity: Severity


@dataclass(frozen=True)
class ToldMeanwhile:
    """What she told at once while she recorded."""

    told: tuple[Told, ...]
    at: datetime


def judge(facts: ToldMeanwhile, limits: Limits) -> Judgement:
    """Speak for what no other rule speaks of. A person ends it: nothing that the trace shows does."""
    return [_finding(one, facts.at) for one in facts.told if not one.severity.is_at_least(Severity.WARN)]


def _finding(one: Told, at: datetime) -> Finding:
    values = {"symptom": one.code, "strength": one.strength, "recording": str(one.recording)}
    evidence = Evidence("symptom", at, values, SOURCE, str(one.reading))
    return Finding(RULE_ID, VERSION, Severity.WARN, [evidence], direction=one.code)


def in_words(values: Mapping[str, Any]) -> str:
    """Say what she told."""
    return _("While she recorded she told: %(symptom)s (%(strength)s).") % {
        "symptom": wording.SYMPTOMS.get(values["symptom"], values["symptom"]),
        "strength": wording.STRENGTHS.get(values["strength"], "?"),
    }


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=ToldMeanwhile,
    judge=judge,
    title=gettext_lazy("Complaint told during a recording"),
    needs=gettext_lazy("What she ticks on the screen of a recording that goes on."),
    ends=gettext_lazy("A person has reached her and settled it. Nothing that the recording shows ends it."),
    wrong_if=gettext_lazy("She ticked the wrong line, or has had it for long and her team knows."),
    source="KAISHI, definition of the product: what she tells while she records reaches a person at once",
    in_words=in_words,
    direction_words=wording.SYMPTOMS,
    closes_with_pregnancy=True,
)
