"""The gate before a recording at home: what it says and why, and what clinicians do about it."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from apps.accounts.models import Role
from apps.alerts.selectors.limits import team_seen_by
from apps.foundation.api import PersonAPIView, PersonRequest, StrictSerializer
from apps.foundation.api.fields import ZonedMoment
from apps.foundation.schema import LIST_PARAMETERS, page_of
from apps.monitoring.models import AppliesTo, GateOpening, GateUse
from apps.monitoring.models_gate import LONGEST_PRACTICE, RESULTS, SHORTEST_PRACTICE
from apps.monitoring.rules import gate as rules
from apps.monitoring.selectors.gate import GateNow, checks_of, gate_now, in_words, setting_of
from apps.monitoring.services import gate as services
from apps.monitoring.services import gate_settings
from apps.pregnancies.api.views import CareView

TAGS = ["recordings"]
MOST_REASONS = 100


class ReasonOut(serializers.Serializer):
    """Why she may not begin a recording by herself, and what to do."""

    key = serializers.CharField(help_text="Its name for good; an opening names it.")
    id = serializers.CharField(help_text="Which rule of the table.")
    result = serializers.ChoiceField(choices=RESULTS, help_text="What it leads to.")
    can_open = serializers.BooleanField(help_text="Whether a clinician may open the gate in spite of it.")
    is_open = serializers.BooleanField(help_text="A clinician has, and it is in force.")
    says = serializers.CharField(help_text="The reason in plain words, in the reader's language.")
    do = serializers.CharField(help_text="What she can do about it.")


class OpeningOut(serializers.Serializer):
    """A clinician lets her record in spite of reasons."""

    id = serializers.UUIDField(source="public_id", help_text="Its name.")
    reasons = serializers.ListField(
        child=serializers.CharField(), source="keys", help_text="Keys of reasons."
    )
    reason = serializers.CharField(help_text="Why.")
    author = serializers.CharField(source="author.get_full_name", help_text="Name of the clinician.")
    from_at = serializers.DateTimeField(help_text="Since when.")
    until = serializers.DateTimeField(help_text="Until when.")
    closed_at = serializers.SerializerMethodField(help_text="When it was taken back; null: it was not.")
    closed_reason = serializers.SerializerMethodField(help_text="Why it was taken back; empty: it was not.")

    @extend_schema_field(serializers.DateTimeField(allow_null=True))
    def get_closed_at(self, opening: GateOpening) -> Any:
        return opening.closing.at if hasattr(opening, "closing") else None

    def get_closed_reason(self, opening: GateOpening) -> str:
        return opening.closing.reason if hasattr(opening, "closing") else ""


class PracticeOut(serializers.Serializer):
    """She practised with somebody of her team beside her."""

    id = serializers.UUIDField(source="public_id", help_text="Its name.")
    minutes = serializers.IntegerField(help_text="For how long.")
    practised_at = serializers.DateTimeField(help_text="When.")
    note = serializers.CharField(help_text="What her team noted.")
    recorded_by = serializers.CharField(source="recorded_by.get_full_name", help_text="Who says so.")
    withdrawn_at = serializers.DateTimeField(allow_null=True, help_text="When it was taken back; null: not.")
    withdrawn_reason = serializers.CharField(help_text="Why; empty: it was not.")


class GateOut(serializers.Serializer):
    """What the gate says now."""

    result = serializers.ChoiceField(choices=RESULTS, help_text="What it says.")
    may_record = serializers.BooleanField(help_text="Whether she may begin a recording by herself now.")
    is_opened = serializers.BooleanField(help_text="She may only since a clinician opened the gate.")
    rule_version = serializers.IntegerField(help_text="Version of the table.")
    applies_to = serializers.ChoiceField(choices=AppliesTo.choices, help_text="Which recordings of hers.")
    reasons = ReasonOut(many=True, help_text="Those that close it first, the worst of them on top.")
    practised_minutes = serializers.IntegerField(help_text="Practice that counts.")
    needed_minutes = serializers.IntegerField(help_text="Practice that the table asks for.")
    openings = OpeningOut(many=True, help_text="Newest first, those that ended too.")
    practices = PracticeOut(many=True, help_text="Newest first, those that were taken back too.")


def gate_json(now: GateNow) -> dict[str, Any]:
    """Return the gate as it is answered, in the language of the request."""
    decision = now.decision
    given = {
        "result": decision.result.value,
        "may_record": decision.may_record,
        "is_opened": decision.is_opened,
        "rule_version": decision.version,
        "applies_to": now.applies_to,
        "reasons": in_words(decision, get_language() or "en"),
        "practised_minutes": now.facts.practice_minutes,
        "needed_minutes": rules.limit("practice_minutes"),
        "openings": now.openings,
        "practices": now.practices,
    }
    return dict(GateOut(given).data)


class CheckReasonOut(serializers.Serializer):
    """A reason as it stood then."""

    key = serializers.CharField(help_text="Its name.")
    open = serializers.BooleanField(help_text="A clinician had opened the gate for it.")


class CheckOut(serializers.Serializer):
    """What the gate said once."""

    id = serializers.UUIDField(source="public_id", help_text="Its name.")
    use = serializers.ChoiceField(choices=GateUse.choices, help_text="Why it was asked, and what followed.")
    result = serializers.ChoiceField(choices=RESULTS, help_text="What it said.")
    reasons = CheckReasonOut(many=True, help_text="Every reason.")
    inputs = serializers.JSONField(help_text="What was known, as the rule took it.")
    rule_version = serializers.IntegerField(help_text="Version of the table.")
    asked_by = serializers.CharField(source="asked_by.get_full_name", help_text="Who.")
    at = serializers.DateTimeField(help_text="When.")


class OpeningIn(StrictSerializer):
    """Let her record in spite of reasons."""

    id = serializers.UUIDField(required=False, help_text="Made by the client; the same again answers 200.")
    reasons = serializers.ListField(
        child=serializers.CharField(max_length=80),
        required=False,
        max_length=MOST_REASONS,
        help_text="Keys of reasons; left out: every one that closes the gate and may be opened.",
    )
    reason = serializers.CharField(max_length=500, help_text="Why.")
    until = ZonedMoment(help_text="Until when, at most twelve weeks from now.")


class WhyIn(StrictSerializer):
    """Why something is taken back."""

    reason = serializers.CharField(max_length=500, help_text="Why.")


class PracticeIn(StrictSerializer):
    """She practised."""

    id = serializers.UUIDField(required=False, help_text="Made by the client; the same again answers 200.")
    minutes = serializers.IntegerField(min_value=SHORTEST_PRACTICE, max_value=LONGEST_PRACTICE)
    practised_at = ZonedMoment(help_text="When.")
    note = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class GateSettingOut(serializers.Serializer):
    """Which recordings of mothers' own the gate keeps out."""

    applies_to = serializers.ChoiceField(choices=AppliesTo.choices, help_text="What the team has chosen.")


class GateSettingIn(StrictSerializer):
    """What a team chooses."""

    applies_to = serializers.ChoiceField(choices=AppliesTo.choices, help_text="Which recordings.")


class RecordingGate(CareView):
    """Whether a mother may begin a recording by herself."""

    @extend_schema(operation_id="recording_gate_read", tags=TAGS, responses=GateOut)
    def get(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """Read what the gate says now, each reason in plain words with what to do."""
        return Response(gate_json(gate_now(self.pregnancy(pregnancy_id), at=request.received_at)))


class Openings(CareView):
    """What clinicians have opened the gate for."""

    @extend_schema(
        operation_id="recording_gate_open",
        tags=TAGS,
        request=OpeningIn,
        responses={201: OpeningOut, 200: OpeningOut},
    )
    def post(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """Let her record in spite of the reasons that you see, until an end (obstetricians, midwives)."""
        given = OpeningIn.parse(request)
        opening, is_new = services.open_gate(
            request.person,
            pregnancy_id=pregnancy_id,
            public_id=given.get("id"),
            keys=given.get("reasons"),
            reason=given["reason"],
            until=given["until"],
            at=request.received_at,
        )
        return self.made(OpeningOut, opening, is_new)


class OpeningClosed(CareView):
    """The early end of an opening."""

    @extend_schema(operation_id="recording_gate_close", tags=TAGS, request=WhyIn, responses=OpeningOut)
    def post(self, request: PersonRequest, pregnancy_id: UUID, opening_id: UUID) -> Response:
        """Take an opening back; again changes nothing (obstetricians, midwives)."""
        opening = services.close_again(
            request.person,
            pregnancy_id=pregnancy_id,
            opening_id=opening_id,
            at=request.received_at,
            **WhyIn.parse(request),
        )
        return Response(OpeningOut(opening).data)


class Practices(CareView):
    """Practice with somebody beside her."""

    @extend_schema(
        operation_id="recording_gate_practise",
        tags=TAGS,
        request=PracticeIn,
        responses={201: PracticeOut, 200: PracticeOut},
    )
    def post(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """Say that she practised with you (obstetricians, midwives)."""
        given = PracticeIn.parse(request)
        practice, is_new = services.note_practice(
            request.person,
            pregnancy_id=pregnancy_id,
            public_id=given.pop("id", None),
            at=request.received_at,
            **given,
        )
        return self.made(PracticeOut, practice, is_new)


class PracticeWithdrawn(CareView):
    """A practice that was noted wrongly."""

    @extend_schema(
        operation_id="recording_gate_withdraw_practice", tags=TAGS, request=WhyIn, responses=PracticeOut
    )
    def post(self, request: PersonRequest, pregnancy_id: UUID, practice_id: UUID) -> Response:
        """Take a practice back; again changes nothing (obstetricians, midwives)."""
        practice = services.withdraw_practice(
            request.person,
            pregnancy_id=pregnancy_id,
            practice_id=practice_id,
            at=request.received_at,
            **WhyIn.parse(request),
        )
        return Response(PracticeOut(practice).data)


class Checks(CareView):
    """What the gate said before."""

    @extend_schema(
        operation_id="recording_gate_checks",
        tags=TAGS,
        parameters=LIST_PARAMETERS,
        responses=page_of(CheckOut),
    )
    def get(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """List what the gate said, from which facts and by which version, newest first."""
        return self.paged(checks_of(request.person, self.pregnancy(pregnancy_id)), CheckOut)


class TeamGate(PersonAPIView):
    """Which recordings a team's gate keeps out."""

    roles: ClassVar = frozenset({Role.CLINICIAN})

    @extend_schema(operation_id="recording_gate_setting", tags=TAGS, responses=GateSettingOut)
    def get(self, request: PersonRequest, team_id: UUID) -> Response:
        """Read what one of your teams has chosen."""
        return self._answer(setting_of(team_seen_by(request.person, team_id)))

    @extend_schema(
        operation_id="recording_gate_set", tags=TAGS, request=GateSettingIn, responses=GateSettingOut
    )
    def put(self, request: PersonRequest, team_id: UUID) -> Response:
        """Choose for your team (its leads)."""
        given = GateSettingIn.parse(request)
        chosen = gate_settings.choose(
            request.person,
            team_id=team_id,
            applies_to=AppliesTo(given["applies_to"]),
            at=request.received_at,
        )
        return self._answer(AppliesTo(chosen.applies_to))

    def _answer(self, applies_to: AppliesTo) -> Response:
        return Response(GateSettingOut({"applies_to": applies_to}).data)
