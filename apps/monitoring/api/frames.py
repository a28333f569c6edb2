"""Frames over HTTP: the fallback of the socket on the same numbers (docs/reference/live-stream.md)."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from apps.foundation.api import PersonAPIView, PersonRequest
from apps.monitoring import frames
from apps.monitoring.judging import Standing
from apps.monitoring.selectors.arrived import arrived, missing
from apps.monitoring.services.receiving import MOST_FRAMES, receive
from apps.recordings.api.parsers import BytesParser, body_of
from apps.recordings.api.receiving import ROLES

TAGS = ["live recordings"]


class FramesParser(BytesParser):
    """The body of a request with frames."""

    most_bytes = MOST_FRAMES * frames.MOST_BYTES


STRETCHES = {
    "type": "array",
    "items": {"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 2, "maxItems": 2},
}


class FramesOut(serializers.Serializer):
    """What is stored of a recording that comes as frames."""

    through = serializers.IntegerField(
        source="stored.through",
        allow_null=True,
        help_text="Highest number with none missing below; null: none.",
    )
    stored = serializers.SerializerMethodField(
        help_text="All stretches that are stored: first and last number."
    )
    missing = serializers.SerializerMethodField(
        help_text="Stretches that are missing below the highest number."
    )

    @extend_schema_field(STRETCHES)
    def get_stored(self, standing: Standing) -> list[tuple[int, int]]:
        return standing.stored.stretches()

    @extend_schema_field(STRETCHES)
    def get_missing(self, standing: Standing) -> list[tuple[int, int]]:
        return missing(standing)


class Frames(PersonAPIView):
    """Frames of a recording while it is made, or late."""

    roles: ClassVar = ROLES
    parser_classes = (FramesParser,)
    throttle_scope = "chunks"

    @extend_schema(operation_id="live_frames_list", tags=TAGS, responses=FramesOut)
    def get(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Read which numbers are stored and which are missing: what a phone sends after it was away."""
        return Response(FramesOut(arrived(request.person, recording_id)).data)

    @extend_schema(
        operation_id="live_frames_send",
        tags=TAGS,
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses=FramesOut,
    )
    def post(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Send frames, one after another, at most 600 (layout: docs/reference/live-stream.md).

        The answer says that they are stored; the same again changes nothing. All are stored, or none.
        """
        standing = receive(
            request.person, recording_id=recording_id, data=body_of(request), at=request.received_at
        )
        return Response(FramesOut(standing).data)
