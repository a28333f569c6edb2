"""Items as the rules count them: how much of what, and how uncertain."""

from __future__ import annotations

from collections.abc import Mapping

from apps.nutrition.models import MealItem, Source
from apps.nutrition.rules import composition
from apps.nutrition.rules.portions import Grams
from apps.nutrition.rules.totals import Eaten


def grams_of(item: MealItem) -> Grams:
    """Return the weight of an item."""
    return Grams(item.grams, item.grams_low, item.grams_high)


def is_chosen(item: MealItem) -> bool:
    """Say whether she picked the very food: a label that a photo brought stands for many recipes."""
    return item.source != Source.PHOTO or not item.label


def eaten(item: MealItem, per_100g: Mapping[str, float]) -> Eaten:
    """Return an item with what 100 g of it hold, and how far that may be off."""
    off = composition.deviations(per_100g, label=item.label, is_chosen=is_chosen(item), said=item.answers)
    key = f"{item.food_table}:{item.food_code}" if item.food_code else item.label or item.text
    return Eaten(grams_of(item), per_100g, key, off)
