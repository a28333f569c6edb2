"""The larder out of the database: the curated dishes beside the food table that is loaded."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from apps.nutrition.models import Food, FoodIngredient, FoodTable
from apps.plans.packed import OWN_TABLE, ingredients, of, split
from apps.plans.rules.dishes import listed
from apps.plans.rules.larder import Found, Larder

KEPT: Final = 2
"""Editions of the table that a process remembers: the one in use, and the one before."""


def larder() -> Larder:
    """Return the curated dishes with the amounts of the loaded table. Raises ValueError where none is loaded."""
    own = FoodTable.objects.filter(code=OWN_TABLE).first()
    if own is None:
        raise ValueError("no food table is loaded; load it with: manage.py load_food_table")
    return _of(own.digest, f"{own.name} {own.version}")


@lru_cache(maxsize=KEPT)
def _of(digest: str, table: str) -> Larder:
    del digest  # another table is another larder
    codes = [dish.code for dish in listed()]
    rows = Food.objects.filter(table__code=OWN_TABLE, code__in=codes, is_current=True)
    return of(listed(), dict(rows.values_list("code", "nutrients")), table, elsewhere)


def elsewhere(code: str) -> Found | None:
    """Return a food of any table by its code; None where there is none."""
    table, own = split(code)
    food = Food.objects.filter(table__code=table, code=own, is_current=True).first()
    if food is None:
        return None
    texts = ingredients(own, lambda part: _recipe(table, part))
    return Found(code, food.name_en, food.nutrients, [food.name_en, *texts], bool(texts))


def _recipe(table: str, code: str) -> list[tuple[str, str]]:
    rows = FoodIngredient.objects.filter(food__table__code=table, food__code=code, food__is_current=True)
    return list(rows.values_list("code", "name"))
