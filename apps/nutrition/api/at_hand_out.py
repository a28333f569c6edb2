"""What clients get of favourites, recent foods, supplements and the profile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from apps.nutrition.models import Favourite, MealItem
from apps.nutrition.rules.energy import Activity
from apps.nutrition.rules.reference_intakes import Standard
from apps.nutrition.selectors import chosen

STANDARDS = [(standard.value, standard.value) for standard in Standard]
ACTIVITIES = [(level.value, level.value) for level in Activity]


class FavouriteOut(serializers.Serializer):
    """A food that she keeps at hand."""

    id = serializers.UUIDField()
    food = serializers.UUIDField()
    names = serializers.DictField(
        child=serializers.CharField(), help_text="By language; empty: no longer in the table."
    )
    grams = serializers.FloatField(allow_null=True, help_text="What she usually takes of it.")


class RecentFoodOut(serializers.Serializer):
    """A food that she confirmed lately, with the amount of the last time."""

    food = serializers.UUIDField()
    names = serializers.DictField(child=serializers.CharField(), help_text="By language.")
    grams = serializers.FloatField()
    recorded_at = serializers.DateTimeField()


class SupplementOut(serializers.Serializer):
    """A supplement that she takes day by day."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    per_dose = serializers.DictField(child=serializers.FloatField(), help_text="As printed, by nutrient.")
    doses_per_day = serializers.FloatField()
    from_day = serializers.DateField()
    until_day = serializers.DateField(allow_null=True, help_text="The last day; null: it goes on.")


class ProfileOut(serializers.Serializer):
    """What her reference intakes need to know."""

    birth_year = serializers.IntegerField(allow_null=True)
    standard = serializers.ChoiceField([*STANDARDS, ("", "")], help_text="Empty: by her time zone.")
    activity = serializers.ChoiceField(
        [*ACTIVITIES, ("", "")], help_text="How much she moves on a usual day. Empty: not said."
    )
    carbohydrate_targets = serializers.DictField(
        child=serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2),
        help_text="By kind of meal: from and to, in g. Set by her care team.",
    )


def favourites_shown(rows: Sequence[Favourite]) -> list[dict[str, Any]]:
    """Return favourites as plain values, in their order."""
    foods = chosen.foods_of(row.food_id for row in rows)
    return [
        {
            "id": row.public_id,
            "food": row.food_id,
            "names": chosen.names_of(foods[row.food_id]) if row.food_id in foods else {},
            "grams": row.grams,
        }
        for row in rows
    ]


def recent_shown(items: Sequence[MealItem]) -> list[dict[str, Any]]:
    """Return what was eaten lately as plain values, in its order."""
    return [
        {
            "food": item.food_id,
            "names": dict(item.food_names),
            "grams": item.grams,
            "recorded_at": item.recorded_at,
        }
        for item in items
    ]
