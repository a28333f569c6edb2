"""Puts the rows of the packed table together."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid5

from apps.nutrition.table.groups import OF_CATEGORY
from apps.nutrition.table.keys import words_of
from apps.nutrition.table.nutrients import NUTRIENTS
from scripts.food_table import names
from scripts.food_table.dishes import Dish, dish_of, mixed, mixed_sources, servings
from scripts.food_table.iodine import Iodine
from scripts.food_table.sources import Row, Sources, number, numbers, unfortified

NAMESPACE = UUID("5b0c6a1e-6f0e-5c58-9a53-5d0c2f6a7e11")
FNDDS, KAISHI, JAPAN = "fndds", "kaishi", "stfcj"
UNSPECIFIED = "Quantity not specified"
DIGITS = {nutrient.code: nutrient.digits for nutrient in NUTRIENTS}
DISH_GROUPS = {
    "curry": "meat_dish", "meat": "meat_dish", "seafood": "seafood_dish", "egg": "egg", "rice": "rice_dish",
    "noodle": "noodle_dish", "salad": "vegetable_dish", "snack": "vegetable_dish", "legume": "vegetable_dish",
}  # fmt: skip
Rows = Iterator[dict[str, Any]]


def measures(rows: list[Row]) -> list[Row]:
    """Return the measures of a food that weigh something and are no instruction to interviewers, the usual amount
    first."""
    kept = [row for row in rows if float(row["weight_g"]) > 0 and not row["portion"].startswith("Guideline")]
    return sorted(kept, key=lambda row: row["portion"] != UNSPECIFIED)


class Table:
    """All rows, in a fixed order."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        found = {label: dish_of(label, sources) for label in sorted(sources.vocabulary)}
        self.dishes: dict[str, Dish] = {label: dish for label, dish in found.items() if dish}
        self.label_of = {dish.parts[0][0]: dish.label for dish in self.dishes.values() if dish.is_food}
        self.composed = [dish for dish in self.dishes.values() if not dish.is_food]
        iodine = Iodine(sources)
        self.nutrients: dict[str, dict[str, float]] = {}
        self.filled: dict[str, dict[str, dict[str, str]]] = {}
        for code, row in sources.foods.items():
            self.nutrients[code], self.filled[code] = numbers(row), {}
            if (value := iodine.of(code)) is not None:
                self.nutrients[code]["iodine_ug"], self.filled[code]["iodine_ug"] = (
                    number(str(value[0])),
                    value[1],
                )

    def foods(self) -> Rows:
        """Foods of FNDDS by code, those that only the Japanese table has, then composed dishes by label."""
        for code in sorted(self.sources.foods):
            yield self._food(code, self.sources.foods[code])
        for code in sorted(self.sources.japanese):
            yield self._japanese(code, self.sources.japanese[code])
        for dish in self.composed:
            yield self._dish(dish)

    def _food(self, code: str, row: Row) -> dict[str, Any]:
        label, group = self.label_of.get(code), OF_CATEGORY[int(row["wweia_code"])]
        reviewed = self.sources.names.get(code)
        of_label = self.sources.vocabulary[label] if label else None
        named = names.of_food(row, reviewed, self.sources.more_words.get(code, ""), of_label)
        everyday = reviewed is not None or label is not None
        common = names.commonness(row["description"], group, is_everyday=everyday)
        return _row(FNDDS, code, named, group, common, label, self.nutrients[code], self.filled[code], "")

    def _japanese(self, code: str, reviewed: Row) -> dict[str, Any]:
        amounts = unfortified(self.sources.others[JAPAN][code], DIGITS)
        named = names.of_other(reviewed)
        return _row(JAPAN, code, named, reviewed["group"], 0, reviewed["label"] or None, amounts, {}, "")

    def _dish(self, dish: Dish) -> dict[str, Any]:
        row = self.sources.vocabulary[dish.label]
        group = self._group(dish, row["group"])
        amounts = mixed(dish, self.nutrients, DIGITS)
        known = {
            name: value
            for name, value in mixed_sources(dish, self.nutrients, self.filled).items()
            if name in amounts
        }
        named = names.of_dish(row)
        return _row(KAISHI, dish.label, named, group, 0, dish.label, amounts, known, dish.kind)

    def _group(self, dish: Dish, of_label: str) -> str:
        """A recipe belongs where its label says; what stands for one food, where that food belongs."""
        if dish.kind == "recipe":
            return DISH_GROUPS.get(of_label, of_label)
        return OF_CATEGORY[int(self.sources.foods[dish.parts[0][0]]["wweia_code"])]

    def portions(self) -> Rows:
        """Household measures, the usual amount first."""
        for code in sorted(self.sources.foods):
            for sequence, row in enumerate(measures(self.sources.portions.get(code, [])), start=1):
                name = row["portion"].replace(UNSPECIFIED, "1 usual amount")
                yield _portion(FNDDS, code, sequence, name, float(row["weight_g"]))
        for code in sorted(self.sources.japanese):
            reviewed = self.sources.japanese[code]
            yield _portion(JAPAN, code, 1, reviewed["portion"], float(reviewed["grams"]))
        for dish in self.composed:
            sizes = servings(self.sources.label_foods[dish.label])
            for sequence, (name, grams) in enumerate(sizes, start=1):
                yield _portion(KAISHI, dish.label, sequence, name, grams)

    def ingredients(self) -> Rows:
        """What dishes are made of."""
        for code in sorted(self.sources.foods):
            for sequence, row in enumerate(self.sources.ingredients.get(code, []), start=1):
                yield _part(
                    FNDDS, code, sequence, row["ingredient_code"], row["ingredient"], float(row["weight_g"])
                )
        for dish in self.composed:
            for sequence, (part, grams) in enumerate(dish.parts, start=1):
                name = self.sources.foods[part]["description"]
                yield _part(KAISHI, dish.label, sequence, part, name, grams)

    def words(self) -> Rows:
        """Every word of every name, once."""
        found = {word for food in self.foods() for word in words_of(food["search"])}
        for word in sorted(found):
            if not word.isdigit():
                yield {"word": word}


def _row(
    table: str, code: str, named: dict[str, Any], group: str, common: int, label: str | None,
    amounts: dict[str, float], known: dict[str, Any], made: str,
) -> dict[str, Any]:  # fmt: skip
    return {
        "table": table,
        "code": code,
        "public_id": str(uuid5(NAMESPACE, f"{table}/{code}")),
        **named,
        "synonyms": "{" + ",".join(_quoted(word) for word in named["synonyms"]) + "}",
        "group": group,
        "commonness": common,
        "label": label or "",
        "nutrients": json.dumps(amounts, separators=(",", ":")),
        "filled": json.dumps(known, separators=(",", ":")),
        "made": made,
    }


def _quoted(word: str) -> str:
    """Return a word as PostgreSQL writes it in an array."""
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _portion(table: str, code: str, sequence: int, name: str, grams: float) -> dict[str, Any]:
    return {"table": table, "code": code, "sequence": sequence, "name": name, "grams": number(str(grams))}


def _part(table: str, code: str, sequence: int, part: str, name: str, grams: float) -> dict[str, Any]:
    amount = number(f"{grams:.4f}")
    return {
        "table": table,
        "code": code,
        "sequence": sequence,
        "part": part,
        "name": name[:200],
        "grams": amount,
    }
