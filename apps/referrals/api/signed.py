"""A POST that is signed, and that is done once: what reports money needs more than a token that may have been lost.

`Idempotency-Key` names it, `Kaishi-Timestamp` (Unix seconds) says when it was signed, `Kaishi-Signature` is made as
Standard Webhooks says, with the key as the id. Older or newer than five minutes is refused; within them the key
makes a repeat harmless.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Final

import orjson
from django.db import connection, transaction
from django.utils.translation import gettext as _
from rest_framework.response import Response

from apps.foundation.errors import Invalid, Problem, TooLarge, Unprocessable
from apps.referrals import signatures
from apps.referrals.api.machines import Machine
from apps.referrals.models import PartnerAnswer
from apps.referrals.services.clients import good_secrets

KEY: Final = "Idempotency-Key"
TIMESTAMP: Final = "Kaishi-Timestamp"
SIGNATURE: Final = "Kaishi-Signature"
LONGEST_KEY: Final = 255
LONGEST_BODY: Final = 256 * 1024
FIRST = """
INSERT INTO referrals_partneranswer (partner_id, is_live, key, request_hash, created_at)
VALUES (%s, %s, %s, %s, %s) ON CONFLICT (partner_id, is_live, key) DO NOTHING RETURNING id
"""


class NotSigned(Problem):
    """The signature is missing, wrong, or too old. Which of them is not told."""

    status, code = 401, "signature_invalid"


def signed_once(request: Any, answer: Callable[[], Response]) -> Response:
    """Check the signature, then run `answer` once for a key. Raises NotSigned, Invalid, TooLarge, Unprocessable.

    The key's row is written first, in the transaction of the work: whoever comes with the same key meanwhile waits for
    its commit, and gets the same answer. What failed leaves no key behind.
    """
    machine: Machine = request.user
    key, body = _key(request), _body(request)
    _require_signature(request, machine, key, body)
    digest = hashlib.sha256(b"\0".join([request.path.encode(), body])).digest()
    with transaction.atomic():
        row_id = _first(machine, key, digest, request.received_at)
        if row_id is not None:
            response = answer()
            data = orjson.loads(orjson.dumps(response.data, default=str))
            PartnerAnswer.objects.filter(pk=row_id).update(status=response.status_code, body=data)
            return response
    return _again(machine, key, digest)


def _key(request: Any) -> str:
    key = str(request.headers.get(KEY, ""))
    if not (1 <= len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise Invalid.field(KEY, _("Give 1 to 255 printable ASCII characters."), limit=LONGEST_KEY)
    return key


def _body(request: Any) -> bytes:
    body: bytes = request._request.body
    if len(body) > LONGEST_BODY:
        raise TooLarge(limit=LONGEST_BODY)
    return body


def _require_signature(request: Any, machine: Machine, key: str, body: bytes) -> None:
    at = request.received_at
    secrets = good_secrets(machine.partner.pk, is_live=machine.is_live, at=at)
    if not signatures.holds(
        secrets,
        message_id=key,
        timestamp=request.headers.get(TIMESTAMP, ""),
        signatures=request.headers.get(SIGNATURE, ""),
        body=body,
        now_s=at.timestamp(),
    ):
        raise NotSigned(_("The signature is missing, wrong, or too old."))


def _first(machine: Machine, key: str, digest: bytes, at: Any) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(FIRST, [machine.partner.pk, machine.is_live, key, digest, at])
        row = cursor.fetchone()
    return None if row is None else int(row[0])


def _again(machine: Machine, key: str, digest: bytes) -> Response:
    stored = machine.own(PartnerAnswer.objects.all()).get(key=key)
    if bytes(stored.request_hash) != digest:
        raise Unprocessable.field(
            KEY, _("This key was used for another request."), code="idempotency_key_reused"
        )
    return Response(stored.body, status=stored.status, headers={"Idempotency-Replayed": "true"})
