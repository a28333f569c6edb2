"""Bodies that are no JSON: a file or a chunk as it is. The length is bounded before anything is kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser

from apps.foundation.errors import TooLarge
from apps.recordings import chunks
from apps.recordings.services.intake import MOST_FILE_BYTES


class BytesParser(BaseParser):
    """The body as bytes. Raises TooLarge."""

    media_type = "application/octet-stream"
    most_bytes: ClassVar[int] = MOST_FILE_BYTES

    def parse(  # type: ignore[override]
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """Return the body."""
        body: bytes = stream.read(self.most_bytes + 1)
        if len(body) > self.most_bytes:
            raise too_large("file", self.most_bytes)
        return body


class ChunkParser(BytesParser):
    """The body of one chunk."""

    most_bytes = chunks.MOST_BYTES


def body_of(request: Any) -> bytes:
    """Return a body that came as bytes. The framework gives an empty one as an empty mapping."""
    return request.data if isinstance(request.data, bytes) else b""


def too_large(field: str, limit: int) -> TooLarge:
    """Return the problem for a body beyond its limit."""
    sentence = _("At most %(limit)d bytes are taken here.") % {"limit": limit}
    return TooLarge.field(field, sentence, code="too_large", limit=limit)  # type: ignore[return-value]
