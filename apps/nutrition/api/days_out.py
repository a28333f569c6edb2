"""What clients get of days and weeks: sums with their ranges, beside what a day should bring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from apps.nutrition.api.amounts_out import (
    AmountOut,
    CautionOut,
    amount_or_none,
    amounts_shown,
    cautions_shown,
)
from apps.nutrition.api.at_hand_out import ACTIVITIES, STANDARDS
from apps.nutrition.models import MealKind
from apps.nutrition.rules.comparing import Compared, Standing
from apps.nutrition.rules.glucose import LEAST_OF_DAY_G, MealCarbohydrate, Verdict
from apps.nutrition.rules.reference_intakes import SOURCES
from apps.nutrition.rules.totals import Total
from apps.nutrition.selectors.days import Day, OfMeal, WeekOfDays, Whom

STANDINGS = [(one.value, one.value) for one in Standing]
VERDICTS = [(one.value, one.value) for one in Verdict]


class TotalOut(serializers.Serializer):
    """What several items hold together. A nutrient without any value is absent, not 0."""

    nutrients = serializers.DictField(child=AmountOut())
    grams = serializers.FloatField()
    item_count = serializers.IntegerField()
    unknown_count = serializers.IntegerField(help_text="Items of which nothing but the weight is known.")


class ComparedOut(serializers.Serializer):
    """One nutrient beside its reference intake. Target and limit are two things, and often count two things."""

    nutrient = serializers.CharField()
    amount = AmountOut(allow_null=True, help_text="Food and supplements; null: nothing is known of it.")
    from_supplements = serializers.FloatField()
    target = serializers.FloatField(allow_null=True)
    kind = serializers.CharField(help_text="rda or ai; empty without a target.")
    share = serializers.FloatField(allow_null=True, help_text="Amount of target.")
    against_target = serializers.ChoiceField(
        STANDINGS, help_text="Below or above only where the whole range is, and all that was eaten is known."
    )
    limit = serializers.FloatField(allow_null=True, help_text="The most of a day, of what `of_limit` counts.")
    of_limit = AmountOut(
        allow_null=True,
        help_text="Of vitamin A retinol only; of folic acid what is in flour and pills; of magnesium pills only.",
    )
    against_limit = serializers.ChoiceField(STANDINGS)
    reduce_above = serializers.FloatField(
        allow_null=True, help_text="No limit, but less is better from there on."
    )
    source = serializers.CharField()  # type: ignore[assignment]
    checked = serializers.CharField()


class EnergyShareOut(serializers.Serializer):
    """From and to which share of the energy a nutrient should bring, in %."""

    nutrient = serializers.CharField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class EnergyNeedOut(serializers.Serializer):
    """kcal that a day should bring her. Equal ends: her standard gives one figure for her."""

    low = serializers.FloatField()
    high = serializers.FloatField()
    added_low = serializers.FloatField(help_text="What of it her trimester adds.")
    added_high = serializers.FloatField()
    activity = serializers.ChoiceField([*ACTIVITIES, ("", "")], help_text="Empty: she has not said.")
    assumed = serializers.ListField(
        child=serializers.ChoiceField(["activity", "trimester", "age"]),
        help_text="What is not known and may be anything; age is counted as 29.",
    )
    source = serializers.CharField()  # type: ignore[assignment]
    checked = serializers.CharField(
        help_text="`recalled`: to be checked against the source before clinical use."
    )


class WhomOut(serializers.Serializer):
    """For whom it is judged."""

    mother = serializers.UUIDField()
    standard = serializers.ChoiceField(STANDARDS)
    age = serializers.IntegerField(allow_null=True)
    age_is_assumed = serializers.BooleanField(help_text="Nobody has told the year of birth: counted as 29.")
    is_pregnant = serializers.BooleanField(help_text="False: there are no reference intakes for this day.")
    gestational_age = serializers.CharField(allow_null=True, help_text="As 24w3d; null: not known.")
    trimester = serializers.IntegerField(allow_null=True)
    has_gestational_diabetes = serializers.BooleanField()


class MealCarbohydrateOut(serializers.Serializer):
    """Carbohydrate of one meal."""

    carbohydrate = AmountOut(allow_null=True)
    net = AmountOut(allow_null=True, help_text="Without fibre.")
    sugars = AmountOut(allow_null=True)
    share_of_day = serializers.FloatField(allow_null=True)
    target = serializers.ListField(
        child=serializers.FloatField(), allow_null=True, help_text="From and to, in g, set by her care team."
    )
    verdict = serializers.ChoiceField(VERDICTS)


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


def energy_need_shown(whom: Whom) -> dict[str, Any] | None:
    """Return the energy of a day as plain values, to whole kcal."""
    found = whom.energy_need
    if found is None:
        return None
    kcal = {name: float(round(getattr(found, name))) for name in ("low", "high", "added_low", "added_high")}
    about = {"assumed": list(found.assumed), "source": found.source, "checked": found.checked}
    return {**kcal, **about, "activity": whom.activity.value if whom.activity else ""}


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


def whom_shown(whom: Whom) -> dict[str, Any]:
    """Return for whom a day is judged, as plain values."""
    return {
        "mother": whom.mother.public_id,
        "standard": whom.standard.value,
        "age": whom.age,
        "age_is_assumed": whom.age is None,
        "is_pregnant": whom.pregnancy is not None,
        "gestational_age": str(whom.gestational_age) if whom.gestational_age else None,
        "trimester": whom.counted.trimester,
        "has_gestational_diabetes": whom.has_gestational_diabetes,
    }


def total_shown(total: Total) -> dict[str, Any]:
    """Return a total as plain values."""
    return {
        "nutrients": amounts_shown(total.amounts),
        "grams": total.grams.best,
        "item_count": total.item_count,
        "unknown_count": total.unknown_count,
    }


def compared_shown(compared: Mapping[str, Compared], whom: Whom) -> list[dict[str, Any]]:
    """Return nutrients beside their reference intakes, in the order of their names."""
    return [_compared(one, whom) for one in _in_order(compared)]


def _in_order(compared: Mapping[str, Compared]) -> Iterable[Compared]:
    return (compared[name] for name in sorted(compared))


def _compared(one: Compared, whom: Whom) -> dict[str, Any]:
    reference, limit = one.reference, one.reference.limit
    edition = reference.edition or (limit.edition if limit else "")
    return {
        "nutrient": reference.nutrient,
        "amount": amount_or_none(one.amount),
        "from_supplements": one.from_supplements,
        "target": reference.target,
        "kind": reference.kind,
        "share": one.share,
        "against_target": one.standing.value,
        "limit": limit.amount if limit else None,
        "of_limit": amount_or_none(one.of_limit),
        "against_limit": one.limit_standing.value,
        "reduce_above": reference.reduce_above,
        "source": SOURCES.get((whom.standard, edition), ""),
        "checked": reference.checked or (limit.checked if limit else ""),
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


def carbohydrate_shown(one: MealCarbohydrate) -> dict[str, Any]:
    """Return a meal's carbohydrate as plain values."""
    return {
        "carbohydrate": amount_or_none(one.carbohydrate),
        "net": amount_or_none(one.net),
        "sugars": amount_or_none(one.sugars),
        "share_of_day": one.share,
        "target": [one.target.low_g, one.target.high_g] if one.target else None,
        "verdict": one.verdict.value,
    }
