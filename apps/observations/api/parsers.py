"""Bodies of batches: as JSON of any of the forms, larger than other bodies, read once."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import orjson
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser

from apps.foundation.errors import Malformed, TooLarge

MOST_BYTES: Final = 8 * 1024 * 1024
"""A thousand FHIR Observations take three to four."""

BEYOND: Final = "number is infinity"
LONGEST_WHOLE: Final = 19
"""Digits that fit into 64 bits."""


class BatchParser(BaseParser):
    """JSON as plain values. Numbers beyond a float become infinite: the limits of every measure refuse them."""

    media_type = "application/json"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the body. Raises Malformed, TooLarge."""
        body = stream.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise TooLarge(
                _("A JSON body here holds at most %(limit)d bytes.") % {"limit": MOST_BYTES}, limit=MOST_BYTES
            )
        try:
            return _loaded(body)
        except orjson.JSONDecodeError as error:
            raise Malformed(
                _("The body is not valid JSON (line %(line)d, column %(column)d).")
                % {"line": error.lineno, "column": error.colno}
            ) from error


def _loaded(body: bytes) -> Any:
    """Return what JSON says. A number beyond a float costs its point, not the batch. Raises JSONDecodeError."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        if BEYOND not in error.msg:
            raise
        try:
            found = json.loads(body, parse_int=_number, parse_constant=_no_number)
            orjson.dumps(found)  # as strict about texts and depth as it would have been
        except (ValueError, TypeError, RecursionError):
            raise error from None
        return found


def _number(digits: str) -> int | float:
    return int(digits) if len(digits) < LONGEST_WHOLE else float(digits)


def _no_number(name: str) -> Any:
    raise ValueError(name)


class FhirParser(BatchParser):
    """The same under the name that FHIR has for it."""

    media_type = "application/fhir+json"
