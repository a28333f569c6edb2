"""A team's rota for a stretch of days: who is on duty when, and where nobody is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from apps.accounts.models import CareTeam, Person
from apps.alerts import rota
from apps.alerts.models import Shift, ShiftPattern
from apps.alerts.selectors import duty
from apps.alerts.selectors.limits import team_seen_by

DAYS_AHEAD: Final = 14


@dataclass(frozen=True)
class ShownDuty:
    """A stretch of duty with its person. `is_left`: she stands in the rota, but is no member any more.

    `pattern` or `shift` is the row that it comes from; `instead_of` who stands in the pattern.
    """

    person: Person
    starts_at: datetime
    ends_at: datetime
    pattern: ShiftPattern | None
    shift: Shift | None
    day: object
    instead_of: Person | None
    is_left: bool


@dataclass(frozen=True)
class Rota:
    """What a rota page and the API show of one team."""

    team: CareTeam
    from_at: datetime
    to_at: datetime
    duties: tuple[ShownDuty, ...]
    gaps: tuple[rota.Gap, ...]
    on_duty_now: tuple[Person, ...]
    patterns: tuple[ShiftPattern, ...]
    members: tuple[Person, ...]


def rota_of(
    person: Person, team_id: UUID, *, at: datetime, from_at: datetime | None = None, days: int = DAYS_AHEAD
) -> Rota:
    """Return the rota of a team that `person` belongs to (administrators: any), `days` from `from_at` (now).

    Gaps are counted without those who have left. Raises NotVisible.
    """
    team = team_seen_by(person, team_id)
    begin = from_at or at
    end = begin + timedelta(days=days)
    members = duty.members_of([team.pk])[team.pk]
    rows = duty.rows_of([team.pk], min(begin, at), max(end, at + duty.A_MOMENT))
    people = _named(rows)
    everything = duty.duties_in(rows, team.pk, begin, end)
    present = [one for one in everything if one.person_id in members]
    now = [one for one in duty.duties_in(rows, team.pk, at, at + duty.A_MOMENT) if one.person_id in members]
    by_pattern = {row.pk: row for row in rows.patterns}
    by_shift = {row.pk: row for row in rows.shifts}
    return Rota(
        team=team,
        from_at=begin,
        to_at=end,
        duties=tuple(
            ShownDuty(
                person=people[one.person_id],
                starts_at=one.starts_at,
                ends_at=one.ends_at,
                pattern=by_pattern.get(one.pattern) if one.pattern else None,
                shift=by_shift.get(one.shift) if one.shift else None,
                day=one.day,
                instead_of=people.get(one.instead_of) if one.instead_of else None,
                is_left=one.person_id not in members,
            )
            for one in everything
        ),
        gaps=tuple(rota.gaps(present, from_at=begin, to_at=end)),
        on_duty_now=tuple(people[person_id] for person_id in rota.on_duty(now, at)),
        patterns=tuple(rows.patterns),
        members=tuple(row.person for row in members.values()),
    )


def _named(rows: duty.Rows) -> dict[int, Person]:
    """The people who stand in the rota, members or not."""
    people = [row.person for row in rows.patterns]
    people += [row.person for row in rows.shifts]
    people += [row.person for row in rows.changes if row.person is not None]
    return {person.pk: person for person in people}
