"""What clients get of meals: items and photos stand inside, so that one number of the feed brings all of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from apps.nutrition.api.amounts_out import AmountOut, amounts_shown
from apps.nutrition.api.asking_out import EnergyOut, PhotoWantedOut, QuestionOut, energy_shown, question_shown
from apps.nutrition.api.photos_out import Foods, PhotoOut, photo_shown
from apps.nutrition.models import Certainty, Meal, MealItem, MealKind, Measure, Source
from apps.nutrition.rules import totals
from apps.nutrition.rules.portions import Size
from apps.nutrition.selectors import asking, chosen
from apps.nutrition.selectors.eating import eaten
from apps.nutrition.states import MealState

SIZES = [(size.value, size.value) for size in Size]


class PortionOut(serializers.Serializer):
    """A household measure."""

    sequence = serializers.IntegerField(help_text="Which of the food's portions.")
    name = serializers.CharField()
    count = serializers.FloatField()


class ItemOut(serializers.Serializer):
    """One food of a meal."""

    id = serializers.UUIDField()
    source = serializers.ChoiceField(Source.choices)  # type: ignore[assignment]
    photo = serializers.UUIDField(allow_null=True)
    label = serializers.CharField(help_text="Of the recogniser; empty: none stands for it.")  # type: ignore[assignment]
    certainty = serializers.ChoiceField(
        [*Certainty.choices, ("", "")], help_text="Empty: no photo brought it."
    )
    confidence = serializers.FloatField(allow_null=True, help_text="Of the first guess, 0 to 1.")
    food = serializers.UUIDField(
        allow_null=True, help_text="Id in the food table; null: only words are known."
    )
    names = serializers.DictField(
        child=serializers.CharField(), help_text="Of the food, by language: en, zh-hans, ko."
    )
    text = serializers.CharField(help_text="In her own words.")
    barcode = serializers.CharField()
    measure = serializers.ChoiceField(Measure.choices)
    size = serializers.ChoiceField([*SIZES, ("", "")])
    portion = PortionOut(allow_null=True)
    grams = serializers.FloatField()
    grams_low = serializers.FloatField()
    grams_high = serializers.FloatField()
    is_further = serializers.BooleanField(
        help_text="A part of the photo shows it beside the dish: ask whether it was on the plate too. "
        "Change or confirm it by itself, or it goes when the meal is confirmed."
    )
    answers = serializers.DictField(
        child=serializers.CharField(), help_text="What she answered when asked, by kind of question."
    )
    confirmed_at = serializers.DateTimeField(allow_null=True)
    nutrients = serializers.DictField(
        child=AmountOut(),
        help_text="Of this amount, copied when it was confirmed, empty until then. Absent: not measured.",
    )
    filled = serializers.DictField(help_text="Nutrients whose values come from another table, and which.")
    food_table = serializers.CharField()
    table_version = serializers.CharField()


class MealOut(serializers.Serializer):
    """A meal with its items and photos."""

    id = serializers.UUIDField()
    mother = serializers.UUIDField()
    pregnancy = serializers.UUIDField()
    kind = serializers.ChoiceField(MealKind.choices)
    state = serializers.ChoiceField(MealState.choices)
    eaten_at = serializers.DateTimeField()
    zone = serializers.CharField()
    local_day = serializers.DateField(help_text="The day it counts for, where she ate.")
    note = serializers.CharField()
    confirmed_at = serializers.DateTimeField(allow_null=True)
    energy = EnergyOut(
        allow_null=True, help_text="Of the whole meal, drafts included; null: of an item nothing is known."
    )
    question = QuestionOut(
        allow_null=True,
        help_text="The one question that would settle most; null: little is left, or she was asked.",
    )
    photo_wanted = PhotoWantedOut(
        allow_null=True, help_text="The photo that she has promised when asked; null: none, or it has come."
    )
    items = ItemOut(many=True)
    photos = PhotoOut(many=True)


def represented(meals: Sequence[Meal]) -> list[dict[str, Any]]:
    """Return meals as plain values. Their items and photos must be prefetched."""
    foods = Foods.of(meals)
    return [_meal(meal, foods) for meal in meals]


def represented_one(meal: Meal) -> dict[str, Any]:
    """Return one meal as plain values."""
    return represented([meal])[0]


def _meal(meal: Meal, foods: Foods) -> dict[str, Any]:
    return {
        "id": meal.public_id,
        "mother": meal.subject.public_id,
        "pregnancy": meal.pregnancy.public_id,
        "kind": meal.kind,
        "state": meal.state,
        "eaten_at": meal.eaten_at,
        "zone": meal.zone_name,
        "local_day": meal.local_day,
        "note": meal.note,
        "confirmed_at": meal.confirmed_at,
        "energy": energy_shown(asking.energy_of(meal, foods.by_id, foods.by_label)),
        "question": question_shown(
            asking.question_of(meal, foods.by_id, foods.by_label), foods.names_of_label
        ),
        "photo_wanted": _photo_wanted(meal),
        "items": [item_shown(item, foods) for item in meal.items.all()],
        "photos": [photo_shown(photo, foods) for photo in meal.photos.all()],
    }


def _photo_wanted(meal: Meal) -> dict[str, Any] | None:
    item = asking.waits_for_photo(meal)
    return {"item": item.public_id, "coin": True} if item and item.confirmed_at is None else None


def item_shown(item: MealItem, foods: Foods) -> dict[str, Any]:
    """Return an item as plain values."""
    same = (
        "source",
        "label",
        "certainty",
        "confidence",
        "text",
        "barcode",
        "measure",
        "size",
        "answers",
        "confirmed_at",
        "is_further",
    )
    copied = ("grams", "grams_low", "grams_high", "filled", "food_table", "table_version")
    return {
        "id": item.public_id,
        "photo": item.photo.public_id if item.photo else None,
        "food": item.food_id,
        "names": _names(item, foods),
        "portion": _portion(item),
        "nutrients": amounts_shown(totals.of_item(eaten(item, item.per_100g))),
        **{name: getattr(item, name) for name in (*same, *copied)},
    }


def _names(item: MealItem, foods: Foods) -> dict[str, str]:
    """As they were copied; of a draft as the table has them now."""
    if item.food_names:
        return dict(item.food_names)
    food = foods.by_id.get(item.food_id) if item.food_id else None
    dish = foods.added.get(item.label)
    if dish is not None and (food is None or dish.food == food):
        return dict(dish.names)
    if food is not None:
        return chosen.names_of(food)
    return foods.names_of_label(item.label) if item.label else {}


def _portion(item: MealItem) -> dict[str, Any] | None:
    if item.portion_sequence is None:
        return None
    return {"sequence": item.portion_sequence, "name": item.portion_name, "count": item.portion_count}
