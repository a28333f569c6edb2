"""The outcome score is switched on or off for a care team, by whoever keeps the site."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import CareTeam, Person
from apps.accounts.services.people import require_administrator
from apps.foundation.errors import Conflict, NotVisible
from apps.foundation.transactions import write
from apps.recordings import score_teams
from apps.recordings.models import ScoreTeam


@write
def switch_score(actor: Person, *, team_id: UUID, is_on: bool, at: datetime) -> ScoreTeam:
    """Show the outcome score to a team from now on, or no longer. The same again changes nothing.

    Raises Forbidden, NotVisible, Conflict (the deployment has it off).
    """
    require_administrator(actor)
    team = CareTeam.objects.select_for_update().filter(public_id=team_id).first()
    if team is None:
        raise NotVisible
    if is_on and not score_teams.is_on_here():
        raise Conflict(_("The outcome score is switched off for this whole site."), code="score_is_off")
    row = ScoreTeam.objects.filter(team=team).first()
    if row is not None and row.is_on == is_on:
        return row
    told = {"is_on": is_on, "set_by": actor, "set_at": at}
    return ScoreTeam.objects.update_or_create(team=team, defaults=told)[0]
