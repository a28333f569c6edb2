"""Alerts, limits and a rota for the first mother and her team, who is led by the obstetrician."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from apps.accounts.models import CareTeam, TeamMembership
from apps.alerts.models import Alert
from apps.alerts.rules.nobody_on_duty import Cover
from apps.alerts.services import evaluate, handling, limits, rota, snoozing
from apps.alerts.services.limits import NewLimit
from apps.alerts.services.rota import NewPattern
from apps.foundation.severity import Severity
from apps.monitoring.models import Rehearsal, RehearsalState
from apps.monitoring.services import rehearsing, shadowing
from apps.monitoring.services.rehearsing import Proposal
from apps.monitoring.services.shadowing import NewShadow

SUNDAY = 6


def in_hours(hours: int) -> str:
    return (timezone.now() + timedelta(hours=hours)).isoformat()


def limit() -> dict[str, Any]:
    """The body that sets a limit."""
    return {
        "rule": "nobody_on_duty",
        "limit": "gap_minutes",
        "value": 20,
        "reason": "She lives far away.",
        "until": in_hours(24 * 30),
    }


def rehearsal() -> dict[str, Any]:
    """The body that tries limits of a rule that watches traces."""
    return {
        "rule": "trace_high_rate",
        "proposed": {"high_bpm": 170},
        "since": in_hours(-24),
        "until": in_hours(-1),
        "reason": "Too many at night.",
    }


def shadow(world: Any) -> dict[str, Any]:
    """The body that starts a shadow for the first mother: one of her whole team runs already."""
    return {"mother": str(world.ids["mother_id"]), "days": 14, "reason": "Is it quieter for her?"}


def weekly(world: Any) -> dict[str, Any]:
    """The body that adds weekly hours."""
    return {
        "person": str(world.people["midwife"].public_id),
        "weekday": SUNDAY,
        "starts": "20:00",
        "ends": "08:00",
        "time_zone": "Asia/Seoul",
        "from_day": "2026-01-01",
    }


def next_sunday() -> date:
    today = timezone.now().date()
    return today + timedelta(days=(SUNDAY - today.weekday()) % 7 + 7)


def make(ids: dict[str, Any], people: dict[str, Any]) -> None:
    """`alert_id`: waits. `taken_alert_id`: taken by the obstetrician. `snooze_id`: of a third one."""
    lead, mother = people["obstetrician"], people["mother"]
    TeamMembership.objects.filter(person=lead).update(is_lead=True)
    _rota(ids, lead, people["midwife"])
    at = timezone.now()
    cover = Cover(
        alert=uuid4(),
        severity=Severity.EMERGENCY,
        has_rota=True,
        nobody_since=at - timedelta(hours=1),
        somebody_at=None,
        at=at,
    )
    [alert] = evaluate(None, subject_id=mother.pk, pregnancy=None, facts=cover, at=at)
    ids["alert_id"] = alert.public_id
    taken, resting = (_another(alert, direction) for direction in ("taken", "resting"))
    ids["taken_alert_id"] = taken.public_id
    # It can be given back within a minute; building this world may take longer on a busy machine.
    handling.acknowledge(lead, alert_id=taken.public_id, at=at + timedelta(minutes=10))
    ids["snooze_id"] = snoozing.snooze(
        lead, alert_id=resting.public_id, until=at + timedelta(hours=2), reason="She is asleep.", at=at
    ).public_id
    new = NewLimit("nobody_on_duty", "gap_minutes", 60, "Few people now.", at + timedelta(days=9))
    of_mother = limits.set_mother_limit(lead, mother_id=mother.public_id, new=new, at=at)
    of_team = limits.set_team_limit(lead, team_id=ids["team_id"], new=replace(new, value=90), at=at)
    ids["limit_id"] = ids["mother_limit_id"] = of_mother.public_id
    ids["team_limit_id"] = of_team.public_id
    ids["rule_id"] = "trace_low_rate"
    given = rehearsal()
    tried = Proposal(
        given["rule"], given["proposed"], at - timedelta(days=1), at - timedelta(hours=1), given["reason"]
    )
    row = rehearsing.propose(lead, team_id=ids["team_id"], proposal=tried, at=at)
    Rehearsal.objects.filter(pk=row.pk).update(state=RehearsalState.DONE)
    ids["rehearsal_id"] = row.public_id
    of_team = NewShadow(None, 14, "Is it quieter?")
    ids["shadow_id"] = shadowing.start(lead, rehearsal_id=row.public_id, new=of_team, at=at).public_id


def _another(alert: Alert, direction: str) -> Alert:
    return Alert.objects.for_system("an alert more for the tests").create(
        subject=alert.subject,
        rule_id=alert.rule_id,
        rule_version=alert.rule_version,
        direction=direction,
        severity=Severity.URGENT,
        raised_at=alert.raised_at,
        waiting_since=alert.raised_at,
    )


def _rota(ids: dict[str, Any], lead: Any, midwife: Any) -> None:
    at, team = timezone.now(), CareTeam.objects.get(public_id=ids["team_id"])
    new = NewPattern(midwife.public_id, SUNDAY, time(8), time(16), "Europe/Berlin", date(2026, 1, 1))
    ids["pattern_id"] = rota.add_pattern(lead, team_id=team.public_id, new=new, at=at).public_id
    ids["pattern_day"] = next_sunday().isoformat()
    ids["shift_id"] = rota.add_shift(
        lead,
        team_id=team.public_id,
        person_id=lead.public_id,
        starts_at=at,
        ends_at=at + timedelta(hours=8),
        at=at,
    ).public_id
