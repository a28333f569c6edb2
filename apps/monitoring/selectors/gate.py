"""What the gate says of a mother now, from what is known of her, and in words. The pregnancy was seen before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from apps.accounts.models import CareTeam, ConsentKind, Person
from apps.accounts.services import consents
from apps.alerts.models import Alert
from apps.alerts.states import OPEN
from apps.foundation.severity import Severity
from apps.foundation.visibility import SubjectQuerySet
from apps.monitoring.models import AppliesTo, GateCheck, GateOpening, GateSetting, GateUse, Practice
from apps.monitoring.rules import gate
from apps.monitoring.rules.gate import Decision, GateFacts
from apps.pregnancies.days import local_day
from apps.pregnancies.models import FetusState, Pregnancy, RiskFactor
from apps.pregnancies.rules.risks import risk_codes
from apps.pregnancies.selectors import gestational_age
from apps.recordings.models import Recording

SYSTEM = "the gate before a recording at home"


@dataclass(frozen=True)
class GateNow:
    """Everything that is shown of the gate. `openings`: in force or not, newest first."""

    decision: Decision
    facts: GateFacts
    applies_to: AppliesTo
    openings: list[GateOpening]
    practices: list[Practice]
    at: datetime


def gate_now(pregnancy: Pregnancy, *, at: datetime) -> GateNow:
    """Return the gate of a pregnancy that somebody has seen."""
    facts, decision = decision_of(pregnancy, at=at)
    openings = GateOpening.objects.for_system(SYSTEM).filter(pregnancy=pregnancy)
    practices = Practice.objects.for_system(SYSTEM).filter(pregnancy=pregnancy)
    return GateNow(
        decision,
        facts,
        applies_to(pregnancy),
        list(openings.select_related("author", "closing__author").order_by("-pk")),
        list(practices.select_related("recorded_by").order_by("-practised_at", "-pk")),
        at,
    )


def decision_of(pregnancy: Pregnancy, *, at: datetime) -> tuple[GateFacts, Decision]:
    """Return what is known of her and what the gate says from it."""
    facts = facts_of(pregnancy, at=at)
    return facts, gate.decide(facts, opened_keys(pregnancy, at=at))


def facts_of(pregnancy: Pregnancy, *, at: datetime) -> GateFacts:
    """Return what is known of her as the rule takes it."""
    age = gestational_age(pregnancy, local_day(pregnancy.subject, at))
    risks = RiskFactor.objects.for_system(SYSTEM).filter(pregnancy=pregnancy, ended_at=None).order_by("pk")
    return GateFacts(
        age_days=age.days if age is not None and age.is_counted else None,
        living_fetuses=pregnancy.fetuses.filter(state=FetusState.LIVING).count() or None,
        has_consent=consents.holds(pregnancy.subject, ConsentKind.HOME_RECORDING),
        practice_minutes=_practised(pregnancy),
        risks=tuple(risk.code for risk in risks if risk.code),
        risks_in_words=tuple(str(risk.public_id) for risk in risks if not risk.code),
        red_flags=tuple(
            str(alert.public_id) for alert in alerts_about(pregnancy.subject_id, Severity.URGENT)
        ),
    )


def _practised(pregnancy: Pregnancy) -> int:
    rows = Practice.objects.for_system(SYSTEM).filter(pregnancy=pregnancy, withdrawn_at=None)
    return sum(rows.values_list("minutes", flat=True))


def alerts_about(subject_id: int, least: Severity) -> SubjectQuerySet:
    """Open alerts of a mother that say something about her, of at least this severity, worst first."""
    rows = Alert.objects.for_system(SYSTEM).filter(subject_id=subject_id, state__in=OPEN)
    about = rows.filter(severity_order__gte=least.order).exclude(rule_id__in=gate.aside())
    return about.order_by("-severity_order", "pk")


def was_taken_in_spite(recording: Recording) -> bool:
    """Say whether a recording was taken as one that was over, although the gate was closed."""
    rows = GateCheck.objects.for_system(SYSTEM).filter(recording=recording, use=GateUse.TAKEN)
    return bool(rows.exists())


def opened_keys(pregnancy: Pregnancy, *, at: datetime) -> frozenset[str]:
    """Return the reasons for which clinicians have opened the gate, in force now."""
    rows = GateOpening.objects.for_system(SYSTEM).filter(
        Q(closing=None), pregnancy=pregnancy, from_at__lte=at, until__gt=at
    )
    return frozenset(key for keys in rows.values_list("keys", flat=True) for key in keys)


def applies_to(pregnancy: Pregnancy) -> AppliesTo:
    """Return which recordings of hers the gate keeps out: of several teams the stricter choice."""
    strict = GateSetting.objects.filter(
        team__cares__mother_id=pregnancy.subject_id, team__cares__ended_at=None, applies_to=AppliesTo.ALL
    )
    return AppliesTo.ALL if strict.exists() else AppliesTo.BEGINNING


def setting_of(team: CareTeam) -> AppliesTo:
    """Return what a team has chosen."""
    chosen = GateSetting.objects.filter(team=team).values_list("applies_to", flat=True).first()
    return AppliesTo(chosen) if chosen else AppliesTo.BEGINNING


def in_words(decision: Decision, language: str) -> list[dict[str, Any]]:
    """Return every reason as plain values, in words of a language."""
    return [
        {
            "key": reason.key,
            "id": reason.id,
            "result": reason.result.value,
            "can_open": reason.can_open,
            "is_open": reason.is_open,
            "says": reason.says(language, name=_risk_name(reason.values.get("code", ""), language)),
            "do": reason.do(language),
        }
        for reason in decision.reasons
    ]


def _risk_name(code: str, language: str) -> str:
    known = risk_codes().get(code)
    return known.name(language) if known else code


def checks_of(person: Person, pregnancy: Pregnancy) -> SubjectQuerySet:
    """Return what the gate said of a pregnancy, newest first, for somebody who may see it."""
    rows = GateCheck.objects.visible_to(person).filter(pregnancy=pregnancy)
    return rows.select_related("asked_by").order_by("-pk")
