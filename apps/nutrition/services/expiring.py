"""Photos that were kept for long enough are removed; what they showed stays in the diary. Harmless twice at once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from apps.foundation.transactions import write
from apps.nutrition.models import DishPhoto, MealPhoto
from apps.nutrition.services import files
from apps.nutrition.services.moves import move
from apps.nutrition.states import DUE, PhotoState

AT_A_TIME: Final = 200


def waited_for(ids: Collection[UUID]) -> set[UUID]:
    """Return which of these files a photo waits for, at which nobody has looked yet: workers may be away for days."""
    rows = MealPhoto.objects.for_system("a sweep looks for files without a row")
    of_meals = rows.filter(source_id__in=ids, state__in=sorted(DUE)).values_list("source_id", flat=True)
    of_dishes = DishPhoto.objects.filter(source_id__in=ids, variants={}, failure="")
    return {*of_meals, *of_dishes.values_list("source_id", flat=True)}


def sweep(*, at: datetime) -> int:
    """Remove what has expired, each for itself: first the mark, so that nobody is shown what is half gone. Returns
    how many.
    """
    gone = 0
    while batch := expire(None, at=at):
        gone += len(batch)
    return gone


@write
def expire(_system: None, *, at: datetime) -> list[MealPhoto]:
    """Mark the next photos as expired; their bytes go with the commit. Returns them."""
    rows = MealPhoto.objects.for_system("a sweep looks for photos that were kept long enough").filter(
        expires_at__lte=at
    )
    old = rows.exclude(state__in=sorted(DUE | {PhotoState.EXPIRED})).select_related("meal")
    found = list(old.select_for_update(of=("self",), skip_locked=True).order_by("expires_at")[:AT_A_TIME])
    for photo in found:
        move(photo, PhotoState.EXPIRED, variants={})
    files.forget_photos(found)
    return found
