"""What the storage holds of a photo."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from django.db import transaction

from apps.foundation.files import kept
from apps.nutrition.models import MealPhoto


def keys_of(photo: MealPhoto) -> list[str]:
    """Return every key that a photo may have, whether it is there or not."""
    return kept.keys_of(photo.public_id, photo.source_id)


def forget_photos(photos: Sequence[MealPhoto]) -> None:
    """Remove the bytes of photos once the running write is committed; what is rolled back keeps them."""
    keys = [key for photo in photos for key in keys_of(photo)]
    if keys:
        transaction.on_commit(partial(kept.remove, keys), robust=True)
