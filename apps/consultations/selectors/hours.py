"""Whether a team reads now, and what a mother is told while it does not. No health data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.accounts.models import CareTeam, Person
from apps.accounts.selectors import care_teams_of
from apps.consultations import emergency
from apps.consultations.models import ServiceHours
from apps.consultations.rules.working_time import closes_at, is_open, next_opening
from apps.foundation.errors import NotVisible


@dataclass(frozen=True)
class Availability:
    """One team at one moment. `reads_now` None: nobody has said when it reads, which is not «always».

    `changes_at`: when it stops reading, or reads again; None where that is not known. `text` is empty while it reads.
    """

    team_id: UUID
    team_name: str
    reads_now: bool | None
    changes_at: datetime | None
    text: str
    phone: str
    emergency_number: str
    emergency_text: str


def availability_of(person: Person, *, at: datetime) -> list[Availability]:
    """Return how the teams of a mother or a clinician stand at a moment, in the language of the request."""
    teams = list(care_teams_of(person).prefetch_related(None))
    rows = {row.team_id: row for row in ServiceHours.objects.filter(team__in=teams)}
    return [of_team(team, rows.get(team.pk), at=at) for team in teams]


def of_team(team: CareTeam, row: ServiceHours | None, *, at: datetime) -> Availability:
    """Return how one team stands at a moment."""
    reads_now, changes_at = _stands(row, at)
    number = (row.emergency_number if row else "") or emergency.number_of_site()
    return Availability(
        team_id=team.public_id,
        team_name=team.name,
        reads_now=reads_now,
        changes_at=changes_at,
        text="" if reads_now else _text(row),
        phone=row.phone if row else "",
        emergency_number=number,
        emergency_text=emergency.sentence(number),
    )


def _stands(row: ServiceHours | None, at: datetime) -> tuple[bool | None, datetime | None]:
    if row is None:
        return None, None
    hours = row.hours
    if is_open(hours, at):
        return True, closes_at(hours, at)
    return False, next_opening(hours, at)


def _text(row: ServiceHours | None) -> str:
    """The team's own words in the reader's language, else ours; both stand beside the emergency sentence."""
    if row is None:
        return _(
            "We do not know when your care team reads messages. An answer may take until the next working day."
        )
    own = row.out_of_hours.get(get_language() or "en", "")
    return own or _("Your care team does not read messages now. It will answer when it is back.")


def hours_of_team(person: Person, team_id: UUID) -> ServiceHours:
    """Return a team's week for its members and for administrators. Raises NotVisible."""
    row = ServiceHours.objects.filter(
        team__public_id=team_id, team__in=care_teams_of(person).prefetch_related(None).values("pk")
    )
    found = row.select_related("team").first()
    if found is None:
        raise NotVisible
    return found
