"""What clients get of days and weeks: sums with their ranges, beside what a day should bring."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.nutrition.api.amounts_out import AmountOut, CautionOut, amounts_shown, cautions_shown
from apps.nutrition.api.totals_out import (
    ComparedOut,
    MealCarbohydrateOut,
    TotalOut,
    carbohydrate_shown,
    compared_shown,
    total_shown,
)
from apps.nutrition.api.whom_out import EnergyNeedOut, WhomOut, energy_need_shown, whom_shown
from apps.nutrition.models import MealKind
from apps.nutrition.rules.glucose import LEAST_OF_DAY_G
from apps.nutrition.selectors.days import Day, OfMeal, WeekOfDays


class EnergyShareOut(serializers.Serializer):
    """From and to which share of the energy a nutrient should bring, in %."""

    nutrient = serializers.CharField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class DayMealOut(serializers.Serializer):
    """One meal of a day."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(MealKind.choices)
    eaten_at = serializers.DateTimeField()
    total = TotalOut()
    carbohydrate = MealCarbohydrateOut()
    unconfirmed_count = serializers.IntegerField(
        help_text="Items that she has not confirmed: not in any sum."
    )


class DayOut(serializers.Serializer):
    """One local day of a mother. Only what she confirmed is counted."""

    date = serializers.DateField()
    whom = WhomOut()
    meals = DayMealOut(many=True)
    food = TotalOut()
    supplements = serializers.DictField(
        child=serializers.FloatField(), help_text="What they added, by nutrient."
    )
    together = serializers.DictField(child=AmountOut(), help_text="Food and supplements.")
    reference_intakes = ComparedOut(many=True)
    energy_added_kcal = serializers.FloatField(
        allow_null=True,
        help_text="What pregnancy adds to the energy she needs by her own age, size and work.",
    )
    energy_need = EnergyNeedOut(
        allow_null=True, help_text="Null: no pregnancy, or her height or weight before it is not known."
    )
    energy_shares = EnergyShareOut(many=True)
    carbohydrate_at_least_g = serializers.FloatField()
    cautions = CautionOut(many=True)
    unconfirmed_count = serializers.IntegerField()
    is_folate_of_food_only = serializers.BooleanField(
        help_text="True: folic acid that only American flour and rice have was taken off."
    )


class WeekDayOut(serializers.Serializer):
    """One day of a week, at a glance."""

    date = serializers.DateField()
    meal_count = serializers.IntegerField()
    unconfirmed_count = serializers.IntegerField()
    together = serializers.DictField(child=AmountOut())
    food = TotalOut()


class WeekOut(serializers.Serializer):
    """Seven local days, Monday to Sunday. A day without entries is unknown, not fasted."""

    first_day = serializers.DateField()
    whom = WhomOut(help_text="As on the last day with entries.")
    days = WeekDayOut(many=True)
    days_with_entries = serializers.IntegerField()
    food = TotalOut()
    mean_per_day = serializers.DictField(child=AmountOut(), help_text="Food of the days that have entries.")
    reference_intakes = ComparedOut(many=True, help_text="Means of days with entries, supplements included.")
    cautions = CautionOut(many=True)


def day_shown(day: Day) -> dict[str, Any]:
    """Return a day as plain values."""
    return {
        "date": day.on,
        "whom": whom_shown(day.whom),
        "meals": [_meal(part) for part in day.meals],
        "food": total_shown(day.food),
        "supplements": dict(day.taken),
        "together": amounts_shown(day.amounts),
        "reference_intakes": compared_shown(day.compared, day.whom),
        "energy_added_kcal": day.energy_added_kcal,
        "energy_need": energy_need_shown(day.whom),
        "energy_shares": [
            {"nutrient": name, "low": low, "high": high} for name, (low, high) in day.energy_shares.items()
        ],
        "carbohydrate_at_least_g": LEAST_OF_DAY_G,
        "cautions": cautions_shown(day.cautions),
        "unconfirmed_count": day.unconfirmed_count,
        "is_folate_of_food_only": day.is_folate_of_food_only,
    }


def week_shown(week: WeekOfDays) -> dict[str, Any]:
    """Return a week as plain values."""
    with_entries = [day for day in week.days if day.food.item_count]
    whom = (with_entries or list(week.days))[-1].whom
    return {
        "first_day": week.first,
        "whom": whom_shown(whom),
        "days": [
            {
                "date": day.on,
                "meal_count": len(day.meals),
                "unconfirmed_count": day.unconfirmed_count,
                "together": amounts_shown(day.amounts),
                "food": total_shown(day.food),
            }
            for day in week.days
        ],
        "days_with_entries": week.week.days_with_entries,
        "food": total_shown(week.week.total),
        "mean_per_day": amounts_shown(week.week.mean_per_day),
        "reference_intakes": compared_shown(week.compared, whom),
        "cautions": cautions_shown(week.cautions),
    }


def _meal(part: OfMeal) -> dict[str, Any]:
    return {
        "id": part.meal.public_id,
        "kind": part.meal.kind,
        "eaten_at": part.meal.eaten_at,
        "total": total_shown(part.total),
        "carbohydrate": carbohydrate_shown(part.carbohydrate),
        "unconfirmed_count": part.unconfirmed_count,
    }
