"""What a care team lets nobody offer to a mother."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.foundation.api import PersonRequest, StrictSerializer
from apps.foundation.schema import LIST_PARAMETERS, page_of
from apps.plans.models import VetoCategory
from apps.plans.models.vetoes import LONGEST_REASON
from apps.plans.selectors.vetoes import vetoes_of
from apps.plans.services import vetoes
from apps.pregnancies.api.views import CareView

TAGS: Final = ["plans"]


class VetoIn(StrictSerializer):
    """What is not to be offered, and why."""

    category = serializers.ChoiceField(VetoCategory.choices)
    reason = serializers.CharField(max_length=LONGEST_REASON, help_text="The mother can read it.")


class VetoOut(serializers.Serializer):
    """A category that is not offered, until somebody lifts it."""

    id = serializers.UUIDField(source="public_id")
    category = serializers.ChoiceField(VetoCategory.choices)
    reason = serializers.CharField()
    made_by = serializers.CharField(source="made_by.get_full_name")
    made_at = serializers.DateTimeField()
    lifted_at = serializers.DateTimeField(allow_null=True)


class OfferVetoes(CareView):
    """Vetoes of a pregnancy."""

    @extend_schema(
        operation_id="offer_vetoes_list", tags=TAGS, parameters=LIST_PARAMETERS, responses=page_of(VetoOut)
    )
    def get(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """List what the care team lets nobody offer, lifted vetoes too, newest first."""
        return self.paged(vetoes_of(request.person, self.pregnancy(pregnancy_id)), VetoOut)

    @extend_schema(
        operation_id="offer_vetoes_make", tags=TAGS, request=VetoIn, responses={201: VetoOut, 200: VetoOut}
    )
    def post(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """Let nobody offer a category to this mother (clinicians). Where that holds already, that veto answers."""
        given = VetoIn.parse(request)
        row, is_new = vetoes.veto(request.person, pregnancy_id=pregnancy_id, at=request.received_at, **given)
        return self.made(VetoOut, row, created=is_new)


class VetoLifting(CareView):
    """The end of a veto."""

    @extend_schema(operation_id="offer_vetoes_lift", tags=TAGS, request=None, responses=VetoOut)
    def post(self, request: PersonRequest, pregnancy_id: UUID, veto_id: UUID) -> Response:
        """Let it be offered again (clinicians). Again changes nothing."""
        row = vetoes.lift(request.person, pregnancy_id=pregnancy_id, veto_id=veto_id, at=request.received_at)
        return Response(VetoOut(row).data)
