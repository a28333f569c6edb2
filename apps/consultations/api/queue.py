"""The queue, and who answers for a consultation."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from apps.accounts.models import Role
from apps.consultations.api import clinic_inputs as inputs
from apps.consultations.api import clinic_serializers as out
from apps.consultations.api.representations import thread_json
from apps.consultations.api.serializers import ThreadOut
from apps.consultations.selectors import thread_visible_to
from apps.consultations.selectors.panel import panel_of
from apps.consultations.selectors.queue import TABS, queue
from apps.consultations.services import queue as services
from apps.foundation.api import PersonAPIView, PersonRequest

TAGS = ["consultations"]


class ClinicView(PersonAPIView):
    """The base of what only clinicians do; which mother's it is, is a matter of visibility."""

    roles: ClassVar = frozenset({Role.CLINICIAN})

    def thread(self, thread_id: UUID) -> Response:
        """Answer a consultation as it is now."""
        person = self.request.person
        return Response(thread_json(thread_visible_to(person, thread_id), person))

    def made(self, serializer: type, row: Any, created: bool) -> Response:
        """Answer 201 for a new object, 200 where the same client id was sent before."""
        data = serializer(row, context={"request": self.request}).data
        return Response(data, status=201 if created else 200)


class Queue(ClinicView):
    """What waits for an answer."""

    @extend_schema(
        operation_id="consultations_queue",
        tags=TAGS,
        parameters=[
            OpenApiParameter("tab", OpenApiTypes.STR, enum=list(TABS), description="unclaimed unless told.")
        ],
        responses=out.QueueOut,
    )
    def get(self, request: PersonRequest) -> Response:
        """Read one tab of the queue of your teams: worst first, then what is due next; with every count."""
        asked = inputs.QueueQuery.parse_query(request)
        return Response(out.QueueOut(queue(request.person, at=request.received_at, tab=asked["tab"])).data)


class Claim(ClinicView):
    """Who answers."""

    @extend_schema(operation_id="consultations_claim", tags=TAGS, request=None, responses=ThreadOut)
    def post(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Answer for a consultation from now on. 409 `held_by_another` names who was first."""
        services.claim(request.person, thread_id=thread_id, at=request.received_at)
        return self.thread(thread_id)


class GiveBack(ClinicView):
    """Nobody answers any more."""

    @extend_schema(operation_id="consultations_give_back", tags=TAGS, request=None, responses=ThreadOut)
    def post(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Give a consultation of your own back to the queue."""
        services.give_back(request.person, thread_id=thread_id, at=request.received_at)
        return self.thread(thread_id)


class HandOver(ClinicView):
    """Somebody else answers from now on."""

    @extend_schema(
        operation_id="consultations_hand_over", tags=TAGS, request=inputs.HandOverIn, responses=ThreadOut
    )
    def post(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Hand a consultation over to a colleague, or to whoever is on duty, with a note that no mother sees."""
        given = inputs.HandOverIn.parse(request)
        services.hand_over(request.person, thread_id=thread_id, at=request.received_at, **given)
        return self.thread(thread_id)


class ThreadUrgency(ClinicView):
    """How urgent it is."""

    @extend_schema(
        operation_id="consultations_set_urgency", tags=TAGS, request=inputs.UrgencyIn, responses=ThreadOut
    )
    def put(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Say how urgent a consultation is; lowering it is for obstetricians and midwives."""
        given = inputs.UrgencyIn.parse(request)
        services.set_urgency(request.person, thread_id=thread_id, at=request.received_at, **given)
        return self.thread(thread_id)


class Panel(ClinicView):
    """What stands beside a conversation."""

    @extend_schema(operation_id="consultations_panel", tags=TAGS, responses=out.PanelOut)
    def get(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Read week, risks, allergies, the latest recording, open alerts and measurements of the mother."""
        return Response(out.PanelOut(panel_of(request.person, thread_id, at=request.received_at)).data)
