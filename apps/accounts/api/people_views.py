"""Who has an account: for administrators."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.accounts import selectors
from apps.accounts.api.serializers import AccountOut, InvitationIn, PeopleQuery
from apps.accounts.models import Role
from apps.accounts.services import people
from apps.foundation.api import PersonAPIView, PersonRequest
from apps.foundation.schema import page_of

ADMINISTRATORS = frozenset({Role.ADMINISTRATOR})


class People(PersonAPIView):
    """Everybody who works here, and mothers by their whole address."""

    roles: ClassVar = ADMINISTRATORS

    @extend_schema(
        operation_id="people_list", parameters=[PeopleQuery], responses=page_of(AccountOut), tags=["people"]
    )
    def get(self, request: PersonRequest) -> Response:
        """List people, newest first (administrators)."""
        asked = PeopleQuery.parse_query(request)
        found = selectors.people(role=asked.get("role", ""), email=asked.get("email", ""))
        return self.paged(found, AccountOut)

    @extend_schema(
        operation_id="people_invite", request=InvitationIn, responses={201: AccountOut}, tags=["people"]
    )
    def post(self, request: PersonRequest) -> Response:
        """Invite a clinician, partner or administrator; a code follows by e-mail (administrators)."""
        person = people.invite(request.person, at=request.received_at, **InvitationIn.parse(request))
        return Response(AccountOut(person).data, status=201)


class PersonInvitation(PersonAPIView):
    """A new code for somebody who has not come in yet."""

    roles: ClassVar = ADMINISTRATORS

    @extend_schema(
        operation_id="people_invite_again", request=None, responses={202: AccountOut}, tags=["people"]
    )
    def post(self, request: PersonRequest, person_id: UUID) -> Response:
        """Send a new code by e-mail; older ones no longer work (administrators)."""
        person = people.invite_again(request.person, person_id=person_id, at=request.received_at)
        return Response(AccountOut(person).data, status=202)


class PersonDeactivation(PersonAPIView):
    """The end of an account's use."""

    roles: ClassVar = ADMINISTRATORS

    @extend_schema(
        operation_id="people_deactivate", request=None, responses={200: AccountOut}, tags=["people"]
    )
    def post(self, request: PersonRequest, person_id: UUID) -> Response:
        """Shut somebody out at once; all her sessions end (administrators)."""
        person = people.deactivate(request.person, person_id=person_id, at=request.received_at)
        return Response(AccountOut(person).data)
