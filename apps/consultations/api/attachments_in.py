"""Files come in: as a form with a part `file`, or as the body itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.parsers import BaseParser

from apps.foundation.api import PersonRequest, StrictSerializer
from apps.foundation.errors import FieldError, Invalid, Problem
from apps.foundation.files import words
from apps.foundation.files.reasons import Reason, Refused

VARIANTS: Final = ("full", "large", "small")


class AnyBytesParser(BaseParser):
    """The body as bytes, whatever its type claims to be. Raises TooLarge."""

    media_type = "*/*"

    def parse(  # type: ignore[override]
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """Return the body."""
        most = words.limits().most_bytes
        body: bytes = stream.read(most + 1)
        if len(body) > most:
            raise too_large(most)
        return body


class UploadQuery(StrictSerializer):
    """How a file that is the body itself is called."""

    client_id = serializers.UUIDField()
    filename = serializers.CharField(required=False, default="", allow_blank=True, max_length=400)


class UploadForm(StrictSerializer):
    """The fields of a form beside its file."""

    client_id = serializers.UUIDField()


class AttachmentsQuery(StrictSerializer):
    """Of which messages."""

    first = serializers.IntegerField(required=False, default=None, min_value=1)
    last = serializers.IntegerField(required=False, default=None, min_value=1)
    limit = serializers.CharField(required=False)
    cursor = serializers.CharField(required=False)


class LinkQuery(StrictSerializer):
    """Which variant."""

    variant = serializers.ChoiceField(choices=VARIANTS, required=False, default="full")


@dataclass(frozen=True)
class GivenFile:
    """A file as it came."""

    client_id: UUID
    file_name: str
    content: bytes


def given_file(request: PersonRequest) -> GivenFile:
    """Return what was sent. Raises Invalid, TooLarge."""
    if (request.content_type or "").startswith("multipart/"):
        return _from_form(request)
    query = UploadQuery.parse_query(request)
    content = request.data if isinstance(request.data, bytes) else b""
    return GivenFile(query["client_id"], query["filename"], content)


def _from_form(request: PersonRequest) -> GivenFile:
    sent: Any = request.data
    unknown = sorted(set(sent) - {"client_id", "file"})
    if unknown:
        raise Invalid(
            errors=[FieldError(name, "unknown_field", _("There is no such field.")) for name in unknown]
        )
    part: UploadedFile | None = request.FILES.get("file")
    if part is None:
        raise Invalid.field("file", _("Send the file in a part of this name."), code="required")
    fields = UploadForm.check({name: sent[name] for name in sent if name != "file"})
    most = words.limits().most_bytes
    if (part.size or 0) > most:
        raise too_large(most)
    return GivenFile(fields["client_id"], str(part.name or ""), part.read())


def too_large(limit: int) -> Problem:
    """Return the problem for a body that is longer than any file may be."""
    return words.problem(Refused(Reason.TOO_LARGE, limit=limit))
