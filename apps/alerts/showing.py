"""Alerts in words, for pages: level, title, sentences, clocks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.alerts import registry, sources
from apps.alerts.models import Alert, AlertEvidence
from apps.alerts.selectors import alerts as selectors
from apps.alerts.services import may
from apps.alerts.services.handling import GIVEN_BACK_WITHIN
from apps.alerts.states import State
from apps.foundation.severity import Severity

LEVELS: Final = {
    Severity.EMERGENCY: "critical",
    Severity.URGENT: "warning",
    Severity.WARN: "notice",
    Severity.INFO: "notice",
}
"""Shape and colour from the levels of the design system; the word is the severity's own, never the level's."""


def level_of(severity: str) -> str:
    """Return the level, whose shape and colour a severity has."""
    return LEVELS[Severity(severity)]


def severity_word(severity: str) -> str:
    """Return the word for a severity."""
    return force_str(Severity(severity).label)


def title_of(alert: Alert) -> str:
    """Return what it is about: «Blood pressure: too high»; the rule's id where the rule is gone."""
    rule = registry.rule(alert.rule_id)
    if rule is None:
        return alert.rule_id
    direction = force_str(rule.direction_words.get(alert.direction, alert.direction))
    if not direction:
        return force_str(rule.title)
    return _("%(rule)s: %(direction)s") % {"rule": force_str(rule.title), "direction": direction}


def sentence_of(row: AlertEvidence) -> str:
    """Return evidence as its rule puts it into words; empty where the rule is gone."""
    rule = registry.rule(row.rule_id)
    return force_str(rule.in_words(row.values)) if rule else ""


@dataclass(frozen=True)
class Row:
    """One line of the worklist. `waiting_s` is its clock."""

    alert_id: UUID
    severity: str
    level: str
    severity_word: str
    title: str
    sentence: str
    mother_name: str
    mother_id: UUID
    waiting_since: datetime
    waiting_s: float
    next_step_at: datetime | None
    is_unanswered: bool
    is_over: bool
    taken_by: str
    taken_at: datetime | None
    snoozed_until: datetime | None
    place: str
    may_handle: bool
    may_snooze: bool
    may_give_back: bool


def row(alert: Any, person: Person, sentence: str, *, at: datetime) -> Row:
    """Put one row of `open_alerts` into words."""
    taker = alert.acknowledged_by
    return Row(
        alert_id=alert.public_id,
        severity=alert.severity,
        level=level_of(alert.severity),
        severity_word=severity_word(alert.severity),
        title=title_of(alert),
        sentence=sentence,
        mother_name=alert.subject.get_full_name(),
        mother_id=alert.subject.public_id,
        waiting_since=alert.waiting_since,
        waiting_s=max((at - alert.waiting_since).total_seconds(), 0.0),
        next_step_at=alert.next_step_at,
        is_unanswered=alert.is_unanswered,
        is_over=alert.condition_ended_at is not None,
        taken_by=taker.get_full_name() if taker else "",
        taken_at=alert.acknowledged_at,
        snoozed_until=alert.snoozed_until,
        place=selectors.place_of(alert),
        may_handle=may.handles(person, alert.severity),
        may_snooze=may.handles(person, alert.severity) and alert.severity != Severity.EMERGENCY,
        may_give_back=may_give_back(alert, person, at=at),
    )


def may_give_back(alert: Alert, person: Person, *, at: datetime) -> bool:
    """Say whether she has taken it just now."""
    is_hers = alert.state == State.ACKNOWLEDGED and alert.acknowledged_by_id == person.pk
    return is_hers and alert.acknowledged_at is not None and at - alert.acknowledged_at <= GIVEN_BACK_WITHIN


def rows(found: Iterable[Any], person: Person, *, at: datetime) -> list[Row]:
    """Put the rows of a worklist into words; one query for what each rests on."""
    alerts = list(found)
    newest = selectors.newest_evidence(alerts)
    return [
        row(alert, person, sentence_of(newest[alert.pk]) if alert.pk in newest else "", at=at)
        for alert in alerts
    ]


@dataclass(frozen=True)
class Fact:
    """One piece of evidence on an alert's page. `limits`: name, value and unit of what decided, and whether somebody
    had set it."""

    at: datetime
    sentence: str
    values: dict[str, Any]
    limits: list[tuple[str, float, str, bool]]
    severity_word: str
    level: str
    version: int
    source: str
    url: str


def fact(evidence: AlertEvidence, person: Person, language: str) -> Fact:
    """Put one piece of evidence into words."""
    source = sources.find(evidence.source_kind)
    return Fact(
        at=evidence.occurred_at,
        sentence=sentence_of(evidence),
        values=evidence.values,
        limits=_limits(evidence, language),
        severity_word=severity_word(evidence.severity),
        level=level_of(evidence.severity),
        version=evidence.rule_version,
        source=force_str(source.title) if source else "",
        url=source.url(evidence.source_id, person) if source else "",
    )


def _limits(evidence: AlertEvidence, language: str) -> list[tuple[str, float, str, bool]]:
    rule = registry.rule(evidence.rule_id)
    table = rule.limits.rows if rule and rule.limits else {}
    values, set_by = evidence.limits.get("values", {}), evidence.limits.get("set_by", {})
    return [
        (table[name].name(language), value, table[name].unit, name in set_by)
        for name, value in values.items()
        if name in table
    ]
