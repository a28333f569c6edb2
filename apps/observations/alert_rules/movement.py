"""The mother has noticed fewer or other movements, or counted fewer than ten in two hours: before any other rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.alerts.findings import Finding, Judgement
from apps.alerts.limits import Limits
from apps.alerts.registry import Rule
from apps.foundation.severity import Severity
from apps.observations.alert_rules.facts import MovementFacts, Seen, with_delay
from apps.observations.rules import movement
from apps.observations.rules.tables import Threshold

RULE_ID: Final = "fetal_movement"
VERSION: Final = 1


def judge(facts: MovementFacts, limits: Limits) -> Judgement:
    """Speak for every session that asks for a call, however late it came. Nothing that is counted later ends it."""
    found = [(one, limit) for one in facts.whenever() if (limit := _limit(one)) is not None]
    if not found:
        return None
    worst: Severity = max((limit.severity for _, limit in found), key=lambda severity: severity.order)
    return Finding(
        RULE_ID, VERSION, worst, [facts.evidence(one, _values(one, limit)) for one, limit in found]
    )


def _limit(one: Seen) -> Threshold | None:
    count = None if one.value is None else int(one.value)
    session = movement.Session(count, one.minutes, one.detail.get("is_less"), one.mother.age_days)
    return movement.judge(session)[1]


def _values(one: Seen, limit: Threshold) -> dict[str, Any]:
    return {
        "is_less": one.detail.get("is_less"),
        "count": None if one.value is None else int(one.value),
        "minutes": round(one.minutes),
        "limit": limit.id,
    }


def in_words(values: Mapping[str, Any]) -> str:
    """Say what she noticed, then what she counted."""
    return with_delay(_said(values), values)


def _said(values: Mapping[str, Any]) -> str:
    counted = {"count": values["count"], "minutes": values["minutes"]}
    if values["is_less"] and values["count"] is None:
        return _("She noticed fewer or different movements.")
    if values["is_less"]:
        return (
            _("She noticed fewer or different movements; she counted %(count)s in %(minutes)s minutes.")
            % counted
        )
    return _("She counted %(count)s movements in %(minutes)s minutes.") % counted


RULE: Final = Rule(
    id=RULE_ID,
    version=VERSION,
    facts=MovementFacts,
    judge=judge,
    title=gettext_lazy("Fewer or changed movements of the baby"),
    needs=gettext_lazy("What she says of the movements; a count only after that, and only from 28 weeks on."),
    ends=gettext_lazy("A person has reached her and settled it. No later count and no heartbeat ends it."),
    wrong_if=gettext_lazy("She answered by mistake."),
    source="RCOG GTG 57, 2011; ACOG PB 229 (move_2h, move_none)",
    in_words=in_words,
    closes_with_pregnancy=True,
)
