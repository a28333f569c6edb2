"""Amounts and cautions, as every answer of nutrition shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from rest_framework import serializers

from apps.nutrition.rules.cautions import Caution, Level
from apps.nutrition.rules.totals import Amount

LEVELS = [(level.value, level.value) for level in Level]


class AmountOut(serializers.Serializer):
    """How much of one nutrient, in the unit that its name ends in."""

    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    share_of_energy = serializers.FloatField(
        allow_null=True, help_text="How much of the energy had a value, 0 to 1. Below 1: at least so much."
    )
    share_of_grams = serializers.FloatField(allow_null=True, help_text="The same by weight.")


class CautionOut(serializers.Serializer):
    """A word about pregnancy. Never that something bad has happened."""

    rule = serializers.CharField(help_text="Stable id of the rule.")
    version = serializers.IntegerField()
    level = serializers.ChoiceField(
        LEVELS, help_text="avoid; check: it depends on how it was made; limit: on how much."
    )
    says = serializers.DictField(
        child=serializers.CharField(), help_text="The sentence by language: en, zh-hans, ko."
    )
    source = serializers.CharField(help_text="Who says so.")  # type: ignore[assignment]
    checked = serializers.CharField(
        help_text="`recalled`: to be checked against the source before clinical use."
    )
    is_certain = serializers.BooleanField(
        help_text="False: only a guess about a photo, or an upper end, says so."
    )
    because = serializers.ListField(
        child=serializers.CharField(), help_text="Items and supplements by id, or labels of guesses."
    )
    values = serializers.DictField(child=serializers.FloatField(), help_text="Figures that decided.")


def amounts_shown(amounts: Mapping[str, Amount]) -> dict[str, dict[str, Any]]:
    """Return amounts as plain values, rounded to what a number can mean."""
    return {name: amount_shown(amount) for name, amount in amounts.items()}


def amount_shown(amount: Amount) -> dict[str, Any]:
    """Return one amount as plain values; six significant digits are more than any table has."""
    return {name: None if value is None else float(f"{value:.6g}") for name, value in asdict(amount).items()}


def amount_or_none(amount: Amount | None) -> dict[str, Any] | None:
    """Return an amount as plain values; None stays None."""
    return None if amount is None else amount_shown(amount)


def cautions_shown(found: Iterable[Caution]) -> list[dict[str, Any]]:
    """Return cautions as plain values, in every language: a phone may be offline when its own changes."""
    return [
        {
            "rule": caution.rule.id,
            "version": caution.rule.version,
            "level": caution.rule.level.value,
            "says": dict(caution.rule.says),
            "source": caution.rule.source,
            "checked": caution.rule.checked,
            "is_certain": caution.is_certain,
            "because": list(caution.because),
            "values": dict(caution.values),
        }
        for caution in found
    ]
