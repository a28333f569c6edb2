"""The gap ledger: who lost which second, and what came late."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.foundation.api import PersonAPIView, PersonRequest
from apps.monitoring.rules.gap_words import sentence
from apps.monitoring.rules.gaps import Stretch, Why
from apps.monitoring.selectors.gaps import gap_ledger
from apps.recordings.api.receiving import ROLES, TAGS
from apps.recordings.models import Cause


class LedgerStretchOut(serializers.Serializer):
    """Whole seconds that one loser lost, or that came late for one reason."""

    start_s = serializers.IntegerField(help_text="Seconds since the start of the recording.")
    end_s = serializers.IntegerField(help_text="The first second after it.")
    cause = serializers.ChoiceField(choices=Cause.choices, source="loser", help_text="Who lost it.")
    finding = serializers.ChoiceField(
        choices=[why.value for why in Why], source="why", help_text="What names the loser."
    )
    sentence = serializers.SerializerMethodField(help_text="The finding in the reader's language.")
    missing = serializers.BooleanField(
        source="is_missing",
        help_text="True: nothing was measured or it has not arrived. False: it came late.",
    )
    late_s = serializers.FloatField(
        allow_null=True, help_text="How late the latest of it came; null: missing."
    )

    def get_sentence(self, stretch: Stretch) -> str:
        return sentence(stretch)


class SecondsOut(serializers.Serializer):
    """Seconds by loser; who lost none is left out."""

    sensor = serializers.IntegerField(required=False, min_value=1, help_text="No contact, or silent.")
    bluetooth = serializers.IntegerField(required=False, min_value=1, help_text="Between sensor and phone.")
    phone = serializers.IntegerField(required=False, min_value=1, help_text="Asleep, or the app not running.")
    network = serializers.IntegerField(required=False, min_value=1, help_text="Between phone and service.")
    server = serializers.IntegerField(required=False, min_value=1, help_text="The service itself.")
    unknown = serializers.IntegerField(required=False, min_value=1, help_text="Not known, or not yet.")


class LedgerOut(serializers.Serializer):
    """What is missing of a recording or came late, and who lost it."""

    as_of = serializers.DateTimeField(help_text="When it was judged: what is missing may come later.")
    by_frames = serializers.BooleanField(
        help_text="True: it came frame by frame, so that the service can tell. False: only what the client says."
    )
    stretches = LedgerStretchOut(many=True, help_text="In order of time.")
    missing_s = SecondsOut(help_text="Seconds that are missing.")
    late_s = SecondsOut(help_text="Seconds that came late.")


class GapLedger(PersonAPIView):
    """Who lost which second."""

    roles: ClassVar = ROLES

    @extend_schema(operation_id="recordings_gap_ledger", tags=TAGS, responses=LedgerOut)
    def get(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Read which seconds are missing or came late, and who lost each: sensor, Bluetooth, phone, network or us."""
        found = gap_ledger(request.person, recording_id, at=request.received_at)
        return Response(LedgerOut(found).data)
