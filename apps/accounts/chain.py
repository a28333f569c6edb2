"""The hash chain of an access log as pure functions: bytes in, bytes out, no database and no clock.

Each entry's digest is an HMAC-SHA256 over the digest before it and everything that the entry says; the head,
which says how long the chain is, carries a seal. Without the key nobody makes an entry or a shorter head.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import orjson

FIRST = bytes(32)  # what stands before the first entry


@dataclass(frozen=True)
class Link:
    """What one entry says: exactly the values that its digest protects."""

    subject_id: int
    sequence: int
    public_id: UUID
    reader_id: int
    reader_role: str
    action: str
    kind: str
    object_ids: Sequence[UUID]
    at: datetime
    key_id: str


def digest(key: bytes, before: bytes, link: Link) -> bytes:
    """Return the 32 bytes that bind this entry to all entries before it."""
    said = [
        "entry",
        before.hex(),
        link.subject_id,
        link.sequence,
        str(link.public_id),
        link.reader_id,
        link.reader_role,
        link.action,
        link.kind,
        [str(object_id) for object_id in link.object_ids],
        link.at.astimezone(UTC).isoformat(timespec="microseconds"),
        link.key_id,
    ]
    return hmac.digest(key, orjson.dumps(said), hashlib.sha256)


def seal(key: bytes, *, subject_id: int, sequence: int, newest: bytes, key_id: str) -> bytes:
    """Return the 32 bytes that protect the head: how many entries there are and how the newest one ends."""
    return hmac.digest(
        key, orjson.dumps(["head", subject_id, sequence, newest.hex(), key_id]), hashlib.sha256
    )


def same(left: bytes | memoryview, right: bytes | memoryview) -> bool:
    """Compare two digests without telling by time how much of them agrees."""
    return hmac.compare_digest(bytes(left), bytes(right))
