"""What a photo may show becomes a draft of the meal: never more than a proposal, and never sure of the amount."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from apps.nutrition.models import Certainty, Meal, MealItem, MealPhoto, Source
from apps.nutrition.recognising import Seen
from apps.nutrition.rules.portions import servings
from apps.nutrition.selectors import chosen
from apps.nutrition.services.items import MOST_ITEMS
from apps.nutrition.services.weights import Said, weight

PROPOSES: Final = frozenset({Certainty.CONFIDENT, Certainty.CONFIRM})
"""In these the likeliest label is filled in; otherwise she chooses among five, or says it herself."""


def draft_items(meal: Meal, photo: MealPhoto, seen: Seen, *, at: datetime) -> MealItem | None:
    """Make the draft of a photo, once: its id is made of the photo's. Only inside a `@write`, with the meal locked.

    None where the photo shows no food, or the meal is full.
    """
    item_id = item_id_of(photo.public_id)
    is_there = MealItem.objects.for_system("a draft is made once").filter(public_id=item_id).exists()
    if seen.status == Certainty.NOT_FOOD or not seen.candidates:
        return None
    if is_there or meal.items.count() >= MOST_ITEMS:
        return None
    first, probability = seen.candidates[0]
    label = first if seen.status in PROPOSES and first in servings() else ""
    food = chosen.food_of_label(label)
    item = MealItem(
        subject_id=meal.subject_id,
        public_id=item_id,
        meal=meal,
        photo=photo,
        source=Source.PHOTO,
        label=label,
        label_at_first=first,
        certainty=seen.status,
        confidence=probability,
        food_id=food.public_id if food else None,
        food_code=food.code if food else "",
        recorded_at=at,
        **weight(Said(), food=food, label=label).columns(),
    )
    item.save()
    return item


def item_id_of(photo_id: UUID) -> UUID:
    """Return the id of the draft that a photo brings: the same on every attempt."""
    return uuid5(photo_id, "item")
