"""JSON bodies, read strictly: whatever cannot be read is the client's error, never ours."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, ClassVar

import orjson
from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser

from apps.foundation.errors import Malformed, TooLarge


class JSONParser(BaseParser):
    """RFC 8259 without exceptions: no NaN, no infinity, no invalid UTF-8, no lone surrogates, nested 1,000
    at most.

    `max_bytes` bounds what is held in memory; a view that takes more says so with a subclass.
    """

    media_type = "application/json"
    max_bytes: ClassVar[int | None] = None

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the body as plain values. Raises Malformed or TooLarge."""
        limit = self.max_bytes or settings.JSON_MAX_BYTES
        body = stream.read(limit + 1)
        if len(body) > limit:
            raise TooLarge(
                _("A JSON body here holds at most %(limit)d bytes.") % {"limit": limit}, limit=limit
            )
        return loads(body)


def loads(body: bytes) -> Any:
    """Return JSON as plain values. Raises Malformed."""
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed(
            _("The body is not valid JSON (line %(line)d, column %(column)d).")
            % {"line": error.lineno, "column": error.colno}
        ) from error
    if not _is_finite(value):
        raise Malformed(_("The body holds a number that is too large."))
    return value


def _is_finite(value: Any) -> bool:
    """Say whether no number has overflowed to infinity; an explicit stack, since depth is the client's
    choice.
    """
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, float):
            if not math.isfinite(item):
                return False
        elif isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return True
