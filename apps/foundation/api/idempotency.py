"""`Idempotency-Key`: a POST that is sent twice is done once, and both get the same answer.

The key's row is inserted first, in the transaction of the write itself: a second request with the same key
waits for the first one's commit, then finds its answer. What failed leaves no row and may be tried again.
The body is hashed while the view reads it, so that an upload is neither read twice nor held in memory for
this.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import orjson
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework.response import Response

from apps.foundation import accesses
from apps.foundation.errors import Invalid, NotVisible, Unprocessable
from apps.foundation.models import StoredAnswer
from apps.foundation.visibility import UnrecordedRead, subjects_visible_to

HEADER = "Idempotency-Key"
LONGEST_KEY = 255
KEPT_FOR = timedelta(days=7)
KEPT_HEADERS = ("Location", "ETag", "Retry-After")
PIECE_BYTES = 64 * 1024


class HashedStream:
    """A request's body that is hashed as it passes. Stands in for `HttpRequest._stream`."""

    def __init__(self, stream: Any, start: bytes) -> None:
        self._stream = stream
        self._hash = hashlib.sha256(start)

    def read(self, size: int | None = -1) -> bytes:
        """Read up to `size` bytes (-1 or None: all)."""
        piece = self._stream.read() if size is None or size < 0 else self._stream.read(size)
        self._hash.update(piece)
        return piece

    def readline(self, size: int | None = -1) -> bytes:
        """Read one line."""
        line = self._stream.readline() if size is None or size < 0 else self._stream.readline(size)
        self._hash.update(line)
        return line

    def close(self) -> None:
        """Close the stream below."""
        self._stream.close()

    def digest(self) -> bytes:
        """Return the hash of the whole body: what nobody has read yet is read now, and thrown away."""
        while self.read(PIECE_BYTES):
            continue
        return self._hash.digest()


def watch_body(request: HttpRequest) -> None:
    """Hash the body from its first byte on. Called before anything (a CSRF check, a parser) may read it."""
    if HEADER not in request.headers:
        return
    start = b"\0".join([str(request.method).encode(), request.get_full_path().encode(), b""])
    source = BytesIO(request.body) if hasattr(request, "_body") else getattr(request, "_stream", BytesIO())
    request.hashed_body = HashedStream(source, start)  # type: ignore[attr-defined]
    if not hasattr(request, "_body"):
        request._stream = request.hashed_body  # type: ignore[attr-defined]


class _FailedAnswer(Exception):
    """Carries an answer that is no success out of the transaction, so that nothing of it is kept."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


class _Known(Exception):
    """The key has been used before."""


def answered_once(request: Any, answer: Callable[[], Response]) -> Response:
    """Run `answer` unless this person's key was answered before; then give that answer again."""
    key = request.headers.get(HEADER)
    if key is None or not request.user.is_authenticated:
        return answer()
    if not (1 <= len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise Invalid.field(HEADER, _("Give 1 to 255 printable ASCII characters."), limit=LONGEST_KEY)
    try:
        with transaction.atomic():
            return _first_time(request, key, answer)
    except _FailedAnswer as failed:
        return failed.response
    except _Known:
        return _again(request, key)


def _first_time(request: Any, key: str, answer: Callable[[], Response]) -> Response:
    try:
        with transaction.atomic():
            stored = StoredAnswer.objects.create(person=request.user, key=key, request_hash=b"")
    except IntegrityError as error:
        raise _Known from error
    before = accesses.noted()
    response = answer()
    if not 200 <= response.status_code < 300:
        raise _FailedAnswer(response)
    stored.request_hash = request._request.hashed_body.digest()
    stored.status, stored.body = response.status_code, orjson.loads(orjson.dumps(response.data, default=str))
    stored.headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    stored.reads = [
        [subject_id, kind, None if object_id is None else str(object_id)]
        for _, subject_id, kind, object_id in sorted(accesses.noted() - before, key=str)
    ]
    stored.save(update_fields=["request_hash", "status", "body", "headers", "reads"])
    return response


def _again(request: Any, key: str) -> Response:
    stored = StoredAnswer.objects.get(person=request.user, key=key)
    if bytes(stored.request_hash) != request._request.hashed_body.digest():
        raise Unprocessable.field(
            HEADER, _("This key was used for another request."), code="idempotency_key_reused"
        )
    _read_again(request.user, stored)
    return Response(
        stored.body, status=stored.status, headers={**stored.headers, "Idempotency-Replayed": "true"}
    )


def _read_again(person: Any, stored: StoredAnswer) -> None:
    """An answer that is given again is a read like the first: still visible? Noted. Raises NotVisible."""
    subject_ids = {subject_id for subject_id, _, _ in stored.reads}
    if subjects_visible_to(person).filter(pk__in=subject_ids).count() != len(subject_ids):
        raise NotVisible
    for subject_id, kind, object_id in stored.reads:
        if not accesses.note(person.pk, subject_id, kind, None if object_id is None else UUID(object_id)):
            raise UnrecordedRead("a stored answer was given again outside accesses.collected()")


def forget_old(*, at: datetime) -> int:
    """Delete answers past their keeping time; returns how many."""
    return StoredAnswer.objects.filter(created_at__lt=at - KEPT_FOR).delete()[0]
