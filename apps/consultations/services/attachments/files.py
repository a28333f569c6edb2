"""What the storage holds of an attachment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

import structlog

from apps.consultations.models import Attachment
from apps.foundation.files.storage import StorageAway, checked_key, received_key, store

log = structlog.get_logger(__name__)
VARIANTS: Final = ("full", "large", "small")


def keys_of(attachment: Attachment) -> list[str]:
    """Return every key that an attachment may have, whether it is there or not."""
    checked = [checked_key(attachment.public_id, name) for name in VARIANTS]
    return [received_key(attachment.source_id), *checked]


def remove(keys: Iterable[str]) -> bool:
    """Forget keys. False where the storage is away: a sweep comes back to them."""
    try:
        for key in keys:
            store().remove(key)
    except StorageAway as error:
        log.warning("files_not_removed", error=str(error))
        return False
    return True


def are_wanted(attachment_id: UUID) -> bool:
    """Say whether anybody may still need them: False once the row is gone, or its files were removed."""
    rows = Attachment.objects.for_system("a worker came too late").filter(public_id=attachment_id)
    return rows.filter(files_removed_at=None).exists()
