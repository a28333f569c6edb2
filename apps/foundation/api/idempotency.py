"""`Idempotency-Key`: a POST that is sent twice is done once, and both get the same answer.

The key's row is inserted first, in the transaction of the write itself: a second request with the same key waits for
the first one's commit, then finds its answer. What failed leaves no row and may be tried again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import orjson
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.response import Response

from apps.foundation.errors import Invalid, Unprocessable
from apps.foundation.models import StoredAnswer

HEADER = "Idempotency-Key"
LONGEST_KEY = 255
KEPT_FOR = timedelta(days=7)


class _FailedAnswer(Exception):
    """Carries an answer that is no success out of the transaction, so that nothing of it is kept."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


def answered_once(request: Any, answer: Callable[[], Response]) -> Response:
    """Run `answer` unless this person's key was answered before; then give that answer again."""
    key = request.headers.get(HEADER)
    if key is None or not request.user.is_authenticated:
        return answer()
    if not (1 <= len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise Invalid.field(HEADER, _("Give 1 to 255 printable ASCII characters."), limit=LONGEST_KEY)
    digest = _digest(request)
    try:
        with transaction.atomic():
            return _first_time(request, key, digest, answer)
    except _FailedAnswer as failed:
        return failed.response
    except _Known:
        return _again(request, key, digest)


class _Known(Exception):
    """The key has been used before."""


def _first_time(request: Any, key: str, digest: bytes, answer: Callable[[], Response]) -> Response:
    try:
        with transaction.atomic():
            stored = StoredAnswer.objects.create(person=request.user, key=key, request_hash=digest)
    except IntegrityError as error:
        raise _Known from error
    response = answer()
    if not 200 <= response.status_code < 300:
        raise _FailedAnswer(response)
    stored.status, stored.body = response.status_code, orjson.loads(orjson.dumps(response.data, default=str))
    stored.save(update_fields=["status", "body"])
    return response


def _again(request: Any, key: str, digest: bytes) -> Response:
    stored = StoredAnswer.objects.get(person=request.user, key=key)
    if bytes(stored.request_hash) != digest:
        raise Unprocessable.field(HEADER, _("This key was used for another request."), code="idempotency_key_reused")
    return Response(stored.body, status=stored.status, headers={"Idempotency-Replayed": "true"})


def _digest(request: Any) -> bytes:
    body = request._request.body
    return hashlib.sha256(b"\0".join([request.method.encode(), request.get_full_path().encode(), body])).digest()


def forget_old(*, at: Any = None) -> int:
    """Delete answers past their keeping time; returns how many."""
    return StoredAnswer.objects.filter(created_at__lt=(at or timezone.now()) - KEPT_FOR).delete()[0]
