"""What the storage holds of a photo."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Final

import structlog
from django.db import transaction

from apps.foundation.files.storage import StorageAway, checked_key, received_key, store
from apps.nutrition.models import MealPhoto

log = structlog.get_logger(__name__)
VARIANTS: Final = ("full", "large", "small")


def keys_of(photo: MealPhoto) -> list[str]:
    """Return every key that a photo may have, whether it is there or not."""
    return [received_key(photo.source_id), *(checked_key(photo.public_id, name) for name in VARIANTS)]


def remove(keys: Iterable[str]) -> bool:
    """Forget keys. False where the storage is away."""
    try:
        for key in keys:
            store().remove(key)
    except StorageAway as error:
        log.warning("meal_photos_not_removed", error=str(error))
        return False
    return True


def forget_photos(photos: Sequence[MealPhoto]) -> None:
    """Remove the bytes of photos once the running write is committed; what is rolled back keeps them."""
    keys = [key for photo in photos for key in keys_of(photo)]
    if keys:
        transaction.on_commit(partial(remove, keys), robust=True)
