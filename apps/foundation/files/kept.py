"""What the storage holds of a file that came in: as it came, then what a worker wrote anew under keys of its own."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Final
from uuid import UUID

import structlog

from apps.foundation.errors import Unavailable
from apps.foundation.files import sandbox
from apps.foundation.files.kinds import FORMATS
from apps.foundation.files.limits import Limits
from apps.foundation.files.reasons import Reason, Refused
from apps.foundation.files.sandbox import ChildFailed
from apps.foundation.files.storage import StorageAway, checked_key, read, received_key, store
from apps.foundation.files.wire import Rewritten
from apps.foundation.ids import uuid7

log = structlog.get_logger(__name__)
VARIANTS: Final = ("full", "large", "small")
TRY_AGAIN: Final = (StorageAway, FileNotFoundError, ChildFailed)
"""What says nothing about the file: another attempt may do."""


def keep(content: bytes) -> UUID:
    """Keep bytes as they came; returns the id of their key. Raises Unavailable where the storage is away."""
    source_id = uuid7()
    try:
        store().put(received_key(source_id), content)
    except StorageAway as error:
        raise Unavailable(headers={"Retry-After": "5"}) from error
    return source_id


def written_anew(
    public_id: UUID, *, source_id: UUID, digest: bytes, media_type: str, limits: Limits
) -> Rewritten:
    """Have a file written anew and keep what it has become, under keys that a second attempt would write again.

    `digest`: SHA-256 of the bytes that came. Raises Refused, and what `TRY_AGAIN` names.
    """
    content = read(received_key(source_id))
    if sha256(content).digest() != digest:
        raise Refused(Reason.LOST)
    rewritten = sandbox.rewrite(content, FORMATS[media_type], limits)
    for variant in rewritten.variants:
        store().put(checked_key(public_id, variant.name), variant.content)
    return rewritten


def keys_of(public_id: UUID, source_id: UUID) -> list[str]:
    """Return every key that a file may have, whether it is there or not."""
    return [received_key(source_id), *(checked_key(public_id, name) for name in VARIANTS)]


def remove(keys: Iterable[str]) -> bool:
    """Forget keys. False where the storage is away: a sweep comes back to them."""
    try:
        for key in keys:
            store().remove(key)
    except StorageAway as error:
        log.warning("files_not_removed", error=str(error))
        return False
    return True
