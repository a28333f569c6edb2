"""Limits as they apply to a mother now, and the rows that set them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.accounts.models import Care, CareTeam, Person, Role, TeamMembership
from apps.alerts import registry
from apps.alerts.limits import Limit, Limits, LimitTable, Override, resolve
from apps.alerts.models import MotherLimit, TeamLimit
from apps.alerts.registry import Rule
from apps.foundation.errors import NotVisible


def limits_for(table: LimitTable, rule_id: str, mother_id: int, *, at: datetime) -> Limits:
    """Return what applies to a mother (internal id): her own rows, then her teams', then the table. Two queries."""
    return resolve(table, _overrides(rule_id, mother_id, at=at))


def limits_if(
    table: LimitTable,
    rule_id: str,
    mother_id: int,
    *,
    team: CareTeam,
    proposed: Mapping[str, float],
    at: datetime,
) -> Limits:
    """Return what would apply to a mother if a team set these values: her own limits and her other teams' count on."""
    standing = _overrides(rule_id, mother_id, at=at, but_of=team, limit_ids=tuple(proposed))
    given = [Override(limit_id, value, False, "proposed") for limit_id, value in proposed.items()]
    return resolve(table, [*standing, *given])


def limits_if_hers(
    table: LimitTable, rule_id: str, mother_id: int, *, proposed: Mapping[str, float], at: datetime
) -> Limits:
    """Return what would apply to a mother if these values were set for her alone."""
    standing = [
        one
        for one in _overrides(rule_id, mother_id, at=at)
        if not (one.is_for_mother and one.limit_id in proposed)
    ]
    given = [Override(limit_id, value, True, "proposed") for limit_id, value in proposed.items()]
    return resolve(table, [*standing, *given])


def _overrides(
    rule_id: str,
    mother_id: int,
    *,
    at: datetime,
    but_of: CareTeam | None = None,
    limit_ids: Sequence[str] = (),
) -> list[Override]:
    """Rows that count for a mother; `but_of`: without what this team has set for the limits of `limit_ids`."""
    now = Q(rule_id=rule_id, ended_at=None, from_at__lte=at, until__gt=at)
    hers = MotherLimit.objects.for_system("which limits apply to a mother").filter(now, subject_id=mother_id)
    cares = Care.objects.filter(mother_id=mother_id, ended_at=None).values("team_id")
    teams = TeamLimit.objects.filter(now, team_id__in=cares)
    if but_of is not None:
        teams = teams.exclude(team=but_of, limit_id__in=limit_ids)
    rows: list[tuple[MotherLimit | TeamLimit, bool]] = [
        *((row, True) for row in hers),
        *((row, False) for row in teams),
    ]
    return [Override(row.limit_id, row.value, mine, str(row.public_id)) for row, mine in rows]


@dataclass(frozen=True)
class ShownLimit:
    """One limit of one rule as it applies, with the row that set it, if any."""

    rule: Rule
    limit: Limit
    value: float
    set_by: TeamLimit | MotherLimit | None


def limits_of_team(person: Person, team_id: UUID, *, at: datetime) -> list[ShownLimit]:
    """Return every limit as it applies to a team of hers (administrators: any team). Raises NotVisible."""
    team = team_seen_by(person, team_id)
    rows = _standing(TeamLimit.objects.filter(team=team), at)
    return _shown({(row.rule_id, row.limit_id): row for row in rows}, {})


def limits_of_mother(person: Person, mother: Person, *, at: datetime) -> list[ShownLimit]:
    """Return every limit as it applies to a mother whom `person` sees."""
    own = _standing(MotherLimit.objects.visible_to(person).filter(subject=mother), at)
    cares = Care.objects.filter(mother=mother, ended_at=None).values("team_id")
    of_teams = _standing(TeamLimit.objects.filter(team_id__in=cares), at)
    rows = {(row.rule_id, row.limit_id): row for row in own}
    strict: dict[tuple[str, str], TeamLimit] = {}
    for row in of_teams:
        key = (row.rule_id, row.limit_id)
        limit = _limit(*key)
        if limit and (key not in strict or limit.more_cautious(row.value, strict[key].value) == row.value):
            strict[key] = row
    return _shown(rows, strict)


def _standing(rows: QuerySet, at: datetime) -> QuerySet:
    return rows.filter(ended_at=None, from_at__lte=at, until__gt=at).select_related("author").order_by("pk")


def _limit(rule_id: str, limit_id: str) -> Limit | None:
    rule = registry.rule(rule_id)
    return rule.limits.rows.get(limit_id) if rule and rule.limits else None


def _shown(first: dict, then: dict) -> list[ShownLimit]:  # type: ignore[type-arg]
    shown = []
    for rule in registry.all_rules():
        for limit in rule.limits.rows.values() if rule.limits else ():
            row = first.get((rule.id, limit.id)) or then.get((rule.id, limit.id))
            shown.append(ShownLimit(rule, limit, limit.within(row.value) if row else limit.value, row))
    return shown


def team_seen_by(person: Person, team_id: UUID) -> CareTeam:
    """Return a team that she belongs to now; administrators see every team. Raises NotVisible."""
    team = teams_seen_by(person).filter(public_id=team_id).first()
    if team is None:
        raise NotVisible
    return team


def teams_seen_by(person: Person) -> QuerySet[CareTeam]:
    """The teams that a person belongs to now; for administrators all. Nobody else sees a rota or a limit."""
    teams = CareTeam.objects.order_by("name", "pk")
    if person.role == Role.ADMINISTRATOR:
        return teams
    if person.role != Role.CLINICIAN or not person.is_active:
        return teams.none()
    return teams.filter(pk__in=TeamMembership.objects.filter(person=person, ended_at=None).values("team_id"))
