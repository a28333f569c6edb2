"""A symptom that she ticked, or a warning sign in what she wrote beside it. Her words themselves are not copied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.alerts.findings import Finding, Judgement
from apps.alerts.limits import Limits
from apps.alerts.registry import Rule
from apps.foundation.severity import Severity
from apps.observations import wording
from apps.observations.alert_rules.facts import Seen, SymptomFacts, with_delay
from apps.observations.rules.advice import of_symptom

RULE_ID: Final = "symptoms"
VERSION: Final = 1
OF_THE_PREGNANCY: Final = frozenset({"contractions_preterm", "fluid_loss", "reduced_movements"})
"""What makes no sense once the pregnancy has ended."""


def judge(facts: SymptomFacts, limits: Limits) -> Judgement:
    """One finding for each symptom that asks for a person, however late it came. A person ends it."""
    return [
        _finding(facts, one, code, severity)
        for one in facts.whenever()
        for code, severity in _signs(one).items()
        if severity.is_at_least(Severity.WARN)
    ]


def _signs(one: Seen) -> dict[str, Severity]:
    """What she ticked, and what the check found in her own words; the worse of the two for one sign."""
    code = str(one.detail.get("code", ""))
    signs = {code: of_symptom(code, str(one.detail.get("strength", ""))).severity}
    for found, severity in one.detail.get("signs", {}).items():
        signs[found] = max(
            signs.get(found, Severity.INFO), Severity(severity), key=lambda severity: severity.order
        )
    return signs


def _finding(facts: SymptomFacts, one: Seen, code: str, severity: Severity) -> Finding:
    values = {
        "symptom": code,
        "strength": str(one.detail.get("strength", "")),
        "since": one.detail.get("since"),
        "triage_version": one.detail.get("triage_version", ""),
    }
    return Finding(RULE_ID, VERSION, severity, [facts.evidence(one, values)], direction=code)


def in_words(values: Mapping[str, Any]) -> str:
    """Say which symptom, and how strong."""
    symptom = str(wording.SYMPTOMS.get(values["symptom"], values["symptom"]))
    strength = str(wording.STRENGTHS.get(values["strength"], ""))
    return with_delay(_("%(symptom)s (%(strength)s).") % {"symptom": symptom, "strength": strength}, values)


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=SymptomFacts,
    judge=judge,
    title=gettext_lazy("Symptom noted by the mother"),
    needs=gettext_lazy(
        "What she ticks in her list of symptoms, how strong it is, and what she writes beside it."
    ),
    ends=gettext_lazy("A person has reached her and settled it. Nothing that she writes later ends it."),
    wrong_if=gettext_lazy("She ticked the wrong line, or it was another time."),
    source="apps/observations/rules/symptoms.toml: a product mapping after ACOG PB 222, RCOG and NICE guidance",
    in_words=in_words,
    direction_words=wording.SYMPTOMS,
    closes_with_pregnancy=OF_THE_PREGNANCY,
)
