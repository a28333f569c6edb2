"""What clients get of sums: what several items hold, beside what a day should bring, and carbohydrate by meal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from apps.nutrition.api.amounts_out import AmountOut, amount_or_none, amounts_shown
from apps.nutrition.rules.comparing import Compared, Standing
from apps.nutrition.rules.glucose import MealCarbohydrate, Verdict
from apps.nutrition.rules.reference_intakes import SOURCES
from apps.nutrition.rules.totals import Total
from apps.nutrition.selectors.whom import Whom

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
    return [_compared(compared[name], whom) for name in sorted(compared)]


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
