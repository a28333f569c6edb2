"""A recording on paper: asked for, made by a worker, read as a PDF or as the picture of its first page."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from apps.accounts.models import Language, Role
from apps.foundation.api import PersonAPIView, PersonRequest, StrictSerializer
from apps.foundation.files.serving import AnyAccept
from apps.foundation.schema import LIST_PARAMETERS, page_of
from apps.recordings import reports as reading
from apps.recordings.api.receiving import TAGS
from apps.recordings.models import Report, ReportState
from apps.recordings.services import reports
from apps.recordings.services.reports import SCALES, SPEEDS

ROLES = frozenset({Role.CLINICIAN})
FASTEST = SPEEDS[-1]


class RecordingReportIn(StrictSerializer):
    """How it is to look."""

    language = serializers.ChoiceField(
        choices=Language.choices, required=False, help_text="Of our own words; default: yours."
    )
    speed_cm_per_min = serializers.ChoiceField(
        choices=SPEEDS, required=False, help_text="Of the paper; default 1, in North America 3 is usual."
    )
    scale_bpm_per_cm = serializers.ChoiceField(
        choices=SCALES, required=False, help_text="Default 20, at 3 cm/min 30."
    )


class RecordingReportOut(serializers.Serializer):
    """A recording on paper and where it is on its way."""

    id = serializers.UUIDField(source="public_id", help_text="Its number.")
    recording = serializers.UUIDField(source="recording.public_id", help_text="The recording.")
    analysis = serializers.SerializerMethodField(help_text="The analysis on it; null: only the trace.")
    review = serializers.SerializerMethodField(help_text="The signed reading on it; null: none was signed.")
    language = serializers.ChoiceField(choices=Language.choices, help_text="Of our own words.")
    speed_cm_per_min = serializers.IntegerField(help_text="Of the paper.")
    scale_bpm_per_cm = serializers.IntegerField(help_text="Of the heart rate.")
    state = serializers.ChoiceField(choices=ReportState.choices, help_text="Where it is on its way.")
    progress = serializers.IntegerField(min_value=0, max_value=100, help_text="Percent of that way.")
    failure = serializers.CharField(help_text="Code of why it failed; empty: it did not. Ask for it again.")
    is_outdated = serializers.BooleanField(
        help_text="A newer analysis or reading has come since, is due or has failed."
    )
    page_count = serializers.IntegerField(allow_null=True, help_text="Null until it is ready.")
    size_bytes = serializers.IntegerField(allow_null=True, help_text="Null until it is ready.")
    sha256 = serializers.SerializerMethodField(help_text="Digest of the file in hex; null until it is ready.")
    requested_at = serializers.DateTimeField(help_text="As of when it tells.")
    ready_at = serializers.DateTimeField(allow_null=True, help_text="When it was ready.")

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_analysis(self, report: Report) -> str | None:
        return str(report.analysis.public_id) if report.analysis else None

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_review(self, report: Report) -> str | None:
        return str(report.review.public_id) if report.review else None

    def get_sha256(self, report: Report) -> str | None:
        return bytes(report.file_sha256).hex() if report.file_sha256 else None


class Reports(PersonAPIView):
    """The papers of a recording."""

    roles: ClassVar = ROLES

    @extend_schema(
        operation_id="recording_reports_list",
        tags=TAGS,
        parameters=LIST_PARAMETERS,
        responses=page_of(RecordingReportOut),
    )
    def get(self, request: PersonRequest, recording_id: UUID) -> Response:
        """List papers, newest first."""
        return self.paged(reading.reports_of(request.person, recording_id), RecordingReportOut)

    @extend_schema(
        operation_id="recording_reports_create",
        tags=TAGS,
        request=RecordingReportIn,
        responses={202: RecordingReportOut, 200: RecordingReportOut},
    )
    def post(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Ask for the recording on paper as it is now. 200 where this very one is there or under way."""
        given = RecordingReportIn.parse(request)
        speed = given.get("speed_cm_per_min", SPEEDS[0])
        report, is_new = reports.request_report(
            request.person,
            recording_id=recording_id,
            language=given.get("language", request.person.language),
            speed_cm_per_min=speed,
            scale_bpm_per_cm=given.get("scale_bpm_per_cm", SCALES[speed == FASTEST]),
            at=request.received_at,
        )
        shown = reading.report_visible_to(request.person, recording_id, report.public_id)
        return Response(RecordingReportOut(shown).data, status=202 if is_new else 200)


class OneReport(PersonAPIView):
    """One paper."""

    roles: ClassVar = ROLES

    @extend_schema(operation_id="recording_reports_read", tags=TAGS, responses=RecordingReportOut)
    def get(self, request: PersonRequest, recording_id: UUID, report_id: UUID) -> Response:
        """Read how far a paper is."""
        return Response(
            RecordingReportOut(reading.report_visible_to(request.person, recording_id, report_id)).data
        )


class Content(PersonAPIView):
    """The PDF itself."""

    roles: ClassVar = ROLES
    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="recording_reports_content",
        tags=TAGS,
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
    )
    def get(self, request: PersonRequest, recording_id: UUID, report_id: UUID) -> StreamingHttpResponse:
        """Read the PDF. 409 until it is ready."""
        return reading.answer(request.person, recording_id, report_id)


class Picture(PersonAPIView):
    """The first page as a picture."""

    roles: ClassVar = ROLES
    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="recording_reports_picture",
        tags=TAGS,
        responses={(200, "image/png"): OpenApiTypes.BINARY},
    )
    def get(self, request: PersonRequest, recording_id: UUID, report_id: UUID) -> StreamingHttpResponse:
        """Read the first page as PNG, 150 dots to the inch. 409 until it is ready."""
        return reading.answer(request.person, recording_id, report_id, picture=True)
