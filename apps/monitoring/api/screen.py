"""What a mother sees while she records, and what she tells meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.accounts.models import Role
from apps.foundation.api import PersonAPIView, PersonRequest, StrictSerializer
from apps.foundation.api.fields import StrictPart
from apps.monitoring import calling
from apps.monitoring.rules import coach
from apps.monitoring.rules.coach import Code
from apps.monitoring.rules.screens import Screen
from apps.monitoring.selectors.mother_words import words_about
from apps.monitoring.selectors.screen import screen_of
from apps.monitoring.services import telling
from apps.monitoring.services.telling import Complaint
from apps.observations.rules.by_hand import LONGEST_NOTE
from apps.observations.rules.symptoms import Strength, symptoms
from apps.recordings.models import Recording
from apps.recordings.selectors import recording_visible_to

ROLES = frozenset({Role.MOTHER, Role.CLINICIAN})
TAGS = ["recordings"]
MOST_COMPLAINTS = 20


class CoachOut(serializers.Serializer):
    """What is said of the signal. It is no news of the baby."""

    code = serializers.ChoiceField(choices=[one.value for one in Code], help_text="A stable code.")
    says = serializers.CharField(help_text="What is the matter.")
    do = serializers.CharField(help_text="What to do.")


class AboutTraceOut(serializers.Serializer):
    """What she is told of an alert that rests on this recording."""

    rule = serializers.CharField(source="rule_id", help_text="Which rule has called somebody.")
    says = serializers.CharField(help_text="What she is told; neutral unless her team stands for more.")
    do = serializers.CharField(help_text="What to do.")
    calls = serializers.BooleanField(help_text="She is to phone now.")


class ScreenOut(serializers.Serializer):
    """One of few screens; none of them says that anything is well."""

    screen = serializers.ChoiceField(choices=[one.value for one in Screen], help_text="A stable code.")
    title = serializers.CharField(help_text="The line on top, in the reader's language.")
    text = serializers.CharField(help_text="What to do.")
    because = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of what asks for it, the most urgent first."
    )
    calls = serializers.BooleanField(help_text="She is to phone: show the numbers large.")
    phone = serializers.CharField(help_text="Of her maternity unit; empty: not known.")
    emergency_number = serializers.CharField(help_text="Empty: not known.")
    emergency_text = serializers.CharField(help_text="Whom to ring in an emergency, as a sentence.")
    coach = CoachOut(allow_null=True, help_text="Beside the screen; null: nothing is said of the signal now.")
    about_trace = AboutTraceOut(many=True, help_text="Open alerts of this recording, the worst first.")
    at = serializers.DateTimeField(help_text="Of which moment.")


def screen_json(recording: Recording, *, at: datetime) -> dict[str, Any]:
    """Return what the mother of a recording sees, in the language of the request."""
    language = get_language() or "en"
    shown, numbers = screen_of(recording, at=at), calling.numbers_of(recording.subject)
    said = None
    if shown.coach is not None:
        says, do = coach.words(shown.coach, language)
        said = {"code": shown.coach.value, "says": says, "do": do}
    given = {
        "screen": shown.seen.screen.value,
        "title": shown.seen.title(language),
        "text": shown.seen.text(language),
        "because": list(shown.seen.because),
        "calls": shown.seen.screen.calls,
        "phone": numbers.phone,
        "emergency_number": numbers.emergency_number,
        "emergency_text": numbers.emergency_text,
        "coach": said,
        "about_trace": words_about(recording, language=language),
        "at": at,
    }
    return dict(ScreenOut(given).data)


class ComplaintIn(StrictPart):
    """A symptom that she ticks."""

    id = serializers.UUIDField(required=False, help_text="Made by the phone; the same again changes nothing.")
    symptom = serializers.ChoiceField(tuple(symptoms()), help_text="Which.")
    strength = serializers.ChoiceField(tuple(one.value for one in Strength), help_text="How strong.")
    note = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_NOTE, help_text="In her own words."
    )


class ComplaintsIn(StrictSerializer):
    """What she tells while she records."""

    symptoms = serializers.ListField(
        child=ComplaintIn(), min_length=1, max_length=MOST_COMPLAINTS, help_text="One or more."
    )


class ScreenOfRecording(PersonAPIView):
    """What a mother sees of her recording."""

    roles: ClassVar = ROLES

    @extend_schema(operation_id="recordings_screen", tags=TAGS, responses=ScreenOut)
    def get(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Read what she sees now. Her team may see the same."""
        recording = recording_visible_to(request.person, recording_id)
        return Response(screen_json(recording, at=request.received_at))


class Symptoms(PersonAPIView):
    """What a mother tells while she records."""

    roles: ClassVar = ROLES

    @extend_schema(
        operation_id="recordings_tell", tags=TAGS, request=ComplaintsIn, responses={201: ScreenOut}
    )
    def post(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Tell what you feel: a person is told at once. Answers what you see from now on."""
        complaints = [
            Complaint(one["symptom"], one["strength"], one["note"], one.get("id"))
            for one in ComplaintsIn.parse(request)["symptoms"]
        ]
        telling.tell(request.person, recording_id=recording_id, complaints=complaints, at=request.received_at)
        recording = recording_visible_to(request.person, recording_id)
        return Response(screen_json(recording, at=request.received_at), status=201)
