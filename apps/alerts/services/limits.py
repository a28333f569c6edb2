"""Limits for a team or a mother: set with a reason and an end, inside the safe range of the table, and ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.alerts import registry
from apps.alerts.limits import Limit
from apps.alerts.models import MotherLimit, TeamLimit
from apps.alerts.selectors.limits import team_seen_by
from apps.alerts.services import may
from apps.foundation.errors import Invalid, NotVisible
from apps.foundation.transactions import write
from apps.pregnancies.selectors import mother_visible_to

LONGEST: Final = timedelta(days=366)


@dataclass(frozen=True)
class NewLimit:
    """What somebody wants: which limit of which rule, its value in the table's unit, why, and until when."""

    rule_id: str
    limit_id: str
    value: float
    reason: str
    until: datetime


@write
def set_team_limit(person: Person, *, team_id: UUID, new: NewLimit, at: datetime) -> TeamLimit:
    """Set a limit for a team (its leads). The one that stood before ends. Raises NotVisible, Forbidden, Invalid."""
    team = team_seen_by(person, team_id)
    may.require_limits(person)
    may.require_lead(person, team)
    limit = _checked(new, at)
    _end_open(TeamLimit.objects.filter(team=team), person, new, at)
    return TeamLimit.objects.create(team=team, **_row(person, new, limit, at))


@write
def end_team_limit(person: Person, *, team_id: UUID, limit_id: UUID, at: datetime) -> TeamLimit:
    """Go back to the table. Twice changes nothing. Raises NotVisible, Forbidden."""
    team = team_seen_by(person, team_id)
    may.require_limits(person)
    may.require_lead(person, team)
    return _ended(TeamLimit.objects.filter(team=team), limit_id, person, at)


@write
def set_mother_limit(person: Person, *, mother_id: UUID, new: NewLimit, at: datetime) -> MotherLimit:
    """Set a limit for one mother. The one that stood before ends. Raises NotVisible, Forbidden, Invalid."""
    mother = mother_visible_to(person, mother_id)
    may.require_limits(person)
    limit = _checked(new, at)
    rows = MotherLimit.objects.visible_to(person).filter(subject=mother)
    _end_open(rows, person, new, at)
    return MotherLimit.objects.for_system("a limit of a visible mother is set").create(
        subject=mother, **_row(person, new, limit, at)
    )


@write
def end_mother_limit(person: Person, *, mother_id: UUID, limit_id: UUID, at: datetime) -> MotherLimit:
    """Go back to her teams' limit or the table. Twice changes nothing. Raises NotVisible, Forbidden."""
    mother = mother_visible_to(person, mother_id)
    may.require_limits(person)
    return _ended(MotherLimit.objects.visible_to(person).filter(subject=mother), limit_id, person, at)


def _checked(new: NewLimit, at: datetime) -> Limit:
    rule = registry.rule(new.rule_id)
    if rule is None:
        raise Invalid.field("rule", _("There is no such rule."), code="invalid_choice")
    limit = rule.limits.rows.get(new.limit_id) if rule.limits else None
    if limit is None:
        raise Invalid.field("limit", _("This rule has no such limit."), code="invalid_choice")
    if not limit.low <= new.value <= limit.high:
        raise Invalid.field(
            "value",
            _("Give a value from %(low)g to %(high)g %(unit)s: that is the safe range.")
            % {"low": limit.low, "high": limit.high, "unit": limit.unit},
            code="out_of_range",
            limit=[limit.low, limit.high],
        )
    if not new.reason.strip():
        raise Invalid.field("reason", _("Please say why."), code="required")
    if not at < new.until <= at + LONGEST:
        raise Invalid.field("until", _("Give an end within a year from now."), limit=LONGEST.days)
    return limit


def _row(person: Person, new: NewLimit, limit: Limit, at: datetime) -> dict[str, object]:
    return {
        "rule_id": new.rule_id,
        "limit_id": new.limit_id,
        "value": new.value,
        "table_version": limit.version,
        "reason": new.reason.strip(),
        "author": person,
        "from_at": at,
        "until": new.until,
    }


def _end_open(rows: QuerySet, person: Person, new: NewLimit, at: datetime) -> None:
    """End what stands, and mark as ended what has run out: one open row for each limit."""
    standing = rows.filter(rule_id=new.rule_id, limit_id=new.limit_id, ended_at=None)
    standing.filter(until__lte=at).update(ended_at=F("until"))
    standing.filter(until__gt=at).update(ended_at=at, ended_by=person)


def _ended(rows: QuerySet, limit_id: UUID, person: Person, at: datetime):  # type: ignore[no-untyped-def]
    row = rows.filter(public_id=limit_id).first()
    if row is None:
        raise NotVisible
    if row.ended_at is None:
        row.ended_at, row.ended_by = min(at, row.until), person
        row.save(update_fields=["ended_at", "ended_by"])
    return row
