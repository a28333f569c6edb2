"""Facts in, alerts out: every registered rule for this kind of facts is asked, in the caller's transaction.

One mother's findings are taken one after the other (a lock in the database that ends with the transaction), so that
two messages at once join one alert.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from apps.accounts.models import Person
from apps.alerts import registry
from apps.alerts.findings import Ended, Finding, Missing, Verdict, verdicts
from apps.alerts.limits import NO_LIMITS, Limits
from apps.alerts.models import Alert, EntryKind, MissingFacts
from apps.alerts.registry import Rule
from apps.alerts.selectors.limits import limits_for
from apps.alerts.services import locks, raising
from apps.alerts.services.moves import change, note
from apps.alerts.states import OPEN
from apps.foundation.transactions import write
from apps.pregnancies.models import Pregnancy

log = structlog.get_logger(__name__)
RULE_FAILED = "rule_failed"


@dataclass(frozen=True)
class Case:
    """One mother, one rule, one moment: what every verdict of an evaluation shares."""

    rule: Rule
    limits: Limits
    subject_id: int
    pregnancy: Pregnancy | None
    responsible: Person | None
    at: datetime


@write
def evaluate(
    actor: Person | None,
    *,
    subject_id: int,
    pregnancy: Pregnancy | None,
    facts: Any,
    at: datetime,
    responsible: Person | None = None,
    on_failure: Callable[[Rule], None] | None = None,
) -> list[Alert]:
    """Ask every rule for facts of this class; return the alerts that stand for what was found.

    `facts`: a frozen dataclass. The same rule and source again gives the same alert; more evidence joins the open alert
    of this mother, rule and direction; a worse severity raises it anew. What a snooze suppresses is a row and no alert.
    `on_failure` is told of every rule that failed, for callers who can ask again later.
    Joins a surrounding write: an alert and what it is about are stored together or not at all.
    """
    alerts: dict[int, Alert] = {}
    for rule in registry.rules_for(facts):
        limits = limits_for(rule.limits, rule.id, subject_id, at=at) if rule.limits else NO_LIMITS
        case = Case(rule, limits, subject_id, pregnancy, responsible, at)
        for alert in _take(case, _asked(case, facts, on_failure)):
            alerts[alert.pk] = alert
    return list(alerts.values())


def _asked(case: Case, facts: Any, on_failure: Callable[[Rule], None] | None) -> list[Verdict]:
    """Ask one rule. One that fails must not keep out what it was asked about: it is logged, and shown as missing."""
    try:
        return list(verdicts(case.rule.judge(facts, case.limits)))
    except Exception:
        log.exception("rule_failed", rule=case.rule.id, version=case.rule.version)
        if on_failure is not None:
            on_failure(case.rule)
        return [Missing(RULE_FAILED)]


def _take(case: Case, said: Sequence[Verdict]) -> list[Alert]:
    missing = [verdict for verdict in said if isinstance(verdict, Missing)]
    if said or case.rule.can_miss:
        locks.of_mother(case.subject_id)
        _keep_missing(case, missing)
    found = []
    for verdict in said:
        if isinstance(verdict, Finding):
            found.append(raising.take(case, verdict))
        elif isinstance(verdict, Ended):
            _end_condition(case, verdict)
    return [alert for alert in found if alert is not None]


def _keep_missing(case: Case, missing: Sequence[Missing]) -> None:
    """Note what is not there; what is there again is over."""
    rows = MissingFacts.objects.for_system("what a rule could not judge").filter(
        subject_id=case.subject_id, rule_id=case.rule.id, ended_at=None
    )
    rows.exclude(what__in=[one.what for one in missing]).update(ended_at=case.at)
    for one in missing:
        rows.get_or_create(
            subject_id=case.subject_id,
            rule_id=case.rule.id,
            what=one.what,
            ended_at=None,
            defaults={
                "pregnancy": case.pregnancy,
                "rule_version": case.rule.version,
                "last_known_at": one.since,
                "noted_at": case.at,
            },
        )


def _end_condition(case: Case, ended: Ended) -> None:
    """Say that the condition is over; the alert goes on to wait for a person."""
    rows = Alert.objects.for_system("a rule says that its condition is over").select_for_update()
    alert = rows.filter(
        subject_id=case.subject_id,
        rule_id=case.rule.id,
        direction=ended.direction,
        state__in=OPEN,
        condition_ended_at=None,
    ).first()
    if alert is not None:
        change(alert, condition_ended_at=case.at)
        note(alert, EntryKind.CONDITION_ENDED, at=case.at)
