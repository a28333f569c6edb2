"""Recordings come in: announced, sent as a file or in chunks, completed, or deleted before that."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from apps.accounts.models import Role
from apps.foundation.api import PersonAPIView, PersonRequest
from apps.foundation.errors import FieldError, Invalid
from apps.foundation.schema import LIST_PARAMETERS, page_of
from apps.recordings import chunks, selectors
from apps.recordings.api.inputs import CompletionIn, FileQuery, RecordingIn, RecordingsQuery
from apps.recordings.api.parsers import BytesParser, ChunkParser, body_of, too_large
from apps.recordings.api.serializers import (
    ChunksOut,
    RecordingOut,
    StoredOut,
)
from apps.recordings.channels import mask_named
from apps.recordings.services import announcing, completing, intake
from apps.recordings.services.announcing import Device, GivenGap
from apps.recordings.services.intake import MOST_FILE_BYTES, Upload
from apps.recordings.states import State

ROLES = frozenset({Role.MOTHER, Role.CLINICIAN})
TAGS = ["recordings"]
FILE_PARTS = {"file", "companion"}


def given_gaps(given: list[dict[str, Any]]) -> list[GivenGap]:
    """Return gaps as the services take them."""
    return [GivenGap(**gap) for gap in given]


class Recordings(PersonAPIView):
    """Recordings of a mother, or of the mothers in a clinician's care."""

    roles: ClassVar = ROLES

    @extend_schema(
        operation_id="recordings_list",
        tags=TAGS,
        responses=page_of(RecordingOut),
        parameters=[
            *LIST_PARAMETERS,
            OpenApiParameter("pregnancy", OpenApiTypes.UUID, description="Only of this pregnancy."),
            OpenApiParameter("state", OpenApiTypes.STR, enum=State.values, description="Only in this state."),
        ],
    )
    def get(self, request: PersonRequest) -> Response:
        """List recordings, newest first."""
        asked = RecordingsQuery.parse_query(request)
        recordings = selectors.recordings_visible_to(request.person)
        if "pregnancy" in asked:
            recordings = recordings.filter(pregnancy__public_id=asked["pregnancy"])
        if "state" in asked:
            recordings = recordings.filter(state=asked["state"])
        return self.paged(recordings, RecordingOut)

    @extend_schema(
        operation_id="recordings_announce",
        tags=TAGS,
        request=RecordingIn,
        responses={201: RecordingOut, 200: RecordingOut},
    )
    def post(self, request: PersonRequest) -> Response:
        """Announce a recording.

        The mother must have agreed to monitoring; the same client id again answers 200.
        """
        given = RecordingIn.parse(request)
        recording, is_new = announcing.announce(
            request.person,
            client_id=given["client_id"],
            pregnancy_id=given["pregnancy"],
            fetus_id=given["fetus"],
            second_fetus_id=given["second_fetus"],
            started_at=given["started_at"],
            zone_name=given["zone"],
            device=Device(**given["device"]) if given["device"] else None,
            gaps=given_gaps(given["gaps"]),
            scalp_rates=mask_named(given["scalp_electrode"]),
            at=request.received_at,
        )
        return Response(RecordingOut(recording).data, status=201 if is_new else 200)


class OneRecording(PersonAPIView):
    """One recording."""

    roles: ClassVar = ROLES

    @extend_schema(operation_id="recordings_read", tags=TAGS, responses=RecordingOut)
    def get(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Read a recording: where it is on its way, what made it, how long it is."""
        return Response(RecordingOut(selectors.recording_visible_to(request.person, recording_id)).data)

    @extend_schema(operation_id="recordings_delete", tags=TAGS, request=None, responses={204: None})
    def delete(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Delete a recording that is not complete yet; only the mother herself."""
        announcing.withdraw(request.person, recording_id=recording_id, at=request.received_at)
        return Response(status=204)


class File(PersonAPIView):
    """The samples of a recording as one file."""

    roles: ClassVar = ROLES
    parser_classes = (MultiPartParser, BytesParser)
    throttle_scope = "upload"

    @extend_schema(
        operation_id="recordings_put_file",
        tags=TAGS,
        parameters=[
            OpenApiParameter(
                "filename",
                {"type": "string", "maxLength": 200},
                description="Name of a file that is sent as it is; its extension tells the format.",
            )
        ],
        request={
            "application/octet-stream": OpenApiTypes.BINARY,
            "multipart/form-data": {
                "type": "object",
                "required": ["file"],
                "properties": {
                    "file": {
                        "type": "string",
                        "format": "binary",
                        "description": "For WFDB the header (.hea).",
                    },
                    "companion": {
                        "type": "string",
                        "format": "binary",
                        "description": "For WFDB the data (.dat).",
                    },
                },
            },
        },
        responses={201: StoredOut, 200: StoredOut},
    )
    def put(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Send a file: .fhr, .fhrm, .hea with .dat, .edf, .csv or .json. The same file again answers 200."""
        recording, is_new = intake.store_file(
            request.person, recording_id=recording_id, upload=_upload(request), at=request.received_at
        )
        return Response(StoredOut(recording).data, status=201 if is_new else 200)


def _upload(request: PersonRequest) -> Upload:
    if not (request.content_type or "").startswith("multipart/"):
        return Upload(FileQuery.parse_query(request)["filename"], body_of(request))
    unknown = sorted(set(request.data) - FILE_PARTS)
    if unknown:
        raise Invalid(
            errors=[FieldError(str(name), "unknown_field", _("There is no such field.")) for name in unknown]
        )
    main, companion = request.FILES.get("file"), request.FILES.get("companion")
    if main is None:
        raise Invalid.field("file", _("Send the file in a part of this name."), code="required")
    content = _content("file", main)
    return Upload(
        str(main.name), content, {str(companion.name): _content("companion", companion)} if companion else {}
    )


def _content(field: str, part: UploadedFile) -> bytes:
    if (part.size or 0) > MOST_FILE_BYTES:
        raise too_large(field, MOST_FILE_BYTES)
    return part.read()


class Chunks(PersonAPIView):
    """What is stored of a recording that comes in chunks."""

    roles: ClassVar = ROLES

    @extend_schema(operation_id="recordings_chunks", tags=TAGS, responses=ChunksOut)
    def get(self, request: PersonRequest, recording_id: UUID) -> Response:
        """List the numbers that are stored and the holes: what a phone sends after it was away."""
        return Response(ChunksOut(selectors.arrived(request.person, recording_id)).data)


class OneChunk(PersonAPIView):
    """One numbered chunk of samples."""

    roles: ClassVar = ROLES
    parser_classes = (ChunkParser,)
    throttle_scope = "chunks"

    @extend_schema(
        operation_id="recordings_put_chunk",
        tags=TAGS,
        parameters=[
            OpenApiParameter(
                "number",
                {"type": "integer", "minimum": 0, "maximum": chunks.MOST_NUMBER},
                OpenApiParameter.PATH,
                description="Counted by the client from 0; any order.",
            )
        ],
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses={201: StoredOut, 200: StoredOut},
    )
    def put(self, request: PersonRequest, recording_id: UUID, number: int) -> Response:
        """Send a chunk (layout: docs/reference/chunks.md).

        The answer says that it is stored; the same again is 200.
        """
        recording, is_new = intake.store_chunk(
            request.person,
            recording_id=recording_id,
            number=number,
            data=body_of(request),
            at=request.received_at,
        )
        return Response(StoredOut(recording).data, status=201 if is_new else 200)


class Completion(PersonAPIView):
    """The end of a recording."""

    roles: ClassVar = ROLES

    @extend_schema(
        operation_id="recordings_complete",
        tags=TAGS,
        request=CompletionIn,
        responses={202: RecordingOut, 200: RecordingOut},
    )
    def post(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Say that everything was sent: the analysis begins.

        Again changes nothing, but tries a failed one again.
        """
        given = CompletionIn.parse(request)
        recording, is_new = completing.complete(
            request.person, recording_id=recording_id, gaps=given_gaps(given["gaps"]), at=request.received_at
        )
        return Response(RecordingOut(recording).data, status=202 if is_new else 200)
