"""Recordings are read: the trace as bytes, its gaps, its analysis."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from apps.foundation.api import PersonAPIView, PersonRequest
from apps.recordings import analysing, failures, selectors
from apps.recordings.api.inputs import TraceQuery
from apps.recordings.api.receiving import ROLES, TAGS
from apps.recordings.api.renderers import TraceRenderer
from apps.recordings.api.serializers import AnalysisStateOut, GapsOut
from apps.recordings.models import LONGEST_S
from apps.recordings.services import labour

SECOND = {"type": "number", "minimum": 0, "maximum": LONGEST_S}


class Trace(PersonAPIView):
    """The samples of a recording."""

    roles: ClassVar = ROLES
    renderer_classes = (TraceRenderer, JSONRenderer)

    @extend_schema(
        operation_id="recordings_trace",
        tags=TAGS,
        parameters=[
            OpenApiParameter("from_s", SECOND, description="First second; default 0."),
            OpenApiParameter("to_s", SECOND, description="End; default the whole recording."),
            OpenApiParameter(
                "If-None-Match", str, OpenApiParameter.HEADER, description="ETag of what you have."
            ),
        ],
        responses={(200, "application/octet-stream"): OpenApiTypes.BINARY, 304: None},
    )
    def get(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Read samples as bytes (layout KTR1: docs/reference/trace.md).

        What has arrived so far can be read at once.
        """
        part = selectors.trace_of(request.person, recording_id, **TraceQuery.parse_query(request))
        headers = {"ETag": part.etag, "Cache-Control": "private, no-cache"}
        if part.etag in request.headers.get("If-None-Match", ""):
            return Response(status=304, headers=headers)
        return Response(part.encoded(), headers=headers, content_type=TraceRenderer.media_type)


class Gaps(PersonAPIView):
    """Stretches without samples."""

    roles: ClassVar = ROLES

    @extend_schema(operation_id="recordings_gaps", tags=TAGS, responses=GapsOut)
    def get(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Read who lost which stretch, as far as the client knows."""
        return Response(GapsOut({"gaps": selectors.gaps_of(request.person, recording_id)}).data)


class CurrentAnalysis(PersonAPIView):
    """How far the analysis of a recording is, and its result."""

    roles: ClassVar = ROLES

    @extend_schema(operation_id="recordings_analysis", tags=TAGS, responses=AnalysisStateOut)
    def get(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Read state, progress and result. Changes are pushed through the change feed."""
        recording, analysis = selectors.analysis_of(request.person, recording_id)
        lines = analysing.lines(bytes(analysis.baseline)) if analysis else []
        baselines = [
            {"fetus": fetus, "step_s": analysing.LINE_STEP_S, "values": values}
            for fetus, values in enumerate(lines, start=1)
        ]
        answer = {
            "state": recording.state,
            "progress": recording.progress,
            "failure": recording.failure,
            "failure_text": failures.sentence(recording.failure),
            "analysis": analysis,
            "is_of_older_method": labour.is_of_older_method(recording),
            "baselines": baselines,
        }
        return Response(AnalysisStateOut(answer).data)
