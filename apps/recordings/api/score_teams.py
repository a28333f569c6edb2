"""Whether a care team is shown the outcome score: for administrators."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.accounts.models import CareTeam, Role
from apps.foundation.api import PersonAPIView, PersonRequest, StrictSerializer
from apps.recordings import score_teams
from apps.recordings.api.receiving import TAGS
from apps.recordings.models import ScoreTeam
from apps.recordings.services import score_switching


class ScoreSwitchIn(StrictSerializer):
    """On or off."""

    is_on = serializers.BooleanField(help_text="Whether the team is shown the score.")


class ScoreSwitchOut(serializers.Serializer):
    """The switch of one team. The score is shown where the site's switch is on too."""

    team = serializers.UUIDField(help_text="The team.")
    is_on = serializers.BooleanField(help_text="Off unless somebody decides otherwise.")
    is_on_here = serializers.BooleanField(help_text="The site's switch, KAISHI_OUTCOME_SCORE.")
    set_at = serializers.DateTimeField(allow_null=True, help_text="When it was set last; null: never.")


class ScoreSwitch(PersonAPIView):
    """Whether a care team is shown the outcome score."""

    roles: ClassVar = frozenset({Role.ADMINISTRATOR})

    @extend_schema(operation_id="outcome_score_switch_read", tags=TAGS, responses=ScoreSwitchOut)
    def get(self, request: PersonRequest, team_id: UUID) -> Response:
        """Read whether a team is shown the outcome score."""
        return _answer(*score_teams.switch_of(request.person, team_id))

    @extend_schema(
        operation_id="outcome_score_switch_set", tags=TAGS, request=ScoreSwitchIn, responses=ScoreSwitchOut
    )
    def put(self, request: PersonRequest, team_id: UUID) -> Response:
        """Show the outcome score to a team, or no longer. 409 where the site has it off."""
        is_on = ScoreSwitchIn.parse(request)["is_on"]
        score_switching.switch_score(request.person, team_id=team_id, is_on=is_on, at=request.received_at)
        return _answer(*score_teams.switch_of(request.person, team_id))


def _answer(team: CareTeam, row: ScoreTeam | None) -> Response:
    set_at: datetime | None = row.set_at if row else None
    told = {
        "team": team.public_id,
        "is_on": row is not None and row.is_on,
        "is_on_here": score_teams.is_on_here(),
        "set_at": set_at,
    }
    return Response(ScoreSwitchOut(told).data)
