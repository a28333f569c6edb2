"""Care teams: everybody's own to read, administrators' to change."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.accounts import selectors
from apps.accounts.api.serializers import (
    CaredForOut,
    CareIn,
    CareTeamDetailOut,
    CareTeamIn,
    CareTeamOut,
    MemberChangeIn,
    MemberIn,
    MemberOut,
)
from apps.accounts.models import Role
from apps.accounts.services import teams
from apps.foundation.api import PersonAPIView, PersonRequest
from apps.foundation.errors import Forbidden, NotVisible
from apps.foundation.schema import LIST_PARAMETERS, page_of

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


class CareTeams(PersonAPIView):
    """The teams that care for a mother, those a clinician belongs to, all for an administrator."""

    roles: ClassVar = frozenset({Role.MOTHER, Role.CLINICIAN, Role.ADMINISTRATOR})

    @extend_schema(
        operation_id="care_teams_list",
        parameters=LIST_PARAMETERS,
        responses=page_of(CareTeamOut),
        tags=["teams"],
    )
    def get(self, request: PersonRequest) -> Response:
        """Read your care teams with their members."""
        return self.paged(selectors.care_teams_of(request.person), CareTeamOut)

    @extend_schema(
        operation_id="care_teams_create",
        request=CareTeamIn,
        responses={201: CareTeamDetailOut},
        tags=["teams"],
    )
    def post(self, request: PersonRequest) -> Response:
        """Make a team (administrators)."""
        if not request.person.is_administrator:
            raise Forbidden
        team = teams.create_team(request.person, **CareTeamIn.parse(request))
        return Response(_detail(request, team.public_id), status=201)


class CareTeam(PersonAPIView):
    """One team with those whom it cares for."""

    roles: ClassVar = ADMINISTRATORS

    @extend_schema(operation_id="care_teams_read", responses=CareTeamDetailOut, tags=["teams"])
    def get(self, request: PersonRequest, team_id: UUID) -> Response:
        """Read a team, its members and its mothers (administrators)."""
        return Response(_detail(request, team_id))


class Members(PersonAPIView):
    """Who belongs to a team."""

    roles: ClassVar = ADMINISTRATORS

    @extend_schema(
        operation_id="care_teams_add_member",
        request=MemberIn,
        responses={201: MemberOut, 200: MemberOut},
        tags=["teams"],
    )
    def post(self, request: PersonRequest, team_id: UUID) -> Response:
        """Let a clinician belong to a team (administrators)."""
        given = MemberIn.parse(request)
        membership, created = teams.add_member(
            request.person,
            team_id=team_id,
            person_id=given["person"],
            is_lead=given["is_lead"],
            at=request.received_at,
        )
        return Response(MemberOut(membership).data, status=201 if created else 200)


class Member(PersonAPIView):
    """One membership."""

    roles: ClassVar = ADMINISTRATORS

    @extend_schema(
        operation_id="care_teams_change_member", request=MemberChangeIn, responses=MemberOut, tags=["teams"]
    )
    def patch(self, request: PersonRequest, team_id: UUID, person_id: UUID) -> Response:
        """Say whether a member leads the team (administrators)."""
        given = MemberChangeIn.parse(request)
        return Response(
            MemberOut(teams.set_lead(request.person, team_id=team_id, person_id=person_id, **given)).data
        )

    @extend_schema(
        operation_id="care_teams_remove_member", request=None, responses={204: None}, tags=["teams"]
    )
    def delete(self, request: PersonRequest, team_id: UUID, person_id: UUID) -> Response:
        """End a membership; at once she sees none of the team's mothers (administrators)."""
        teams.remove_member(request.person, team_id=team_id, person_id=person_id, at=request.received_at)
        return Response(status=204)


class Cares(PersonAPIView):
    """Whom a team cares for."""

    roles: ClassVar = ADMINISTRATORS

    @extend_schema(
        operation_id="care_teams_assign_mother",
        request=CareIn,
        responses={201: CaredForOut, 200: CaredForOut},
        tags=["teams"],
    )
    def post(self, request: PersonRequest, team_id: UUID) -> Response:
        """Let a team care for a mother (administrators)."""
        given = CareIn.parse(request)
        care, created = teams.assign_mother(
            request.person, team_id=team_id, mother_id=given["mother"], at=request.received_at
        )
        return Response(CaredForOut(care).data, status=201 if created else 200)


class Care(PersonAPIView):
    """One care."""

    roles: ClassVar = ADMINISTRATORS

    @extend_schema(operation_id="care_teams_end_care", request=None, responses={204: None}, tags=["teams"])
    def delete(self, request: PersonRequest, team_id: UUID, mother_id: UUID) -> Response:
        """End the care of a mother by a team (administrators)."""
        teams.end_care(request.person, team_id=team_id, mother_id=mother_id, at=request.received_at)
        return Response(status=204)


def _detail(request: PersonRequest, team_id: UUID) -> dict[str, object]:
    team = selectors.care_team(request.person, team_id)
    if team is None:
        raise NotVisible
    return dict(CareTeamDetailOut(team).data)
