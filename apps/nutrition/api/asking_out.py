"""The one question of a meal, as clients get it: in every language, since a phone may be offline when its own changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rest_framework import serializers

from apps.nutrition.rules.questions import Kind, Question, words
from apps.nutrition.rules.spread import Spread

KINDS = [(kind.value, kind.value) for kind in Kind]


class EnergyOut(serializers.Serializer):
    """kcal of a meal: the middle, and from where to where it lies four times in five."""

    value = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class AnswerOut(serializers.Serializer):
    """One answer."""

    value = serializers.CharField(help_text="What to send back.")
    names = serializers.DictField(child=serializers.CharField(), help_text="By language: en, zh-hans, ko.")


class QuestionOut(serializers.Serializer):
    """What to ask her, at most once a meal."""

    kind = serializers.ChoiceField(KINDS)
    item = serializers.UUIDField()
    asks = serializers.DictField(child=serializers.CharField(), help_text="The sentence by language.")
    options = AnswerOut(many=True)
    coin = serializers.BooleanField(
        help_text="True: offer to take another photo of the same meal, from above, with a coin beside the food. Answer "
        "`photo`, then send it with `scale=coin`: it weighs this item, and brings no further one."
    )
    settles = serializers.FloatField(
        help_text="Share of what is uncertain that an answer would settle, 0 to 1."
    )


class PhotoWantedOut(serializers.Serializer):
    """A photo that she has promised, and that has not come yet."""

    item = serializers.UUIDField(help_text="What it will weigh.")
    coin = serializers.BooleanField(help_text="True: a coin lies beside the food; send it with `scale=coin`.")


def energy_shown(found: Spread | None) -> dict[str, float] | None:
    """Return the energy of a meal as plain values."""
    if found is None:
        return None
    each = {"value": found.middle, "low": found.low, "high": found.high}
    return {name: float(f"{kcal:.6g}") for name, kcal in each.items()}


def question_shown(
    found: Question | None, names_of_label: Callable[[str], Mapping[str, str]]
) -> dict[str, Any] | None:
    """Return a question as plain values."""
    if found is None:
        return None
    asks, answers = words(found.kind)
    return {
        "kind": found.kind.value,
        "item": found.item,
        "asks": dict(asks),
        "options": [
            {"value": option, "names": dict(answers.get(option) or names_of_label(option))}
            for option in found.options
        ],
        "coin": found.kind is Kind.PHOTO,
        "settles": round(found.settles, 3),
    }
