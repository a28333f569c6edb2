"""/api/v1/silences: parts of the house (administrators). /api/v1/expectations: what is awaited of mothers."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.accounts.models import Role
from apps.expectations import selectors
from apps.expectations.api import serializers as out
from apps.expectations.services import paging
from apps.foundation.api import PersonAPIView, PersonRequest
from apps.foundation.schema import page_of

TAGS = ["silence"]


class Silences(PersonAPIView):
    """Parts of the house that fell silent, now and before."""

    roles: ClassVar = frozenset({Role.ADMINISTRATOR})

    @extend_schema(operation_id="silences_list", responses=page_of(out.SilenceOut), tags=TAGS)
    def get(self, request: PersonRequest) -> Response:
        """List silences, newest first, each with whom it was told to."""
        return self.paged(selectors.pages(), out.SilenceOut)


class SilenceTaking(PersonAPIView):
    """«I take it»."""

    roles: ClassVar = frozenset({Role.ADMINISTRATOR})

    @extend_schema(operation_id="silences_take", request=None, responses={200: out.SilenceOut}, tags=TAGS)
    def post(self, request: PersonRequest, silence_id: UUID) -> Response:
        """Take a silence: nobody else is called. 409 `page_taken` names who was first."""
        paging.take(request.person, page_id=silence_id, at=request.received_at)
        return Response(out.SilenceOut(selectors.pages().get(public_id=silence_id)).data)


class Expectations(PersonAPIView):
    """What is awaited of mothers, what has come and what is late."""

    roles: ClassVar = frozenset({Role.CLINICIAN})

    @extend_schema(
        operation_id="expectations_list",
        parameters=[out.ExpectationQuery],
        responses=page_of(out.ExpectationOut),
        tags=TAGS,
    )
    def get(self, request: PersonRequest) -> Response:
        """List what is awaited of the mothers in one's care, the latest due first."""
        asked = out.ExpectationQuery.parse_query(request)
        rows = selectors.expectations_visible_to(request.person)
        if "mother" in asked:
            rows = rows.filter(subject__public_id=asked["mother"])
        if "state" in asked:
            rows = rows.filter(state=asked["state"])
        return self.paged(rows, out.ExpectationOut)
