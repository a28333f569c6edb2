"""What the storage holds of an attachment."""

from __future__ import annotations

from uuid import UUID

from apps.consultations.models import Attachment
from apps.foundation.files import kept


def keys_of(attachment: Attachment) -> list[str]:
    """Return every key that an attachment may have, whether it is there or not."""
    return kept.keys_of(attachment.public_id, attachment.source_id)


def are_wanted(attachment_id: UUID) -> bool:
    """Say whether anybody may still need them: False once the row is gone, or its files were removed."""
    rows = Attachment.objects.for_system("a worker came too late").filter(public_id=attachment_id)
    return rows.filter(files_removed_at=None).exists()
