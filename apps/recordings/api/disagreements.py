"""Where clinicians disagree with an analysis: for the care team."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from apps.foundation.api import PersonAPIView, PersonRequest, StrictSerializer
from apps.recordings import disagreements
from apps.recordings.api.fields import Seconds
from apps.recordings.api.plain_versions import TEAM
from apps.recordings.api.receiving import TAGS
from apps.recordings.models import LONGEST_S, Disagreement, Disputed, EventKind
from apps.recordings.services import disagreeing
from apps.recordings.services.disagreeing import Said

SAID = [choice for choice in Disputed.choices if choice[0] != Disputed.TAKEN_BACK]


class DisagreementIn(StrictSerializer):
    """What you disagree with."""

    analysis_id = serializers.UUIDField(help_text="The analysis that you looked at.")
    about = serializers.ChoiceField(
        choices=SAID, help_text="A rule's answer, an event, a stretch of baseline, a missed event."
    )
    fetus = serializers.IntegerField(
        min_value=1, max_value=2, required=False, default=1, help_text="1: the first rate, 2: the second one."
    )
    rule_set = serializers.CharField(
        max_length=24, required=False, default="", allow_blank=True, help_text="Of a rule's answer."
    )
    rule_code = serializers.CharField(
        max_length=40, required=False, default="", allow_blank=True, help_text="Of a rule's answer."
    )
    event_kind = serializers.ChoiceField(
        choices=EventKind.choices, required=False, default="", allow_blank=True, help_text="Of an event."
    )
    start_s = Seconds(
        required=False,
        default=None,
        allow_null=True,
        min_value=0,
        max_value=LONGEST_S,
        help_text="Of a stretch.",
    )
    end_s = Seconds(
        required=False,
        default=None,
        allow_null=True,
        min_value=0,
        max_value=LONGEST_S,
        help_text="Of a stretch.",
    )
    note = serializers.CharField(
        max_length=1_000, required=False, default="", allow_blank=True, help_text="Why, in your words."
    )


class TakeBackIn(StrictSerializer):
    """A mark no longer holds."""

    note = serializers.CharField(
        max_length=1_000, required=False, default="", allow_blank=True, help_text="Why, in your words."
    )


class DisagreementOut(serializers.Serializer):
    """A row: what somebody disagrees with, or that she took it back."""

    id = serializers.UUIDField(source="public_id", help_text="Its name.")
    recording = serializers.UUIDField(source="recording.public_id", help_text="The recording.")
    analysis = serializers.UUIDField(
        source="analysis.public_id", help_text="The analysis that she looked at."
    )
    about = serializers.ChoiceField(choices=Disputed.choices, help_text="What it is about.")
    words = serializers.SerializerMethodField(help_text="The same in the reader's language.")
    fetus = serializers.IntegerField(
        min_value=1, max_value=2, help_text="1: the first rate, 2: the second one."
    )
    rule_set = serializers.CharField(help_text="Of a rule's answer; else empty.")
    rule_code = serializers.CharField(help_text="Of a rule's answer; else empty.")
    event_kind = serializers.CharField(help_text="Of an event; else empty.")
    start_s = serializers.FloatField(allow_null=True, help_text="Of a stretch; else null.")
    end_s = serializers.FloatField(allow_null=True, help_text="Of a stretch; else null.")
    note = serializers.CharField(help_text="In her words.")
    author = serializers.CharField(source="author.get_full_name", help_text="Who.")
    said_at = serializers.DateTimeField(help_text="When.")
    takes_back = serializers.SerializerMethodField(help_text="The row that no longer holds; null: none.")

    def get_words(self, row: Disagreement) -> str:
        return str(row.get_about_display()) if row.takes_back else disagreements.in_words(row)

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_takes_back(self, row: Disagreement) -> str | None:
        return str(row.takes_back.public_id) if row.takes_back else None


class DisagreementsOut(serializers.Serializer):
    """Every row of a recording."""

    disagreements = DisagreementOut(many=True, help_text="Oldest first, those that were taken back included.")


class Disagreements(PersonAPIView):
    """Where clinicians disagree."""

    roles: ClassVar = TEAM

    @extend_schema(operation_id="disagreements_list", tags=TAGS, responses=DisagreementsOut)
    def get(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Read every mark, and what was taken back."""
        found = disagreements.disagreements_of(request.person, recording_id)
        return Response(DisagreementsOut({"disagreements": found}).data)

    @extend_schema(
        operation_id="disagreements_mark", tags=TAGS, request=DisagreementIn, responses={201: DisagreementOut}
    )
    def post(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Mark where you disagree. Only an obstetrician or a midwife of the mother's team."""
        given = DisagreementIn.parse(request)
        analysis_id = given.pop("analysis_id")
        row = disagreeing.disagree(
            request.person,
            recording_id=recording_id,
            analysis_id=analysis_id,
            said=Said(**given),
            at=request.received_at,
        )
        return Response(DisagreementOut(row).data, status=201)


class TakenBack(PersonAPIView):
    """A mark is taken back."""

    roles: ClassVar = TEAM

    @extend_schema(
        operation_id="disagreements_take_back",
        tags=TAGS,
        request=TakeBackIn,
        responses={201: DisagreementOut},
    )
    def post(self, request: PersonRequest, recording_id: UUID, disagreement_id: UUID) -> Response:
        """Take your own mark back; both rows stay."""
        row = disagreeing.take_back(
            request.person,
            recording_id=recording_id,
            disagreement_id=disagreement_id,
            at=request.received_at,
            **TakeBackIn.parse(request),
        )
        return Response(DisagreementOut(row).data, status=201)
