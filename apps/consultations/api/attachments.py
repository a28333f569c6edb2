"""Attachments of a conversation: uploaded, asked for, taken back, opened by a link."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from apps.accounts.models import Role
from apps.consultations import attachment_links
from apps.consultations.api.attachments_in import (
    VARIANTS,
    AnyBytesParser,
    AttachmentsQuery,
    LinkQuery,
    given_file,
)
from apps.consultations.api.attachments_out import AttachmentOut, LinkOut, Reader, represented
from apps.consultations.attachment_states import AttachmentState
from apps.consultations.models import Attachment
from apps.consultations.selectors import attachments as reading
from apps.consultations.services.attachments import receiving, withdrawing
from apps.foundation.api import PersonAPIView, PersonRequest
from apps.foundation.errors import Conflict, Invalid
from apps.foundation.schema import LIST_PARAMETERS, page_of

ROLES = frozenset({Role.MOTHER, Role.CLINICIAN})
TAGS = ["attachments"]
BINARY: Any = OpenApiTypes.BINARY


class AttachmentView(PersonAPIView):
    """What every view of attachments shares."""

    roles: ClassVar = ROLES

    def answer(self, attachment: Attachment, status: int = 200) -> Response:
        """Answer one attachment, with links for who asks."""
        reader = Reader(self.request.person, self.request.received_at)
        return Response(AttachmentOut(represented(attachment, reader)).data, status=status)


class ThreadAttachments(AttachmentView):
    """Files of one consultation."""

    parser_classes = (MultiPartParser, AnyBytesParser)
    throttle_scope = "upload"
    answers_once = False  # the client id does that, and compares the bytes

    @extend_schema(
        operation_id="attachments_list",
        tags=TAGS,
        parameters=[
            *LIST_PARAMETERS,
            OpenApiParameter(
                "first", {"type": "integer", "minimum": 1}, description="Of messages from this number."
            ),
            OpenApiParameter(
                "last", {"type": "integer", "minimum": 1}, description="Of messages up to this number."
            ),
        ],
        responses=page_of(AttachmentOut),
    )
    def get(self, request: PersonRequest, thread_id: UUID) -> Response:
        """List files, newest first, with links: those that messages name, and one's own that no message names yet."""
        asked = AttachmentsQuery.parse_query(request)
        rows = reading.attachments_of(request.person, thread_id, first=asked["first"], last=asked["last"])
        return self.paged(rows, _Shown)

    @extend_schema(
        operation_id="attachments_upload",
        tags=TAGS,
        parameters=[
            OpenApiParameter(
                "client_id",
                OpenApiTypes.UUID,
                description="Made by the client. Needed where the body is the file.",
            ),
            OpenApiParameter(
                "filename",
                {"type": "string", "maxLength": 400},
                description="Where the body is the file. Shown to readers; what the file is, its content tells.",
            ),
        ],
        request={
            "application/octet-stream": BINARY,
            "multipart/form-data": {
                "type": "object",
                "required": ["client_id", "file"],
                "properties": {
                    "client_id": {"type": "string", "format": "uuid"},
                    "file": {"type": "string", "format": "binary"},
                },
            },
        },
        responses={201: AttachmentOut, 200: AttachmentOut},
    )
    def post(self, request: PersonRequest, thread_id: UUID) -> Response:
        """Upload a photo (JPEG, PNG, WebP, HEIC), a PDF or a voice note; a message names it afterwards.

        The same client id with the same bytes again answers 200. What no message names within a day is removed.
        """
        given = given_file(request)
        attachment, is_new = receiving.receive(
            request.person,
            thread_id=thread_id,
            client_id=given.client_id,
            content=given.content,
            file_name=given.file_name,
            at=request.received_at,
        )
        return self.answer(attachment, 201 if is_new else 200)


class _Shown(AttachmentOut):
    """A row of the list, with links for who asks."""

    def to_representation(self, instance: Attachment) -> Any:
        """Return plain values."""
        request = self.context["request"]
        return super().to_representation(represented(instance, Reader(request.person, request.received_at)))


class OneAttachment(AttachmentView):
    """One file."""

    @extend_schema(operation_id="attachments_read", tags=TAGS, responses=AttachmentOut)
    def get(self, request: PersonRequest, attachment_id: UUID) -> Response:
        """Read where a file is on its way: whether it is checked, what it is, why it was not taken."""
        return self.answer(reading.attachment_visible_to(request.person, attachment_id))

    @extend_schema(
        operation_id="attachments_withdraw", tags=TAGS, request=None, responses={200: AttachmentOut}
    )
    def delete(self, request: PersonRequest, attachment_id: UUID) -> Response:
        """Take a file back; only who sent it. A mark stays."""
        withdrawn = withdrawing.withdraw(request.person, attachment_id=attachment_id, at=request.received_at)
        return self.answer(withdrawn)


class AttachmentLink(AttachmentView):
    """A link to one file."""

    @extend_schema(
        operation_id="attachments_link",
        tags=TAGS,
        parameters=[
            OpenApiParameter("variant", str, enum=VARIANTS, description="`full` where it is left out.")
        ],
        responses=LinkOut,
    )
    def get(self, request: PersonRequest, attachment_id: UUID) -> Response:
        """Make a link that opens one variant for a few minutes, for this person."""
        variant = LinkQuery.parse_query(request)["variant"]
        attachment = reading.attachment_visible_to(request.person, attachment_id)
        about = _variant(attachment, variant)
        link = {
            "url": attachment_links.sign(request.person, attachment, variant),
            "expires_at": attachment_links.expires_at(request.received_at),
            "media_type": about["media_type"],
            "size_bytes": about["size_bytes"],
        }
        return Response(LinkOut(link).data)


def _variant(attachment: Attachment, name: str) -> dict[str, Any]:
    if attachment.state != AttachmentState.CHECKED:
        raise Conflict(_("This file cannot be opened, or not yet."), code="not_ready", state=attachment.state)
    if name not in attachment.variants:
        known = list(attachment.variants)
        raise Invalid.field(
            "variant", _("This file has no such variant."), code="invalid_choice", limit=known
        )
    return dict(attachment.variants[name])
