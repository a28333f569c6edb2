"""Iodine, which FNDDS does not have: from the Japanese and Swiss tables, through each food's recipe.

Every food of FNDDS has a recipe, if only of one ingredient. `reviewed/iodine.csv` says which food of another table
stands for an ingredient, or for all others of its group. A food gets a value where at least 95 % of its recipe's
weight is known; the cooked weight counts (`moisture_change_pct`), and nothing is lost in cooking. Salt counts as
salt without iodine, so that the true value is higher where salt is iodised.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from scripts.food_table.sources import Row, Sources

KNOWN_SHARE = 0.95
NAMED_SHARE = 0.05
MOST_SOURCES = 5
"""A source is named where it brings at least so much of the iodine."""


@dataclass
class Found:
    """What is known of 100 g before cooking: share of the weight, µg, and µg by source."""

    known: float = 0.0
    amount: float = 0.0
    sources: Counter[str] = field(default_factory=Counter)
    weights: Counter[str] = field(default_factory=Counter)

    def add(self, share: float, part: Found) -> None:
        """Add a part that makes up `share` of the weight."""
        self.known += share * part.known
        self.amount += share * part.amount
        for source, amount in part.sources.items():
            self.sources[source] += share * amount
        for source, weight in part.weights.items():
            self.weights[source] += share * weight

    def cooked(self, moisture_change_pct: float) -> Found:
        """The same after the weight has changed."""
        keeps = 1 / (1 + moisture_change_pct / 100)
        amounts = Counter({source: amount * keeps for source, amount in self.sources.items()})
        return Found(self.known, self.amount * keeps, amounts, self.weights)

    @property
    def named(self) -> list[str]:
        """The sources that matter, largest first; the heaviest one where all of them bring next to nothing."""
        total = sum(self.sources.values())
        named = [source for source, amount in self.sources.most_common() if amount >= NAMED_SHARE * total > 0]
        return named[:MOST_SOURCES] or [source for source, _ in self.weights.most_common(1)]


class Iodine:
    """Finds the iodine of foods."""

    def __init__(self, sources: Sources) -> None:
        self.recipes = sources.ingredients
        self.of_ingredient: dict[str, Found] = {}
        self.of_group: dict[str, Found] = {}
        self.of_food: dict[str, Found] = {}
        self.seen: dict[str, Found] = {}
        for row in sources.iodine:
            kind, _, code = row["ingredient"].rpartition(" ")
            {"": self.of_ingredient, "group": self.of_group, "food": self.of_food}[kind][code] = _stated(
                row, sources
            )

    def of(self, food: str) -> tuple[float, dict[str, str]] | None:
        """Return µg per 100 g of a food and where it comes from; None where too little is known."""
        found = self._food(food)
        if found.known < KNOWN_SHARE:
            return None
        recipe = self.recipes.get(food, [])
        is_as_is = food in self.of_food or (len(recipe) == 1 and len(recipe[0]["ingredient_code"]) < 8)
        return round(found.amount, 1), filled(found.named, "food" if is_as_is else "recipe")

    def _food(self, code: str) -> Found:
        if code in self.of_food:
            return self.of_food[code]
        if code not in self.seen:
            self.seen[code] = Found()  # a recipe that contains itself ends here
            self.seen[code] = self._recipe(self.recipes.get(code, []))
        return self.seen[code]

    def _recipe(self, parts: list[Row]) -> Found:
        whole, total = Found(), sum(float(part["weight_g"]) for part in parts)
        if not total:
            return whole
        for part in parts:
            whole.add(float(part["weight_g"]) / total, self._ingredient(part["ingredient_code"]))
        return whole.cooked(float(parts[0]["moisture_change_pct"]))

    def _ingredient(self, code: str) -> Found:
        if code in self.of_ingredient:
            return self.of_ingredient[code]
        if len(code) >= 8:
            return self._food(code)
        return self.of_group.get(code.zfill(5)[:2], Found()) if len(code) <= 5 else Found()


def _stated(row: Row, sources: Sources) -> Found:
    """Return what a reviewed row says. Raises KeyError or ValueError where its source has no such value."""
    if not row["table"]:
        return Found()
    amount = float(sources.others[row["table"]][row["code"]]["iodine_ug"]) * float(row["factor"])
    source = f"{row['table']}:{row['code']}"
    return Found(1.0, amount, Counter({source: amount}), Counter({source: 1.0}))


def filled(named: list[str], note: str) -> dict[str, str]:
    """Return how a food tells where such a value comes from."""
    tables = dict.fromkeys(source.partition(":")[0] for source in named)
    return {"table": " ".join(tables), "code": " ".join(named), "note": note}
