"""A person's own things: herself, her consents, who looked at her."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.accounts import consent_texts, selectors
from apps.accounts.api.serializers import (
    AccessLogEntryOut,
    ConsentIn,
    ConsentOut,
    ConsentsOut,
    MeIn,
    MeOut,
    text_json,
)
from apps.accounts.models import ConsentKind, Role
from apps.accounts.services import consents, people
from apps.foundation.api import PersonAPIView, PersonRequest
from apps.foundation.schema import LIST_PARAMETERS, page_of


class Me(PersonAPIView):
    """The person who is signed in."""

    @extend_schema(operation_id="me_read", responses=MeOut, tags=["people"])
    def get(self, request: PersonRequest) -> Response:
        """Read yourself."""
        return Response(MeOut(request.person).data)

    @extend_schema(operation_id="me_change", request=MeIn, responses=MeOut, tags=["people"])
    def patch(self, request: PersonRequest) -> Response:
        """Change your name, language, time zone or units."""
        return Response(MeOut(people.change_own(request.person, **MeIn.parse(request))).data)


class Consents(PersonAPIView):
    """What a mother is asked, and what she answered."""

    roles: ClassVar = frozenset({Role.MOTHER})

    @extend_schema(operation_id="consents_list", responses=ConsentsOut, tags=["people"])
    def get(self, request: PersonRequest) -> Response:
        """Read the current texts, and what you have agreed to."""
        texts = [
            text_json(consent_texts.current(kind), request.person.language) for kind in ConsentKind.values
        ]
        return Response(ConsentsOut({"texts": texts, "consents": selectors.consents_of(request.person)}).data)

    @extend_schema(
        operation_id="consents_give",
        request=ConsentIn,
        responses={201: ConsentOut, 200: ConsentOut},
        tags=["people"],
    )
    def post(self, request: PersonRequest) -> Response:
        """Agree to a text. Another version than the current one is refused with 409, which names that one."""
        given = {"language": request.person.language, **ConsentIn.parse(request)}
        consent, created = consents.give(request.person, at=request.received_at, **given)
        return Response(ConsentOut(consent).data, status=201 if created else 200)


class ConsentWithdrawal(PersonAPIView):
    """The end of a consent."""

    roles: ClassVar = frozenset({Role.MOTHER})

    @extend_schema(
        operation_id="consents_withdraw", request=None, responses={200: ConsentOut}, tags=["people"]
    )
    def post(self, request: PersonRequest, consent_id: UUID) -> Response:
        """Withdraw a consent; the row stays."""
        consent = consents.withdraw(request.person, consent_id=consent_id, at=request.received_at)
        return Response(ConsentOut(consent).data)


class AccessLog(PersonAPIView):
    """Who looked at her."""

    roles: ClassVar = frozenset({Role.MOTHER})

    @extend_schema(
        operation_id="access_log_list",
        parameters=LIST_PARAMETERS,
        responses=page_of(AccessLogEntryOut),
        tags=["people"],
    )
    def get(self, request: PersonRequest) -> Response:
        """Read who looked at your data, newest first."""
        return self.paged(selectors.access_log_of(request.person), AccessLogEntryOut)
