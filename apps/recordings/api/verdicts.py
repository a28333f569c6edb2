"""What the rule sets say, every analysis there was, in labour or not, and the outcome score: for the care team."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.foundation.api import PersonAPIView, PersonRequest, StrictSerializer
from apps.foundation.errors import Conflict
from apps.recordings import analyses, outcome, selectors, verdicts
from apps.recordings.api.plain_versions import TEAM
from apps.recordings.api.receiving import TAGS
from apps.recordings.api.serializers import RecordingOut
from apps.recordings.services import labour
from apps.recordings.verdicts import MET, NOT_MET, UNKNOWN


class RuleSaidOut(serializers.Serializer):
    """One rule and what the trace says to it."""

    code = serializers.CharField(help_text="Id of the rule.")
    words = serializers.CharField(help_text="What it asks, in the reader's language.")
    state = serializers.ChoiceField(
        choices=[MET, NOT_MET, UNKNOWN], help_text="Whether what the rule describes is there."
    )
    speaks_against = serializers.BooleanField(help_text="It keeps the best label back.")
    value = serializers.CharField(help_text="What was found, with its unit; empty: nothing.")
    limit = serializers.CharField(help_text="The limit, with its unit; empty: none.")
    rule_version = serializers.CharField(help_text="Versions of the tables.")
    source = serializers.CharField(help_text="Where the rule comes from.")  # type: ignore[assignment]
    checked = serializers.CharField(help_text="How far it was checked.")
    places = serializers.ListField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2),
        help_text="Stretches that decided, in seconds from the first sample.",
    )


class VerdictOut(serializers.Serializer):
    """What one rule set says to the whole recording."""

    rule_set = serializers.CharField(help_text="nst, antepartum_criteria, figo2015, nichd2008.")
    title = serializers.CharField(help_text="Its name.")
    purpose = serializers.CharField(help_text="What it is for.")
    label_code = serializers.CharField(help_text="The method's own word.")
    label = serializers.CharField(help_text="The same in the reader's language.")  # type: ignore[assignment]
    is_interpretable = serializers.BooleanField(help_text="False: it says nothing.")
    why_not = serializers.ListField(child=serializers.CharField(), help_text="Why it says nothing.")
    minute = serializers.IntegerField(
        allow_null=True, help_text="First minute by which the criteria were met."
    )
    rule_version = serializers.CharField(help_text="Versions of the tables.")
    items = RuleSaidOut(many=True, help_text="What speaks against first.")


class FetusVerdictsOut(serializers.Serializer):
    """The verdicts of one fetus."""

    fetus = serializers.IntegerField(
        min_value=1, max_value=2, help_text="1: the first rate, 2: the second one."
    )
    verdicts = VerdictOut(many=True, help_text="Those for another situation included.")


class VerdictsOut(serializers.Serializer):
    """The verdicts of the analysis that counts."""

    analysis_id = serializers.UUIDField(help_text="The analysis.")
    method_version = serializers.CharField(help_text="What computed it.")
    in_labour = serializers.BooleanField(help_text="Whether it was judged as a recording in labour.")
    fetuses = FetusVerdictsOut(many=True, help_text="One entry for each fetus.")


class LabelChangeOut(serializers.Serializer):
    """A rule set whose answer has changed."""

    fetus = serializers.IntegerField(help_text="1 or 2.")
    rule_set = serializers.CharField(help_text="Which.")
    before = serializers.CharField(help_text="Empty: it was not asked then.")
    after = serializers.CharField(help_text="The method's own word.")


class AnalysisLineOut(serializers.Serializer):
    """One analysis of the recording."""

    id = serializers.UUIDField(source="analysis.public_id", help_text="Its name.")
    method_version = serializers.CharField(source="analysis.method_version", help_text="What computed it.")
    weights_sha256 = serializers.CharField(
        source="analysis.weights_sha256", help_text="Digest of its weights; empty: not kept then."
    )
    created_at = serializers.DateTimeField(help_text="When it was attached.")
    is_current = serializers.BooleanField(help_text="It counts now.")
    in_labour = serializers.BooleanField(help_text="Judged as a recording in labour.")
    changes = LabelChangeOut(many=True, help_text="What it says otherwise than the one before.")


class AnalysesOut(serializers.Serializer):
    """Every analysis."""

    analyses = AnalysisLineOut(many=True, help_text="The one that counts first, then newest first.")


class LabourIn(StrictSerializer):
    """Whether it was recorded in labour."""

    in_labour = serializers.BooleanField(help_text="Never true for a recording that the mother made herself.")


class LikelihoodOut(serializers.Serializer):
    """How likely the pH lies below a limit."""

    ph_below = serializers.FloatField(help_text="Limit of pH in the umbilical artery.")
    probability = serializers.FloatField(allow_null=True, help_text="0 to 1; null: cannot be told.")
    low = serializers.FloatField(allow_null=True, help_text="Lower end of the interval.")
    high = serializers.FloatField(allow_null=True, help_text="Upper end of the interval.")


class OutcomeScoreOut(serializers.Serializer):
    """The outcome score. It must not be used to decide by itself: docs/reference/outcome-score.md."""

    analysis_id = serializers.UUIDField(
        source="analysis.public_id", help_text="The analysis of the same samples."
    )
    model_version = serializers.CharField(help_text="What computed it.")
    is_interpretable = serializers.BooleanField(help_text="False: no probability is told.")
    why_not = serializers.ListField(child=serializers.CharField(), help_text="Codes of why not.")
    likelihoods = LikelihoodOut(many=True, help_text="For each limit of pH.")


class Verdicts(PersonAPIView):
    """What the rule sets say."""

    roles: ClassVar = TEAM

    @extend_schema(operation_id="recordings_verdicts", tags=TAGS, responses=VerdictsOut)
    def get(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Read every verdict with its rules, values, sources and samples."""
        _recording, analysis = selectors.analysis_of(request.person, recording_id)
        if analysis is None:
            raise Conflict(_("This recording is not analysed yet."), code="not_analysed")
        fetuses: list[dict[str, Any]] = analysis.result["fetuses"]
        answer = {
            "analysis_id": analysis.public_id,
            "method_version": analysis.method_version,
            "in_labour": any(bool(found.get("in_labour")) for found in fetuses),
            "fetuses": [
                {"fetus": number, "verdicts": verdicts.every(found)}
                for number, found in enumerate(fetuses, start=1)
            ],
        }
        return Response(VerdictsOut(answer).data)


class Analyses(PersonAPIView):
    """Every analysis of a recording."""

    roles: ClassVar = TEAM

    @extend_schema(operation_id="recordings_analyses", tags=TAGS, responses=AnalysesOut)
    def get(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Read which methods analysed it, when, and which labels changed."""
        return Response(AnalysesOut({"analyses": analyses.analyses_of(request.person, recording_id)}).data)

    @extend_schema(
        operation_id="recordings_analyse_again", tags=TAGS, request=None, responses={202: RecordingOut}
    )
    def post(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Ask for an analysis by the method of today. The older one stays."""
        recording = labour.analyse_again(request.person, recording_id=recording_id, at=request.received_at)
        return Response(RecordingOut(recording).data, status=202)


class Labour(PersonAPIView):
    """Whether a recording was made in labour."""

    roles: ClassVar = TEAM

    @extend_schema(
        operation_id="recordings_say_labour",
        tags=TAGS,
        request=LabourIn,
        responses={202: RecordingOut, 200: RecordingOut},
    )
    def post(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Say that it was made in labour, or was not; other rules apply, so it is analysed anew."""
        recording, is_new = labour.say_labour(
            request.person, recording_id=recording_id, at=request.received_at, **LabourIn.parse(request)
        )
        return Response(RecordingOut(recording).data, status=202 if is_new else 200)


class OutcomeScore(PersonAPIView):
    """The intrapartum outcome score."""

    roles: ClassVar = TEAM

    @extend_schema(operation_id="recordings_outcome_score", tags=TAGS, responses=OutcomeScoreOut)
    def get(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Read how likely a low pH is. In labour only, for obstetricians and midwives, where it is switched on."""
        return Response(OutcomeScoreOut(outcome.outcome_of(request.person, recording_id)).data)
