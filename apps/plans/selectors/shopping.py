"""What to buy for a plan's week: its dishes taken apart by the recipes of the food table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from apps.nutrition.models import Food
from apps.plans.packed import OWN_TABLE
from apps.plans.rules import shopping
from apps.plans.rules.shopping import DEEPEST, Line, Part

GROUP_OF: dict[str, str] = {
    **dict.fromkeys(("milk", "yogurt", "cheese", "plant_milk"), "dairy"),
    **dict.fromkeys(("meat", "poultry", "organ_meat", "sausage", "fish", "shellfish"), "meat_fish"),
    "egg": "eggs",
    **dict.fromkeys(("legume", "nut"), "beans_nuts"),
    **dict.fromkeys(("grain", "bread", "cereal", "breakfast"), "grains"),
    **dict.fromkeys(("fruit", "juice"), "fruit"),
    **dict.fromkeys(("vegetable", "potato"), "vegetables"),
    "fat": "fats",
}
"""Where in a shop the groups of the food table stand; the rest is `other`."""


def lines_of(result: Mapping[str, Any]) -> list[Line]:
    """Return the lines of a printed plan. One query for each depth of recipes."""
    codes = {item["food_code"] for day in result["days"] for meal in day["meals"] for item in meal["items"]}
    recipes: dict[str, list[Part]] = {}
    groups: dict[str, str] = {}
    asked: set[str] = set()
    for _ in range(DEEPEST + 1):
        wanted = codes - asked
        if not wanted:
            break
        asked |= wanted
        codes = _read(wanted, recipes, groups)
    return shopping.of(result["days"], recipes, groups)


def _read(wanted: Iterable[str], recipes: dict[str, list[Part]], groups: dict[str, str]) -> set[str]:
    """Read recipes of dishes; return the codes of their parts, which may be dishes themselves."""
    found: set[str] = set()
    rows = Food.objects.filter(table__code=OWN_TABLE, code__in=wanted).prefetch_related("ingredients")
    for food in rows:
        groups[food.code] = GROUP_OF.get(food.group, "other")
        recipes[food.code] = [Part(one.code, one.name, one.grams) for one in food.ingredients.all()]
        found |= {part.code for part in recipes[food.code]}
    return found
