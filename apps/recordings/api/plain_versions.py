"""What a mother reads of a recording: released and withdrawn by clinicians, read by her."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.accounts.models import Language, Profession, Role
from apps.foundation.api import PersonAPIView, PersonRequest, StrictSerializer
from apps.recordings import plain_versions, plain_words
from apps.recordings.api.receiving import ROLES, TAGS
from apps.recordings.models import PlainState, PlainVersion
from apps.recordings.services import releasing

TEAM = frozenset({Role.CLINICIAN})
STATES = ["not_released", *PlainState.values]


class ReleaseIn(StrictSerializer):
    """A text is released."""

    analysis_id = serializers.UUIDField(help_text="The analysis it is about. An older one is refused: 409.")
    seen_version = serializers.IntegerField(
        min_value=0, max_value=30_000, help_text="Newest version that you saw, 0 for none. Another one: 409."
    )
    text = serializers.CharField(max_length=4_000, help_text="What she reads.")
    language = serializers.ChoiceField(choices=Language.choices, help_text="The language of the text.")


class WithdrawalIn(StrictSerializer):
    """A text is taken back."""

    seen_version = serializers.IntegerField(min_value=0, max_value=30_000, help_text="As for a release.")
    reason = serializers.CharField(max_length=1_000, help_text="For the care team.")


class ProposalQuery(StrictSerializer):
    """In which language."""

    language = serializers.ChoiceField(
        choices=Language.choices, required=False, help_text="Default: the mother's."
    )


class PlainVersionOut(serializers.Serializer):
    """A text that the mother may read. It never changes; a newer version replaces it."""

    id = serializers.UUIDField(source="public_id", help_text="Its name.")
    recording = serializers.UUIDField(source="recording.public_id", help_text="The recording.")
    version = serializers.IntegerField(help_text="1 is the first.")
    language = serializers.ChoiceField(choices=Language.choices, help_text="The language of the text.")
    text = serializers.CharField(help_text="What she reads.")
    released_by = serializers.CharField(source="author.get_full_name", help_text="Name of the clinician.")
    released_by_profession = serializers.ChoiceField(
        Profession.choices,
        source="author.profession",
        help_text="What the clinician is; the app has words for it.",
    )
    released_at = serializers.DateTimeField(source="said_at", help_text="When.")
    is_outdated = serializers.SerializerMethodField(
        help_text="A newer analysis has come since: show the words of `plain-version` beside it."
    )

    def get_is_outdated(self, version: PlainVersion) -> bool:
        return version.analysis_id != version.recording.current_analysis_id


class PlainPageOut(serializers.Serializer):
    """What there is to read of a recording, and what to do if she is worried."""

    state = serializers.ChoiceField(choices=STATES, help_text="Whether there is a text.")
    words = serializers.CharField(
        help_text="A sentence where there is no text, or beside one that is outdated; else empty."
    )
    if_worried = serializers.CharField(help_text="What to do if she is worried: always shown.")
    version = PlainVersionOut(allow_null=True, help_text="The text; null: none is released.")
    is_outdated = serializers.BooleanField(help_text="A newer analysis has come since the release.")


class SaidVersionOut(serializers.Serializer):
    """A version for the care team: a release, or a withdrawal with its reason."""

    id = serializers.UUIDField(source="public_id", help_text="Its name.")
    version = serializers.IntegerField(help_text="1 is the first.")
    state = serializers.ChoiceField(choices=PlainState.choices, help_text="Released or withdrawn.")
    analysis = serializers.UUIDField(source="analysis.public_id", help_text="The analysis it is about.")
    language = serializers.ChoiceField(choices=Language.choices, help_text="The language of the text.")
    text = serializers.CharField(help_text="Empty where it was withdrawn.")
    is_edited = serializers.BooleanField(help_text="It is not the text that was proposed.")
    reason = serializers.CharField(help_text="Why it was withdrawn; empty where it was released.")
    author = serializers.CharField(source="author.get_full_name", help_text="Who.")
    said_at = serializers.DateTimeField(help_text="When.")


class SaidVersionsOut(serializers.Serializer):
    """Every version."""

    versions = SaidVersionOut(many=True, help_text="Newest first.")


class ProposalOut(serializers.Serializer):
    """A text to begin with, made of the analysis' facts. Nobody but the care team reads it."""

    analysis_id = serializers.UUIDField(help_text="The analysis that counts.")
    language = serializers.ChoiceField(choices=Language.choices, help_text="The language of the text.")
    text = serializers.CharField(help_text="The proposed text.")


class PlainVersions(PersonAPIView):
    """What the mother reads of a recording."""

    roles: ClassVar = ROLES

    @extend_schema(operation_id="plain_version_read", tags=TAGS, responses=PlainPageOut)
    def get(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Read what was released, and what to do if you are worried."""
        page = plain_versions.plain_page(request.person, recording_id)
        about = {
            "state": page.state,
            "words": page.words,
            "if_worried": plain_words.if_worried(),
            "version": page.current,
            "is_outdated": page.is_outdated,
        }
        return Response(PlainPageOut(about).data)

    @extend_schema(
        operation_id="plain_version_release", tags=TAGS, request=ReleaseIn, responses={201: SaidVersionOut}
    )
    def post(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Release a text to the mother. Only an obstetrician or a midwife of her team."""
        given = ReleaseIn.parse(request)
        version = releasing.release(
            request.person, recording_id=recording_id, at=request.received_at, **given
        )
        return Response(SaidVersionOut(version).data, status=201)


class Withdrawal(PersonAPIView):
    """A released text is taken back."""

    roles: ClassVar = ROLES

    @extend_schema(
        operation_id="plain_version_withdraw",
        tags=TAGS,
        request=WithdrawalIn,
        responses={201: SaidVersionOut},
    )
    def post(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Take back what was released, with a reason."""
        given = WithdrawalIn.parse(request)
        version = releasing.withdraw(
            request.person, recording_id=recording_id, at=request.received_at, **given
        )
        return Response(SaidVersionOut(version).data, status=201)


class Versions(PersonAPIView):
    """Every version, for the care team."""

    roles: ClassVar = TEAM

    @extend_schema(operation_id="plain_version_versions", tags=TAGS, responses=SaidVersionsOut)
    def get(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Read every release and withdrawal."""
        page = plain_versions.plain_page(request.person, recording_id)
        return Response(SaidVersionsOut({"versions": page.versions}).data)


class Proposal(PersonAPIView):
    """A text to begin with."""

    roles: ClassVar = TEAM

    @extend_schema(
        operation_id="plain_version_proposal",
        tags=TAGS,
        parameters=[
            OpenApiParameter("language", str, enum=Language.values, description="Default: the mother's.")
        ],
        responses=ProposalOut,
    )
    def get(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Read a text made of the analysis' facts, in the mother's language or another one."""
        asked = ProposalQuery.parse_query(request).get("language")
        analysis, language, text = plain_versions.proposal_for(request.person, recording_id, asked)
        return Response(
            ProposalOut({"analysis_id": analysis.public_id, "language": language, "text": text}).data
        )
