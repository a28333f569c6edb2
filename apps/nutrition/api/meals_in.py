"""Input of meals and their items."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from apps.foundation.api import StrictSerializer
from apps.foundation.api.fields import StrictPart, ZonedMoment, ZoneName
from apps.nutrition.models import MealKind, Source
from apps.nutrition.models.diary import LONGEST_NOTE, LONGEST_TEXT
from apps.nutrition.rules.portions import MOST_GRAMS, SMALLEST_GRAMS, Size
from apps.nutrition.services.items import MOST_ITEMS, ItemGiven
from apps.nutrition.services.meals import MealGiven
from apps.nutrition.services.weights import Said

SIZES = [(size.value, size.value) for size in Size]
SOURCES = [(value, label) for value, label in Source.choices if value != Source.PHOTO]
BARCODE = r"^[0-9]{8,14}$"
AMOUNTS = ("size", "portion", "grams")


class PortionIn(StrictPart):
    """A household measure of the food."""

    sequence = serializers.IntegerField(
        min_value=0, max_value=32_000, help_text="Which of the food's portions."
    )
    count = serializers.FloatField(required=False, default=1.0, min_value=0.01, max_value=100.0)


class SaidOnce:
    """At most one of size, portion and grams, and at most one of food and label."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse what is told twice: nobody could tell which of the two was meant."""
        if attrs.get("food") is not None and attrs.get("label"):
            raise serializers.ValidationError(
                {"label": _("Give a food or a label, not both.")}, code="one_of"
            )
        told = [name for name in AMOUNTS if attrs.get(name) is not None]
        if len(told) > 1:
            raise serializers.ValidationError({told[1]: _("Give the amount in one way only.")}, code="one_of")
        return attrs


class ItemPart(SaidOnce, StrictPart):
    """An item of a meal that comes with it."""

    id = serializers.UUIDField(help_text="Made by the client; the same id again changes nothing.")
    source = serializers.ChoiceField(SOURCES, required=False, default=Source.MANUAL.value)  # type: ignore[assignment]
    food = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="From `/api/v1/foods`. Instead of a label."
    )
    label = serializers.CharField(  # type: ignore[assignment]
        required=False,
        default="",
        allow_blank=True,
        max_length=64,
        help_text="Of the recogniser. Instead of a food: both are refused (`one_of`).",
    )
    text = serializers.CharField(required=False, default="", allow_blank=True, max_length=LONGEST_TEXT)
    barcode = serializers.RegexField(BARCODE, required=False, default="", allow_blank=True, max_length=14)
    size = serializers.ChoiceField(SIZES, required=False, allow_null=True, default=None)
    portion = PortionIn(required=False, allow_null=True, default=None)
    grams = serializers.FloatField(
        required=False, allow_null=True, default=None, min_value=SMALLEST_GRAMS, max_value=MOST_GRAMS
    )
    confirmed = serializers.BooleanField(required=False, default=False)


class ItemIn(ItemPart, StrictSerializer):
    """An item to add."""


class ItemChange(SaidOnce, StrictSerializer):
    """What changes of an item; what is left out stays."""

    food = serializers.UUIDField(required=False, help_text="Another food. Instead of a label.")
    label = serializers.CharField(  # type: ignore[assignment]
        required=False,
        max_length=64,
        help_text="Another guess of the recogniser. Instead of a food: both are refused (`one_of`).",
    )
    text = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_TEXT)
    size = serializers.ChoiceField(SIZES, required=False)
    portion = PortionIn(required=False)
    grams = serializers.FloatField(required=False, min_value=SMALLEST_GRAMS, max_value=MOST_GRAMS)
    confirmed = serializers.BooleanField(required=False)


class MealIn(StrictSerializer):
    """A meal to note, with the items that are known already."""

    id = serializers.UUIDField(help_text="Made by the client; the same id again changes nothing.")
    kind = serializers.ChoiceField(MealKind.choices)
    eaten_at = ZonedMoment(help_text="With its offset from UTC.")
    zone = ZoneName(
        required=False, default="", allow_blank=True, max_length=64, help_text="Empty: where she lives."
    )
    note = serializers.CharField(required=False, default="", allow_blank=True, max_length=LONGEST_NOTE)
    items = serializers.ListField(
        child=ItemPart(),
        required=False,
        default=list,
        max_length=MOST_ITEMS,
        help_text="The same id twice is refused (`repeated`).",
    )


class MealChange(StrictSerializer):
    """What changes of a meal; what is left out stays."""

    kind = serializers.ChoiceField(MealKind.choices, required=False)
    eaten_at = ZonedMoment(required=False)
    zone = ZoneName(required=False, max_length=64)
    note = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_NOTE)


class MealsQuery(StrictSerializer):
    """Which meals."""

    mother = serializers.UUIDField(required=False)
    first_day = serializers.DateField(required=False)
    last_day = serializers.DateField(required=False)
    limit = serializers.CharField(required=False)
    cursor = serializers.CharField(required=False)


def meal_given(given: Mapping[str, Any]) -> MealGiven:
    """Return a checked body as the service takes it."""
    return MealGiven(
        given["id"],
        given["kind"],
        given["eaten_at"],
        given["zone"],
        given["note"],
        [item_given(item) for item in given["items"]],
    )


def item_given(given: Mapping[str, Any]) -> ItemGiven:
    """Return a checked item as the service takes it."""
    return ItemGiven(
        given["id"],
        Source(given["source"]),
        given["food"],
        given["label"],
        given["text"],
        given["barcode"],
        said(given) or Said(),
        given["confirmed"],
    )


def item_changes(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a checked change as the service takes it."""
    names = {"food": "food_id", "label": "label", "text": "text", "confirmed": "is_confirmed"}
    changes = {ours: given[theirs] for theirs, ours in names.items() if theirs in given}
    amount = said(given)
    return changes | ({"said": amount} if amount else {})


def said(given: Mapping[str, Any]) -> Said | None:
    """Return the amount that was told; None where none was."""
    if given.get("size") is not None:
        return Said(size=Size(given["size"]))
    if given.get("portion") is not None:
        return Said(portion_sequence=given["portion"]["sequence"], portion_count=given["portion"]["count"])
    return Said(grams=given["grams"]) if given.get("grams") is not None else None
