"""Whether she has said what a photo shows: until then it is a guess; afterwards no guess about it is told."""

from __future__ import annotations

from collections.abc import Iterable

from apps.nutrition.models import Certainty, MealItem
from apps.nutrition.rules.questions import Kind


def has_decided(item: MealItem) -> bool:
    """Say whether an item is what she said: confirmed, answered, in her words, or another dish than was filled in."""
    if item.confirmed_at is not None or Kind.DISH in item.answers or item.text:
        return True
    if not item.label:
        return item.food_id is not None
    was_filled_in = item.certainty != Certainty.NOT_SURE and item.label == item.label_at_first
    return not was_filled_in


def is_open(photo_pk: int, items: Iterable[MealItem]) -> bool:
    """Say whether guesses about a photo still stand: its dish is there as it was drafted. Taken out, it was none of them.

    `items`: at least all items of the photo.
    """
    of_photo = [item for item in items if item.photo_id == photo_pk]
    is_there = any(not item.is_further for item in of_photo)
    return is_there and not any(has_decided(item) for item in of_photo)
