"""Opens a file by its link. Whether its person still sees the thread is asked now, not when the link was made."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import quote
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView

from apps.accounts.models import Person
from apps.consultations import attachment_links
from apps.consultations.models import Attachment
from apps.consultations.selectors import attachments as reading
from apps.foundation.errors import NotVisible, Problem
from apps.foundation.files.names import with_extension
from apps.foundation.files.serving import AnyAccept, pieces_of, protect
from apps.foundation.files.storage import checked_key
from apps.foundation.rest.throttles import RateThrottle

EXTENSIONS: Final = {
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "application/pdf": "pdf",
    "audio/mp4": "m4a",
}
RANGE: Final = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class NoSuchRange(Problem):
    """A player asks for bytes beyond the end."""

    status, code, title = 416, "no_such_range", gettext_lazy("This file has no such part.")


class LinkThrottle(RateThrottle):
    """A link is used without a sign-in, and many people of a clinic share an address: each file is counted by itself."""

    def scope_of(self, request: Any, view: Any) -> str | None:
        """Return the rate of signed-in people."""
        return "user"

    def who(self, request: Any) -> str:
        """Return the file."""
        return f"attachment:{request.parser_context['kwargs']['attachment_id']}"


class AttachmentContent(APIView):
    """The bytes of one variant."""

    permission_classes = (AllowAny,)
    throttle_classes = (LinkThrottle,)
    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="attachments_content",
        tags=["attachments"],
        auth=[],
        parameters=[
            OpenApiParameter("token", str, required=True, description="From a link."),
            OpenApiParameter("download", bool, description="Save it instead of showing it."),
        ],
        responses={(200, media_type): OpenApiTypes.BINARY for media_type in EXTENSIONS},
    )
    def get(self, request: Request, attachment_id: UUID, variant: str) -> HttpResponseBase:
        """Open a file by its link; takes `Range`. 404 once the link is too old, or its person sees it no more."""
        person = _bearer(request, attachment_id, variant)
        attachment = reading.readable(person, attachment_id)
        about = attachment.variants.get(variant)
        if about is None:
            raise NotVisible
        answer = _content(request, attachment, variant, int(about["size_bytes"]))
        if answer.status_code in (200, 206):
            _describe(answer, attachment, about, is_download="download" in request.query_params)
        return answer


def _bearer(request: Request, attachment_id: UUID, variant: str) -> Person:
    """Return whose link this is. Raises NotVisible for another file, for nobody, and in somebody else's session."""
    link = attachment_links.read(request.query_params.get("token", ""))
    person = Person.objects.filter(public_id=link.person, is_active=True).first()
    fits = (link.attachment, link.variant) == (attachment_id, variant)
    in_other_hands = request.user.is_authenticated and request.user != person
    if person is None or not fits or in_other_hands:
        raise NotVisible
    return person


def _content(request: Request, attachment: Attachment, variant: str, size: int) -> HttpResponseBase:
    """Answer all of it, a part of it, or that the client has it already."""
    etag = f'"{attachment.public_id.hex}-{variant}"'
    if request.headers.get("If-None-Match") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    part = _part(request, etag, size)
    start, stop = part or (0, size)
    headers = {"ETag": etag, "Accept-Ranges": "bytes", "Content-Length": str(stop - start)}
    if part:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    body = (
        iter(())
        if request.method == "HEAD"
        else pieces_of(checked_key(attachment.public_id, variant), start, stop)
    )
    return StreamingHttpResponse(body, status=206 if part else 200, headers=headers)


def _part(request: Request, etag: str, size: int) -> tuple[int, int] | None:
    """Return which bytes are asked for; None: all, also where several parts are. Raises NoSuchRange."""
    asked = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if asked is None or asked.groups() == ("", "") or request.headers.get("If-Range", etag) != etag:
        return None
    first, last = asked.groups()
    if not first:
        first, last = str(max(0, size - int(last))), ""
    start, stop = int(first), min(size, int(last) + 1) if last else size
    if start >= stop:
        raise NoSuchRange(headers={"Content-Range": f"bytes */{size}"})
    return start, stop


def _describe(
    answer: HttpResponseBase, attachment: Attachment, about: dict[str, Any], *, is_download: bool
) -> None:
    media_type = about["media_type"]
    name = with_extension(attachment.file_name, EXTENSIONS[media_type], otherwise=attachment.kind)
    ascii_name = f"{attachment.kind}.{EXTENSIONS[media_type]}"
    way = "attachment" if is_download else "inline"
    disposition = f"{way}; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
    protect(answer, media_type=media_type, disposition=disposition)
