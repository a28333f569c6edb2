"""Foods as the API shows them."""

from __future__ import annotations

from typing import Any

from django.utils.encoding import force_str
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.models import Language
from apps.foundation.api import StrictSerializer
from apps.nutrition.models import Food, FoodPortion
from apps.nutrition.models.table import Made
from apps.nutrition.table.groups import CODES, GROUPS
from apps.nutrition.table.measures import said_in
from apps.nutrition.table.notes import Note, notes_on
from apps.nutrition.table.nutrients import GROUPS as NUTRIENT_GROUPS
from apps.nutrition.table.nutrients import NUTRIENTS, Nutrient


class LanguageQuery(StrictSerializer):
    """In which language names are told."""

    language = serializers.ChoiceField(
        choices=Language.choices, required=False, help_text="Default: the language of the request."
    )


class FoodQuery(LanguageQuery):
    """Which foods to look for."""

    query = serializers.CharField(
        max_length=100,
        required=False,
        allow_blank=True,
        help_text="A name in any language, typing errors allowed.",
    )
    group = serializers.ChoiceField(choices=CODES, required=False)
    limit = serializers.IntegerField(min_value=1, max_value=200, required=False, help_text="At most so many.")
    cursor = serializers.CharField(max_length=500, required=False, help_text="From `next` or `previous`.")


class FoodOut(serializers.Serializer):
    """A food in a list."""

    id = serializers.UUIDField(source="public_id")
    table = serializers.CharField(source="table.code", help_text="fndds, or kaishi for a dish put together.")
    code = serializers.CharField(help_text="Its code in the table.")
    name = serializers.SerializerMethodField(help_text="In the language asked for, else in English.")
    name_en = serializers.CharField()
    group = serializers.ChoiceField(choices=CODES)
    group_name = serializers.SerializerMethodField()
    recogniser_label = serializers.CharField(
        source="label", allow_null=True, help_text="What the photo recogniser calls it."
    )
    put_together = serializers.ChoiceField(
        source="made",
        choices=[("", "A food of the table"), *Made.choices],
        help_text="How, if it is no food of the table.",
    )
    energy_kcal = serializers.FloatField(allow_null=True, help_text="Per 100 g; null: not measured.")

    def get_name(self, food: Food) -> str:
        """Return the name in the language asked for."""
        return food.name(self.context.get("language", "en"))

    def get_group_name(self, food: Food) -> str:
        """Return the group in words."""
        return force_str(GROUPS[food.group])


class FoodTableOut(serializers.Serializer):
    """A published table, and on what terms it is used."""

    code = serializers.CharField()
    name = serializers.CharField()
    version = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    licence = serializers.CharField()
    terms = serializers.CharField()


class FoodNoteOut(serializers.Serializer):
    """What must be known to use a value."""

    code = serializers.CharField()
    sentence = serializers.SerializerMethodField()

    def get_sentence(self, note: Note) -> str:
        """Return it in the language of the request."""
        return force_str(note.sentence)


class FoodNutrientOut(serializers.Serializer):
    """One amount per 100 g."""

    code = serializers.CharField()
    name = serializers.CharField()
    group = serializers.CharField(help_text="main, fat, vitamin, mineral, other.")
    group_name = serializers.CharField()
    unit = serializers.ChoiceField(choices=["kcal", "g", "mg", "µg"])
    amount = serializers.FloatField(
        allow_null=True, help_text="Per 100 g; null: not measured, which is not 0."
    )
    tables = serializers.ListField(
        child=serializers.CharField(), help_text="Codes of the tables it comes from."
    )
    foods = serializers.ListField(
        child=serializers.CharField(),
        help_text="Foods of other tables that it was taken from, as table:code.",
    )
    notes = FoodNoteOut(many=True)


class FoodPortionOut(serializers.Serializer):
    """A household measure."""

    sequence = serializers.IntegerField(help_text="Its number among the food's measures.")
    name = serializers.SerializerMethodField(
        help_text="In the language asked for, where it is known in that."
    )
    name_en = serializers.CharField(source="name")
    grams = serializers.FloatField()

    def get_name(self, portion: FoodPortion) -> str:
        """Return it in the language asked for."""
        return said_in(self.context.get("language", "en"), portion.name)


class FoodIngredientOut(serializers.Serializer):
    """A part of a dish's recipe."""

    code = serializers.CharField(help_text="Of a food, or of an ingredient that is no food here.")
    name = serializers.CharField()
    grams = serializers.FloatField()


class FoodDetailOut(FoodOut):
    """A food with everything that is known of it."""

    table = FoodTableOut()  # type: ignore[assignment]
    name_zh = serializers.CharField(help_text="Empty: no name in Chinese.")
    name_ko = serializers.CharField(help_text="Empty: no name in Korean.")
    synonyms = serializers.ListField(child=serializers.CharField())
    is_current = serializers.BooleanField(help_text="It is in the edition that is loaded.")
    energy_kcal = serializers.SerializerMethodField()  # type: ignore[assignment]
    nutrients = serializers.SerializerMethodField()
    portions = FoodPortionOut(many=True)
    ingredients = FoodIngredientOut(many=True)
    other_tables = serializers.SerializerMethodField(help_text="Tables that single amounts come from.")

    @extend_schema_field(serializers.FloatField(allow_null=True))
    def get_energy_kcal(self, food: Food) -> float | None:
        """Return the energy of 100 g."""
        return food.amount("energy_kcal")

    @extend_schema_field(FoodNutrientOut(many=True))
    def get_nutrients(self, food: Food) -> list[dict[str, Any]]:
        """Return every nutrient that the tables know, measured or not."""
        notes = notes_on(food.group, food.nutrients, food.filled)
        rows = [amount_of(food, nutrient, notes.get(nutrient.code, [])) for nutrient in NUTRIENTS]
        return [dict(row) for row in FoodNutrientOut(rows, many=True).data]

    @extend_schema_field(FoodTableOut(many=True))
    def get_other_tables(self, food: Food) -> list[dict[str, Any]]:
        """Return the tables of filled amounts."""
        codes = {code for source in food.filled.values() for code in source["table"].split()}
        return [dict(FoodTableOut(self.context["tables"][code]).data) for code in sorted(codes)]


def amount_of(food: Food, nutrient: Nutrient, notes: list[Note]) -> dict[str, Any]:
    """Return one amount with its origin."""
    source = food.filled.get(nutrient.code, {})
    amount = food.amount(nutrient.code)
    tables = source.get("table", food.table.code).split() if amount is not None else []
    return {
        "code": nutrient.code,
        "name": force_str(nutrient.name),
        "group": nutrient.group,
        "group_name": force_str(NUTRIENT_GROUPS[nutrient.group]),
        "unit": nutrient.unit,
        "amount": amount,
        "tables": tables,
        "foods": source.get("code", "").split(),
        "notes": notes,
    }
