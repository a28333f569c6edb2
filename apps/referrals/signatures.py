"""Signatures as Standard Webhooks (standardwebhooks.com) says, in both directions: what we send and what we take.

What is signed is `id.timestamp.body` in HMAC-SHA256; a header may carry several, one for each secret that is good.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Iterable
from typing import Final

PREFIX: Final = "whsec_"
VERSION: Final = "v1"
SECRET_BYTES: Final = 32
MOST_AGE_S: Final = 300
MOST_SIGNATURES: Final = 8


def new_secret() -> str:
    """Return a new secret: 256 random bits in the form that the libraries take."""
    return PREFIX + base64.b64encode(os.urandom(SECRET_BYTES)).decode()


def sign(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """Return one signature, `v1,` and base64. `timestamp`: Unix seconds."""
    return f"{VERSION},{base64.b64encode(_digest(secret, message_id, timestamp, body)).decode()}"


def sign_with_all(secrets: Iterable[str], *, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the signatures of all secrets that are good, newest first, with spaces between."""
    return " ".join(sign(secret, message_id=message_id, timestamp=timestamp, body=body) for secret in secrets)


def holds(
    secrets: Iterable[str], *, message_id: str, timestamp: str, signatures: str, body: bytes, now_s: float
) -> bool:
    """Say whether one of the signatures is one of the secrets', and not older or newer than five minutes."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    if abs(now_s - int(timestamp)) > MOST_AGE_S:
        return False
    given = [_decoded(said) for said in signatures.split(" ")[:MOST_SIGNATURES]]
    wanted = [_digest(secret, message_id, int(timestamp), body) for secret in secrets]
    return any(hmac.compare_digest(one, other) for one in given for other in wanted)


def _decoded(said: str) -> bytes:
    version, _, encoded = said.partition(",")
    try:
        return base64.b64decode(encoded, validate=True) if version == VERSION else b""
    except (binascii.Error, ValueError):
        return b""


def _digest(secret: str, message_id: str, timestamp: int, body: bytes) -> bytes:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256)
