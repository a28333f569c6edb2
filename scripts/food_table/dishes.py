"""What the recogniser's labels mean in the table: a food of FNDDS, or a dish that is put together from several.

`facts/dish_to_fndds.csv` maps most labels; `reviewed/dishes.csv` says how to make those that FNDDS does not have, by
a usual recipe: our own estimate. A label whose food is only near, or is one of several, gets a dish of its own, so
that a name is never shown for a food that it is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from scripts.food_table.iodine import MOST_SOURCES, filled
from scripts.food_table.sources import Row, Sources


@dataclass(frozen=True)
class Dish:
    """A label, how it was put together, its parts as (code, grams), and a note."""

    label: str
    kind: str
    parts: tuple[tuple[str, float], ...]
    note: str

    @property
    def is_food(self) -> bool:
        """One food of FNDDS is exactly this."""
        return self.kind == "food"


def dish_of(label: str, sources: Sources) -> Dish | None:
    """Return what a label means; None where the table has nothing for it."""
    reviewed, mapped = sources.dishes.get(label), sources.label_foods[label]
    if reviewed:
        pairs = (part.split(":") for part in reviewed["parts"].split(";"))
        return Dish(
            label, reviewed["kind"], tuple((code, float(grams)) for code, grams in pairs), reviewed["note"]
        )
    codes = list(dict.fromkeys(mapped["fndds_codes"].split(";"))) if mapped["fndds_codes"] else []
    if not codes:
        return None
    kind = "mean" if len(codes) > 1 else "food" if mapped["match"] == "exact" else "near"
    return Dish(label, kind, tuple((code, 1.0) for code in codes), mapped["note"])


def mixed(dish: Dish, foods: Mapping[str, dict[str, float]], digits: Mapping[str, int]) -> dict[str, float]:
    """Return amounts per 100 g of a dish. What was not measured in one of its parts is not known of the dish."""
    total = sum(grams for _, grams in dish.parts)
    shared = set.intersection(*(set(foods[code]) for code, _ in dish.parts))
    amounts = {}
    for nutrient in (name for name in digits if name in shared):
        amount = sum(grams * foods[code][nutrient] for code, grams in dish.parts) / total
        amounts[nutrient] = round(amount, digits[nutrient]) if digits[nutrient] else round(amount)
    return amounts


def mixed_sources(
    dish: Dish, foods: Mapping[str, dict[str, float]], known: Mapping[str, dict[str, dict[str, str]]]
) -> dict[str, dict[str, str]]:
    """Return where the filled amounts of a dish come from, the largest source first."""
    found = {}
    for nutrient in dict.fromkeys(nutrient for code, _ in dish.parts for nutrient in known[code]):
        brings = {code: grams * foods[code].get(nutrient, 0) for code, grams in dish.parts}
        codes = [
            code for code in sorted(brings, key=brings.__getitem__, reverse=True) if nutrient in known[code]
        ]
        named = dict.fromkeys(source for code in codes for source in known[code][nutrient]["code"].split())
        found[nutrient] = filled(list(named)[:MOST_SOURCES], "recipe")
    return found


def servings(row: Row) -> list[tuple[str, float]]:
    """Return the label's usual servings as household measures."""
    sizes = (("1 small serving", "small_g"), ("1 serving", "regular_g"), ("1 large serving", "large_g"))
    return [(name, float(row[column])) for name, column in sizes]
