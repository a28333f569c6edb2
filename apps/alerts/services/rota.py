"""The duty rota: weekly patterns, single shifts, and single dates that are different."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import CareTeam, Person, Role, TeamMembership
from apps.accounts.preferences import is_zone, zone_of
from apps.alerts.models import Shift, ShiftChange, ShiftPattern
from apps.alerts.selectors.limits import team_seen_by
from apps.alerts.services import may
from apps.foundation.errors import Forbidden, Invalid, NotVisible
from apps.foundation.transactions import write

LONGEST_SHIFT: Final = timedelta(hours=36)


@dataclass(frozen=True)
class NewPattern:
    """The same hours every week, by the wall clock of `time_zone` (an IANA name)."""

    person_id: UUID
    weekday: int
    starts: time
    ends: time
    time_zone: str
    from_day: date
    until_day: date | None = None


@write
def add_pattern(person: Person, *, team_id: UUID, new: NewPattern, at: datetime) -> ShiftPattern:
    """Add weekly hours. Raises NotVisible, Forbidden, Invalid."""
    team = _kept(person, team_id)
    member = _member(team, new.person_id)
    if not is_zone(new.time_zone):
        raise Invalid.field("time_zone", _("There is no such time zone."), code="invalid_choice")
    if new.starts == new.ends:
        raise Invalid.field("ends", _("A shift ends at another time than it begins."))
    if new.until_day is not None and new.until_day < new.from_day:
        raise Invalid.field("until_day", _("The last day comes before the first."))
    return ShiftPattern.objects.create(
        team=team,
        person=member,
        weekday=new.weekday,
        starts=new.starts,
        ends=new.ends,
        time_zone=new.time_zone,
        from_day=new.from_day,
        until_day=new.until_day,
        author=person,
        created_at=at,
    )


@write
def add_patterns(
    person: Person, *, team_id: UUID, new: Sequence[NewPattern], at: datetime
) -> list[ShiftPattern]:
    """Add weekly hours of several days: all of them or none. Raises NotVisible, Forbidden, Invalid."""
    return [add_pattern(person, team_id=team_id, new=one, at=at) for one in new]


@write
def end_pattern(
    person: Person, *, team_id: UUID, pattern_id: UUID, last_day: date | None, at: datetime
) -> ShiftPattern:
    """End weekly hours after `last_day`; None: no shift begins any more from today on (in the pattern's zone).

    Raises NotVisible, Forbidden.
    """
    team = _kept(person, team_id)
    pattern = _pattern(team, pattern_id)
    today = at.astimezone(zone_of(pattern.time_zone)).date()
    wanted = last_day if last_day is not None else today - timedelta(days=1)
    if pattern.until_day is None or wanted < pattern.until_day:
        pattern.until_day = wanted
        pattern.save(update_fields=["until_day"])
    return pattern


@write
def change_date(
    person: Person,
    *,
    team_id: UUID,
    pattern_id: UUID,
    day: date,
    instead_id: UUID | None,
    reason: str,
    at: datetime,
) -> ShiftChange:
    """Give one date of a pattern to somebody else, or to nobody (`instead_id` None). The newest word counts.

    Whoever keeps the rota may; a member may hand over a shift of her own. Raises NotVisible, Forbidden, Invalid.
    """
    team = team_seen_by(person, team_id)
    pattern = _pattern(team, pattern_id)
    if not may.keeps_rota(person, team):
        _require_own(person, pattern, day, instead_id)
    if day.weekday() != pattern.weekday or day < pattern.from_day or _is_after(day, pattern.until_day):
        raise Invalid.field("day", _("No shift of these weekly hours begins on this day."))
    if not reason.strip():
        raise Invalid.field("reason", _("Please say why."), code="required")
    given = {"person": instead_id and _member(team, instead_id), "reason": reason.strip(), "author": person}
    change, _new = ShiftChange.objects.update_or_create(
        pattern=pattern, day=day, defaults={**given, "created_at": at}
    )
    return change


def _require_own(person: Person, pattern: ShiftPattern, day: date, instead_id: UUID | None) -> None:
    changed = ShiftChange.objects.filter(pattern=pattern, day=day).first()
    holder_id = changed.person_id if changed else pattern.person_id
    if holder_id != person.pk or instead_id is None:
        raise Forbidden(_("You may hand over a shift of your own to a colleague."))


def _is_after(day: date, until_day: date | None) -> bool:
    return until_day is not None and day > until_day


@write
def add_shift(
    person: Person, *, team_id: UUID, person_id: UUID, starts_at: datetime, ends_at: datetime, at: datetime
) -> Shift:
    """Add a single shift. Raises NotVisible, Forbidden, Invalid."""
    team = _kept(person, team_id)
    member = _member(team, person_id)
    if ends_at <= starts_at:
        raise Invalid.field("ends_at", _("A shift ends after it begins."))
    if ends_at - starts_at > LONGEST_SHIFT:
        hours = int(LONGEST_SHIFT.total_seconds() // 3600)
        raise Invalid.field("ends_at", _("A shift is at most 36 hours long."), limit=hours)
    if ends_at <= at:
        raise Invalid.field("ends_at", _("This shift is over already."))
    return Shift.objects.create(
        team=team, person=member, starts_at=starts_at, ends_at=ends_at, author=person, created_at=at
    )


@write
def cancel_shift(person: Person, *, team_id: UUID, shift_id: UUID, at: datetime) -> Shift:
    """Take a single shift out of the rota. Twice changes nothing. Raises NotVisible, Forbidden."""
    team = _kept(person, team_id)
    shift = Shift.objects.select_for_update().filter(team=team, public_id=shift_id).first()
    if shift is None:
        raise NotVisible
    if shift.cancelled_at is None:
        shift.cancelled_at = at
        shift.save(update_fields=["cancelled_at"])
    return shift


def _kept(person: Person, team_id: UUID) -> CareTeam:
    """Return a team whose rota this person keeps."""
    team = team_seen_by(person, team_id)
    may.require_rota(person, team)
    return team


def _pattern(team: CareTeam, pattern_id: UUID) -> ShiftPattern:
    pattern = ShiftPattern.objects.select_for_update().filter(team=team, public_id=pattern_id).first()
    if pattern is None:
        raise NotVisible
    return pattern


def _member(team: CareTeam, person_id: UUID) -> Person:
    row = (
        TeamMembership.objects.filter(
            team=team,
            ended_at=None,
            person__public_id=person_id,
            person__is_active=True,
            person__role=Role.CLINICIAN,
        )
        .select_related("person")
        .first()
    )
    if row is None:
        raise Invalid.field("person", _("She does not belong to this team."), code="invalid_choice")
    return row.person
