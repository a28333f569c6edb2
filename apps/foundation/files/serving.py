"""Answers with the bytes of a stored file, in pieces, under headers by which nothing in it may run, load or be framed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from rest_framework.negotiation import BaseContentNegotiation

from apps.foundation.errors import NotVisible, Unavailable
from apps.foundation.files.storage import StorageAway, store

NOTHING: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""For papers that this product drew, which the viewers that come with browsers must open."""
SANDBOX: Final = f"{NOTHING}; sandbox"
"""For whatever somebody sent."""


class AnyAccept(BaseContentNegotiation):
    """A player asks for sound, an `<img>` for pictures, a link for a page; what there is, is what is there."""

    def select_parser(self, request: Any, parsers: Any) -> Any:
        """Return the first."""
        return parsers[0]

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> Any:
        """Return the first: problems are JSON."""
        return renderers[0], renderers[0].media_type


def pieces_of(key: str, start: int = 0, stop: int | None = None) -> Iterator[bytes]:
    """Return bytes of a stored file, the first piece fetched already. Raises NotVisible without a key, Unavailable.

    Where the storage is away, that is the answer, and not half a file.
    """
    if not key:
        raise NotVisible
    pieces: Iterator[bytes] = store().pieces(key, start, stop)
    try:
        first = next(pieces, b"")
    except (StorageAway, FileNotFoundError) as error:
        raise Unavailable(headers={"Retry-After": "5"}) from error
    return _chained(first, pieces)


def protect(
    answer: HttpResponseBase, *, media_type: str, disposition: str = "inline", policy: str = SANDBOX
) -> None:
    """Say what the bytes of an answer are, and that nothing else may be made of them."""
    answer["Content-Type"] = media_type
    answer["Content-Disposition"] = disposition
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = policy
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Referrer-Policy"] = "no-referrer"
    answer["Cache-Control"] = "private, no-store"


def whole(
    key: str, *, size_bytes: int, media_type: str, disposition: str = "inline", policy: str = SANDBOX
) -> StreamingHttpResponse:
    """Answer all of a stored file. Raises NotVisible, Unavailable."""
    answer = StreamingHttpResponse(pieces_of(key), headers={"Content-Length": str(size_bytes)})
    protect(answer, media_type=media_type, disposition=disposition, policy=policy)
    return answer


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest
