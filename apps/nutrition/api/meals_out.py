"""What clients get of meals: items and photos stand inside, so that one number of the feed brings all of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.foundation.files import words
from apps.foundation.files.reasons import Reason
from apps.nutrition.api.amounts_out import AmountOut, CautionOut, amounts_shown, cautions_shown
from apps.nutrition.models import Certainty, Food, Meal, MealItem, MealKind, MealPhoto, Measure, Source
from apps.nutrition.rules import cautions, totals
from apps.nutrition.rules.portions import Scale, Size
from apps.nutrition.rules.totals import Eaten
from apps.nutrition.selectors import chosen
from apps.nutrition.selectors.days import candidates_of, grams_of
from apps.nutrition.states import MealState, PhotoState

SIZES = [(size.value, size.value) for size in Size]
SCALES = [(scale.value, scale.value) for scale in Scale]


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
    confirmed_at = serializers.DateTimeField(allow_null=True)
    nutrients = serializers.DictField(
        child=AmountOut(),
        help_text="Of this amount, copied when it was confirmed, empty until then. Absent: not measured.",
    )
    filled = serializers.DictField(help_text="Nutrients whose values come from another table, and which.")
    food_table = serializers.CharField()
    table_version = serializers.CharField()


class CandidateOut(serializers.Serializer):
    """What a photo may show."""

    label = serializers.CharField()  # type: ignore[assignment]
    names = serializers.DictField(child=serializers.CharField(), help_text="By language: en, zh-hans, ko.")
    probability = serializers.FloatField()
    food = serializers.UUIDField(allow_null=True)


class FailureOut(serializers.Serializer):
    """Why a photo could not be looked at."""

    code = serializers.CharField(
        help_text="See the codes of files in docs/reference/errors.md; or `not_recognised`."
    )
    message = serializers.CharField(help_text="A sentence in the language of the request.")
    limit = serializers.IntegerField(allow_null=True)


class PhotoVariantOut(serializers.Serializer):
    """One picture that was written anew: upright, without place and camera."""

    name = serializers.CharField(help_text="full, large (longest side 1,280 px), small (320 px).")
    media_type = serializers.CharField()
    size_bytes = serializers.IntegerField()
    width_px = serializers.IntegerField()
    height_px = serializers.IntegerField()
    url = serializers.CharField(help_text="Opens it for whoever is signed in and may see the meal.")


class PhotoOut(serializers.Serializer):
    """A photo of a meal."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(PhotoState.choices)
    failure = FailureOut(allow_null=True)
    scale = serializers.ChoiceField(SCALES)
    status = serializers.ChoiceField(
        [*Certainty.choices, ("", "")], help_text="Empty until it was looked at."
    )
    candidates = CandidateOut(many=True, help_text="The likeliest first.")
    model_version = serializers.CharField()
    cautions = CautionOut(many=True, help_text="About any of the five with a probability of at least 0.10.")
    width_px = serializers.IntegerField(allow_null=True)
    height_px = serializers.IntegerField(allow_null=True)
    variants = PhotoVariantOut(many=True)
    uploaded_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True, help_text="When it is removed; null: it is not.")


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
    items = ItemOut(many=True)
    photos = PhotoOut(many=True)


@dataclass(frozen=True)
class Foods:
    """Foods that rows point at, by id and by label."""

    by_id: Mapping[UUID, Food]
    by_label: Mapping[str, Food]

    @classmethod
    def of(cls, meals: Iterable[Meal]) -> Foods:
        """Fetch what these meals point at: two queries for any number."""
        meals = list(meals)
        items = [item for meal in meals for item in meal.items.all()]
        guesses = [guess for meal in meals for photo in meal.photos.all() for guess in _labels(photo)]
        labels = [*guesses, *(item.label for item in items if item.label)]
        ids = [item.food_id for item in items if item.food_id and not item.food_names]
        return cls(chosen.foods_of(ids), chosen.foods_of_labels(labels))

    def names_of_label(self, label: str) -> dict[str, str]:
        """Return what a label is called, by language; its own words where no food stands for it."""
        food = self.by_label.get(label)
        return chosen.names_of(food) if food else {"en": label.replace("_", " ").capitalize()}


def _labels(photo: MealPhoto) -> list[str]:
    return [guess.label for guess in candidates_of(photo.prediction)]


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
        "items": [item_shown(item, foods) for item in meal.items.all()],
        "photos": [photo_shown(photo, foods) for photo in meal.photos.all()],
    }


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
        "confirmed_at",
    )
    copied = ("grams", "grams_low", "grams_high", "filled", "food_table", "table_version")
    return {
        "id": item.public_id,
        "photo": item.photo.public_id if item.photo else None,
        "food": item.food_id,
        "names": _names(item, foods),
        "portion": _portion(item),
        "nutrients": amounts_shown(totals.of_item(Eaten(grams_of(item), item.per_100g))),
        **{name: getattr(item, name) for name in (*same, *copied)},
    }


def _names(item: MealItem, foods: Foods) -> dict[str, str]:
    """As they were copied; of a draft as the table has them now."""
    if item.food_names:
        return dict(item.food_names)
    food = foods.by_id.get(item.food_id) if item.food_id else None
    if food is not None:
        return chosen.names_of(food)
    return foods.names_of_label(item.label) if item.label else {}


def _portion(item: MealItem) -> dict[str, Any] | None:
    if item.portion_sequence is None:
        return None
    return {"sequence": item.portion_sequence, "name": item.portion_name, "count": item.portion_count}


def photo_shown(photo: MealPhoto, foods: Foods) -> dict[str, Any]:
    """Return a photo as plain values."""
    guesses = candidates_of(photo.prediction)
    same = ("state", "scale", "model_version", "width_px", "height_px", "uploaded_at", "expires_at")
    return {
        "id": photo.public_id,
        "failure": _failure(photo),
        "status": photo.prediction.get("status", ""),
        "candidates": [
            {
                "label": guess.label,
                "names": foods.names_of_label(guess.label),
                "probability": guess.probability,
                "food": foods.by_label[guess.label].public_id if guess.label in foods.by_label else None,
            }
            for guess in guesses
        ],
        "cautions": cautions_shown(cautions.of_candidates(guesses)),
        "variants": [
            {"name": name, **about, "url": reverse("meal-photo-content", args=[photo.public_id, name])}
            for name, about in photo.variants.items()
        ],
        **{name: getattr(photo, name) for name in same},
    }


def _failure(photo: MealPhoto) -> dict[str, Any] | None:
    if not photo.failure:
        return None
    if photo.failure in Reason:
        message = words.sentence(photo.failure, photo.failure_limit)
    else:
        message = _("The photo is kept, but could not be looked at. Please choose yourself what it shows.")
    return {"code": photo.failure, "message": message, "limit": photo.failure_limit}
