"""Who is on duty: the rota's rows, and of those who stand in it only who belongs to the team and works here."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from apps.accounts.models import Care, CareTeam, Person, Role, TeamMembership
from apps.accounts.preferences import zone_of
from apps.alerts import rota
from apps.alerts.models import Shift, ShiftChange, ShiftPattern

A_MOMENT: Final = timedelta(microseconds=1)


def on_duty(team: CareTeam, at: datetime) -> list[Person]:
    """Return who is on duty in a team at a moment: members only, active ones only; empty out of hours."""
    return on_duty_in([team.pk], at)[team.pk]


def on_duty_in(team_ids: Collection[int], at: datetime) -> dict[int, list[Person]]:
    """Return the same for several teams (internal ids), in four queries."""
    people = members_of(team_ids)
    duties = duties_of(team_ids, people, at, at + A_MOMENT)
    return {
        team_id: [people[team_id][person_id].person for person_id in rota.on_duty(duties[team_id], at)]
        for team_id in team_ids
    }


def is_anybody_on_duty(mother_id: int, at: datetime) -> bool:
    """Say whether anybody of the teams that care for this mother (internal id) is on duty."""
    teams = list(teams_of(mother_id).values_list("pk", flat=True))
    found = duties_of(teams, members_of(teams), at, at + A_MOMENT)
    return any(rota.on_duty(duties, at) for duties in found.values())


def teams_of(mother_id: int) -> QuerySet[CareTeam]:
    """The teams that care for a mother now."""
    return CareTeam.objects.filter(
        pk__in=Care.objects.filter(mother_id=mother_id, ended_at=None).values("team_id")
    )


Members = dict[int, dict[int, TeamMembership]]
"""By team and person: who belongs to it now, and is active."""


def members_of(team_ids: Collection[int]) -> Members:
    """Return the members of teams, each with her person."""
    found: Members = {team_id: {} for team_id in team_ids}
    rows = TeamMembership.objects.filter(
        team__in=team_ids, ended_at=None, person__is_active=True, person__role=Role.CLINICIAN
    )
    for row in rows.select_related("person").order_by("person__full_name", "pk"):
        found[row.team_id][row.person_id] = row
    return found


@dataclass(frozen=True)
class Rows:
    """The rows of a rota that touch a stretch of time."""

    patterns: list[ShiftPattern]
    changes: list[ShiftChange]
    shifts: list[Shift]


def rows_of(team_ids: Collection[int], from_at: datetime, to_at: datetime) -> Rows:
    """Read what a rota consists of, in three queries; a day more on both sides, since days are local."""
    first, last = (from_at - timedelta(days=3)).date(), (to_at + timedelta(days=2)).date()
    patterns = ShiftPattern.objects.filter(team__in=team_ids, from_day__lte=last).exclude(until_day__lt=first)
    changes = ShiftChange.objects.filter(pattern__team__in=team_ids, day__range=(first, last))
    shifts = Shift.objects.filter(
        team__in=team_ids, cancelled_at=None, starts_at__lt=to_at, ends_at__gt=from_at
    )
    return Rows(
        list(patterns.select_related("person").order_by("pk")),
        list(changes.select_related("person").order_by("pk")),
        list(shifts.select_related("person").order_by("pk")),
    )


def duties_of(
    team_ids: Collection[int], people: Members, from_at: datetime, to_at: datetime
) -> dict[int, list[rota.Duty]]:
    """Return the duties of each team in a stretch of time; who has left a team, or left us, is on none."""
    rows = rows_of(team_ids, from_at, to_at) if team_ids else Rows([], [], [])
    found: dict[int, list[rota.Duty]] = {}
    for team_id in team_ids:
        duties = duties_in(rows, team_id, from_at, to_at)
        found[team_id] = [duty for duty in duties if duty.person_id in people[team_id]]
    return found


def duties_in(rows: Rows, team_id: int, from_at: datetime, to_at: datetime) -> list[rota.Duty]:
    """Return what stands in the rota of one team, whoever it is."""
    return rota.duties(
        [_weekly(row) for row in rows.patterns if row.team_id == team_id],
        _changes(rows.changes),
        [_single(row) for row in rows.shifts if row.team_id == team_id],
        from_at=from_at,
        to_at=to_at,
    )


def _weekly(row: ShiftPattern) -> rota.Weekly:
    return rota.Weekly(
        key=row.pk,
        person_id=row.person_id,
        weekday=row.weekday,
        starts=row.starts,
        ends=row.ends,
        zone=zone_of(row.time_zone),
        from_day=row.from_day,
        until_day=row.until_day,
    )


def _single(row: Shift) -> rota.Single:
    return rota.Single(row.pk, row.person_id, row.starts_at, row.ends_at)


def _changes(rows: Iterable[ShiftChange]) -> rota.Changes:
    return {(row.pattern_id, row.day): row.person_id for row in rows}
