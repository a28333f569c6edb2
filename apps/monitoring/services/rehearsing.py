"""Rehearsals: proposed by a lead or an administrator, run by a worker recording by recording, kept with their sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import structlog
from django.db.models import Q
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.alerts import registry
from apps.alerts.registry import Rule
from apps.alerts.selectors.limits import limits_for, limits_if, team_seen_by
from apps.alerts.services import may
from apps.foundation.errors import Invalid
from apps.foundation.outbox import emit
from apps.foundation.transactions import write
from apps.monitoring.alert_rules import RULES
from apps.monitoring.alert_rules.facts import TraceFacts
from apps.monitoring.events import RehearsalProposed
from apps.monitoring.following.course import Course
from apps.monitoring.models import Rehearsal, RehearsalState, RehearsedRecording, TraceSeries
from apps.monitoring.rehearsing import series
from apps.monitoring.rehearsing.replay import Said, replay
from apps.monitoring.rehearsing.summary import Went, summary
from apps.monitoring.selectors.past import acted_upon, recordings_of_team, said_live, was_followed
from apps.monitoring.services.following import about_of, before
from apps.recordings.models import Recording
from ml_models import ctg

log = structlog.get_logger(__name__)
LONGEST: Final = timedelta(days=366)
STILL: Final = timedelta(minutes=15)
"""A rehearsal that has not moved for so long has lost its worker."""
FACTS_VERSION: Final = 1
MOST_KEPT_BYTES: Final = 8_000_000
TODAY, PROPOSED = "today", "proposed"


@dataclass(frozen=True)
class Proposal:
    """What somebody wants to try: a rule, values by limit, over which period, and why."""

    rule_id: str
    values: Mapping[str, float]
    since: datetime
    until: datetime
    reason: str


@write
def propose(person: Person, *, team_id: UUID, proposal: Proposal, at: datetime) -> Rehearsal:
    """Note a rehearsal; a worker takes it up. Leads and administrators. Raises NotVisible, Forbidden, Invalid."""
    team = team_seen_by(person, team_id)
    may.require_rehearsals(person, team)
    rule = _checked(proposal, at)
    row = Rehearsal.objects.create(
        team=team,
        rule_id=rule.id,
        rule_version=rule.version,
        proposed=dict(proposal.values),
        reason=proposal.reason.strip(),
        since=proposal.since,
        until=min(proposal.until, at),
        author=person,
        at=at,
    )
    emit(RehearsalProposed(rehearsal=row.public_id, at=at))
    return row


def rule_to_rehearse(rule_id: str) -> Rule | None:
    """Return a rule that watches traces and has limits; None for any other."""
    rule = registry.rule(rule_id)
    return rule if rule is not None and rule.limits and rule in RULES else None


def _checked(proposal: Proposal, at: datetime) -> Rule:
    rule = rule_to_rehearse(proposal.rule_id)
    if rule is None or rule.limits is None:
        raise Invalid.field("rule", _("There is no such rule."), code="invalid_choice")
    for limit_id, value in proposal.values.items():
        limit = rule.limits.rows.get(limit_id)
        if limit is None:
            raise Invalid.field("limit", _("This rule has no such limit."), code="invalid_choice")
        if not limit.low <= value <= limit.high:
            raise Invalid.field(
                limit_id,
                _("Give a value from %(low)g to %(high)g %(unit)s: that is the safe range.")
                % {"low": limit.low, "high": limit.high, "unit": limit.unit},
                code="out_of_range",
                limit=[limit.low, limit.high],
            )
    if not proposal.reason.strip():
        raise Invalid.field("reason", _("Please say why."), code="required")
    if not proposal.since < min(proposal.until, at) or proposal.until - proposal.since > LONGEST:
        raise Invalid.field("since", _("Give a period of at most a year that has begun."), limit=LONGEST.days)
    return rule


def lying_still(at: datetime) -> list[UUID]:
    """Return rehearsals that wait, or whose worker is gone."""
    waits = Q(state=RehearsalState.WAITING, at__lt=at - timedelta(minutes=1))
    lost = Q(state=RehearsalState.RUNNING, touched_at__lt=at - STILL)
    return list(Rehearsal.objects.filter(waits | lost).order_by("pk").values_list("public_id", flat=True))


def run(rehearsal_id: UUID, *, now: Callable[[], datetime]) -> None:
    """Run a rehearsal from its first recording; a second worker finds it taken and does nothing."""
    at = now()
    free = Q(state=RehearsalState.WAITING) | Q(state=RehearsalState.RUNNING, touched_at__lt=at - STILL)
    mine = Rehearsal.objects.filter(free, public_id=rehearsal_id)
    if not mine.update(state=RehearsalState.RUNNING, touched_at=at, done=0):
        return
    row = Rehearsal.objects.select_related("team").get(public_id=rehearsal_id)
    try:
        _run(row, now)
    except Exception:
        Rehearsal.objects.filter(pk=row.pk).update(state=RehearsalState.FAILED, finished_at=now())
        raise


def _run(row: Rehearsal, now: Callable[[], datetime]) -> None:
    rule = rule_to_rehearse(row.rule_id)
    if rule is None:
        raise LookupError(f"{row.rule_id}: no rule of this name watches traces")
    recordings = list(recordings_of_team(row.team, since=row.since, until=row.until))
    Rehearsal.objects.filter(pk=row.pk).update(total=len(recordings), rule_version=rule.version)
    went = []
    for number, recording in enumerate(recordings, start=1):
        went.append(_go_through(None, row=row, rule=rule, recording=recording, at=now()))
        Rehearsal.objects.filter(pk=row.pk).update(done=number, touched_at=now())
    days = (row.until - row.since) / timedelta(days=1)
    Rehearsal.objects.filter(pk=row.pk).update(
        state=RehearsalState.DONE, finished_at=now(), result=summary(went, days)
    )


@write
def _go_through(_system: None, *, row: Rehearsal, rule: Rule, recording: Recording, at: datetime) -> Went:
    """Judge one recording under both, and keep what was said."""
    assert rule.limits is not None
    limits = {
        TODAY: limits_for(rule.limits, rule.id, recording.subject_id, at=at),
        PROPOSED: limits_if(
            rule.limits, rule.id, recording.subject_id, team=row.team, proposed=row.proposed, at=at
        ),
    }
    said = replay(rule, limits, steps_of(recording))
    sides: dict[str, Any] = {
        "was_followed": was_followed(recording),
        "live": _plain(said_live(recording, rule.id)),
        **{name: _plain(found) for name, found in said.items()},
        "acted": acted_upon(recording),
    }
    RehearsedRecording.objects.for_system("a rehearsal goes through a recording").update_or_create(
        rehearsal=row, recording=recording, defaults={"subject_id": recording.subject_id, **sides}
    )
    return Went(recording.subject_id, recording.duration_s / 3600, **sides)


def _plain(said: list[Said]) -> list[list[Any]]:
    return [one.to_json() for one in said]


def steps_of(recording: Recording) -> Iterator[list[TraceFacts]]:
    """Return what the rules knew at each step: kept from before, or worked out anew and kept."""
    made_of = _made_of(recording)
    rows = TraceSeries.objects.for_system("a rehearsal goes through a recording")
    kept = rows.filter(recording=recording, made_of=made_of).first()
    if kept is not None:
        yield from series.unpack(bytes(kept.data))
        return
    packing = series.Packing(MOST_KEPT_BYTES)
    course = Course(about_of(recording), None)
    yield from packing.pass_on(series.of_samples(course, before(recording.pk, 0)))
    data = packing.to_bytes()
    if data is not None:
        rows.update_or_create(
            recording=recording,
            defaults={"subject_id": recording.subject_id, "made_of": made_of, "data": data},
        )


def _made_of(recording: Recording) -> str:
    """Everything that the facts depend on, in few letters."""
    about = about_of(recording)
    return (
        f"{ctg.METHOD_VERSION}/{FACTS_VERSION}/{recording.stored_count}/{recording.channels}"
        f"/{int(about.in_labour)}/{int(about.twins)}/{about.gestation_weeks}"
    )
