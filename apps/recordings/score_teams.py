"""Which care teams are shown the outcome score. The deployment's setting is the master switch; both are off at first."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.db.models import Exists, OuterRef

from apps.accounts.models import Care, CareTeam, Person, TeamMembership
from apps.accounts.services.people import require_administrator
from apps.foundation.errors import NotVisible
from apps.recordings.models import Recording, ScoreTeam


def is_on_here() -> bool:
    """Say whether this deployment lets teams switch it on at all."""
    return bool(settings.OUTCOME_SCORE)


def is_on_for(person: Person, recording: Recording) -> bool:
    """Say whether a team that she belongs to, and that cares for the mother now, has it on."""
    if not is_on_here():
        return False
    hers = TeamMembership.objects.filter(team=OuterRef("team"), person=person, ended_at=None)
    cares = Care.objects.filter(team=OuterRef("team"), mother_id=recording.subject_id, ended_at=None)
    return ScoreTeam.objects.filter(Exists(hers), Exists(cares), is_on=True).exists()


def switch_of(person: Person, team_id: UUID) -> tuple[CareTeam, ScoreTeam | None]:
    """A team and its switch; None: nobody has ever touched it. Raises Forbidden, NotVisible."""
    require_administrator(person)
    team = CareTeam.objects.filter(public_id=team_id).first()
    if team is None:
        raise NotVisible
    return team, ScoreTeam.objects.filter(team=team).first()
