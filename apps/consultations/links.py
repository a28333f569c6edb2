"""What a message may point to beside files: recordings now, meals, plans and appointments by the apps that own them.

links.register("recording", exists)
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

Exists = Callable[[int, UUID], bool]
_kinds: dict[str, Exists] = {}


def register(kind: str, exists: Exists) -> None:
    """Say how to find out whether a mother (her id) has a thing of this kind (its public id)."""
    _kinds[kind] = exists


def exists(kind: str, subject_id: int, target: UUID) -> bool:
    """Say whether this mother has that thing; False for a kind that nobody has registered."""
    return kind in _kinds and _kinds[kind](subject_id, target)
