"""Readings written by hand under /api/v1/observations/by-hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.foundation.api import PersonRequest, StrictSerializer
from apps.foundation.api.fields import StrictPart, ZonedMoment, ZoneName
from apps.foundation.severity import Severity
from apps.observations import telling_her
from apps.observations.api.charts import SourceOut
from apps.observations.api.reading import OF_MOTHER, TAGS, ObservationView
from apps.observations.api.serializers import ObservationOut, OfMotherQuery
from apps.observations.models import Observation
from apps.observations.rules.advice import Advice, Do
from apps.observations.rules.by_hand import (
    BY_HAND,
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_UNIT,
    PARTS_MM,
    POSITIONS,
    Written,
)
from apps.observations.rules.days import NOWHERE, UNKNOWN_OFFSETS
from apps.observations.rules.glucose import Slot
from apps.observations.rules.measures import GRADES
from apps.observations.rules.symptoms import Strength, symptoms
from apps.observations.selectors.meaning import advice_on
from apps.observations.services import by_hand
from apps.observations.services.by_hand import Given
from apps.pregnancies.models import LABELS

SLOTS: Final = tuple(str(one) for one in Slot)
STRENGTHS: Final = tuple(str(one) for one in Strength)
DOS: Final = tuple(str(one) for one in Do)


class MomentOfReading(ZonedMoment):
    """A moment; `Z` and `-00:00` say nothing of where she was."""

    def to_internal_value(self, data: Any) -> datetime:
        """Return an aware datetime in its own offset, or in `NOWHERE`."""
        moment = super().to_internal_value(data)
        return moment.replace(tzinfo=NOWHERE) if data.endswith(UNKNOWN_OFFSETS) else moment


class BiometryIn(StrictPart):
    """Ultrasound measures of one fetus, in mm; what was not measured is left out."""

    bpd_mm = serializers.FloatField(required=False)
    hc_mm = serializers.FloatField(required=False)
    ac_mm = serializers.FloatField(required=False)
    fl_mm = serializers.FloatField(required=False)


class ReadingGiven(StrictSerializer):
    """A reading written by hand. Which fields it needs depends on the measure; a refusal names the one that lacks."""

    measure = serializers.ChoiceField(BY_HAND)
    taken_at = MomentOfReading(help_text="When it was measured, felt or sampled.")
    ended_at = MomentOfReading(required=False, help_text="End of a session of movements.")
    zone_name = ZoneName(required=False, allow_blank=True, default="", max_length=64)
    value = serializers.FloatField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Systolic pressure; movements that were counted.",
    )
    second_value = serializers.FloatField(
        required=False, allow_null=True, default=None, help_text="Diastolic pressure."
    )
    unit = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=LONGEST_UNIT,
        help_text="Left out: the usual one.",
    )
    is_sure = serializers.BooleanField(
        required=False, default=False, help_text="The value is meant in this unit (after `unit_doubtful`)."
    )
    relation_to_meal = serializers.ChoiceField(SLOTS, required=False, default="", allow_blank=True)
    position = serializers.ChoiceField(POSITIONS, required=False, default="", allow_blank=True)
    is_less = serializers.BooleanField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Fewer movements than usual, or different ones. Asked before any count.",
    )
    symptom = serializers.ChoiceField(tuple(symptoms()), required=False, default="", allow_blank=True)
    strength = serializers.ChoiceField(STRENGTHS, required=False, default="", allow_blank=True)
    since = ZonedMoment(required=False, help_text="When a symptom began.")
    grade = serializers.ChoiceField(GRADES, required=False, default="", allow_blank=True)
    name = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=LONGEST_NAME,
        help_text="Of another laboratory value.",
    )
    fetus = serializers.ChoiceField(tuple(LABELS), required=False, default="", allow_blank=True)
    measured_by = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_NAME)
    biometry = BiometryIn(required=False)
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_NOTE)

    def validate_biometry(self, parts: dict[str, Any]) -> dict[str, Any]:
        """Keep the order of the table, so that the same scan is the same row."""
        return {name: parts[name] for name in PARTS_MM if name in parts}


class ReadingIn(ReadingGiven):
    """A reading to note."""

    id = serializers.UUIDField(help_text="Made by the client.")


class ReadingCorrection(ReadingGiven):
    """A reading, whole, as it should have been."""

    seen_version = serializers.IntegerField(min_value=1, help_text="The version that was before her.")


class AdviceOut(serializers.Serializer):
    """What the reading asks her to do. Nothing to do does not mean that all is well."""

    do = serializers.ChoiceField(DOS)
    severity = serializers.ChoiceField(Severity.choices)
    sentence = serializers.CharField(allow_blank=True, help_text="In the language of the request.")
    limit = serializers.CharField(allow_null=True, help_text="The rule's row that says so.")
    origin = SourceOut(allow_null=True)


class NotedReadingOut(serializers.Serializer):
    """A reading, and what it asks for."""

    reading = ObservationOut()
    advice = AdviceOut()


def given_from(asked: dict[str, Any]) -> Given:
    """Return what a checked body says."""
    moments = {name: asked.pop(name) for name in ("taken_at", "ended_at", "zone_name") if name in asked}
    public_id = asked.pop("id", None)
    parts = asked.pop("biometry", {})
    since = asked.pop("since", None)
    written = Written(**asked, parts_mm=parts, since="" if since is None else since.isoformat())
    return Given(written, public_id=public_id, **moments)


def noted(row: Observation, found: Advice) -> dict[str, Any]:
    """Return a reading with what it asks for."""
    limit = found.limit
    origin = limit.origin if limit else None
    return {
        "reading": row,
        "advice": {
            "do": str(found.do),
            "severity": str(found.severity),
            "sentence": telling_her.sentence(found.do),
            "limit": limit.id if limit else None,
            "origin": origin,
        },
    }


class ByHand(ObservationView):
    """Readings that somebody writes down."""

    @extend_schema(
        operation_id="observations_by_hand_note",
        tags=TAGS,
        parameters=[OF_MOTHER],
        request=ReadingIn,
        responses={201: NotedReadingOut, 200: NotedReadingOut},
    )
    def post(self, request: PersonRequest) -> Response:
        """Note a reading: a mother what she measures, feels and counts; clinicians theirs, laboratory and scans."""
        asked = ReadingIn.parse(request)
        mother = self.mother(OfMotherQuery.parse_query(request).get("mother"))
        row, is_new = by_hand.note_reading(
            request.person, mother=mother, given=given_from(asked), at=request.received_at
        )
        return Response(NotedReadingOut(noted(row, advice_on(row))).data, status=201 if is_new else 200)


class OneByHand(ObservationView):
    """One reading that somebody wrote down."""

    @extend_schema(
        operation_id="observations_by_hand_correct",
        tags=TAGS,
        request=ReadingCorrection,
        responses=NotedReadingOut,
    )
    def put(self, request: PersonRequest, observation_id: UUID) -> Response:
        """Correct a reading, whole; the version before stays in its history. Hers if she wrote it, else her team's."""
        asked = ReadingCorrection.parse(request)
        seen_version = asked.pop("seen_version")
        row = by_hand.correct_reading(
            request.person,
            reading_id=observation_id,
            seen_version=seen_version,
            given=given_from(asked),
            at=request.received_at,
        )
        return Response(NotedReadingOut(noted(row, advice_on(row))).data)

    @extend_schema(operation_id="observations_by_hand_delete", tags=TAGS, request=None, responses={204: None})
    def delete(self, request: PersonRequest, observation_id: UUID) -> Response:
        """Delete a reading; it can be brought back."""
        by_hand.delete_reading(request.person, reading_id=observation_id, at=request.received_at)
        return Response(status=204)


class Restored(ObservationView):
    """A deletion that is taken back."""

    @extend_schema(
        operation_id="observations_by_hand_restore", tags=TAGS, request=None, responses=NotedReadingOut
    )
    def post(self, request: PersonRequest, observation_id: UUID) -> Response:
        """Bring a deleted reading back."""
        row = by_hand.restore_reading(request.person, reading_id=observation_id, at=request.received_at)
        return Response(NotedReadingOut(noted(row, advice_on(row))).data)
