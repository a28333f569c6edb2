"""Where the stretches of a trace lie that alerts rest on."""

from __future__ import annotations

from typing import Any
from uuid import UUID


def page_of(source: str, person: Any) -> str:
    """Return the page of the recording that a stretch belongs to; empty where `person` may not see it."""
    from apps.recordings.models import Recording

    recording_id, _, _ = source.partition(":")
    seen = Recording.objects.visible_to(person).filter(public_id=UUID(recording_id), deleted_at=None)
    return f"/recordings/{recording_id}/" if seen.exists() else ""
