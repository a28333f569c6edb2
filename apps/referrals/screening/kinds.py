"""What kind of product it is: how an ingredient counts depends on whether it is eaten or put on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from apps.referrals.screening import tables
from apps.referrals.screening.lexicon import Hit
from apps.referrals.screening.normal import Text, text

MOUTH: Final = frozenset({"supplement", "food", "herb", "medicine"})
NEEDS_LIST: Final = frozenset({"supplement", "herb", "cosmetic"})
"""Of these nothing is offered whose ingredients are not all known."""
OTHER: Final = "other"
CATEGORIES: Final = (
    ("525", "supplement"),
    ("2890", "supplement"),
    ("518", "medicine"),
    ("473", "cosmetic"),
    ("567", "cosmetic"),
    ("2915", "cosmetic"),
    ("491", "cosmetic"),
    ("422", "food"),
    ("412", "food"),
    ("413", "food"),
    ("166", "apparel"),
    ("1604", "apparel"),
    ("783", "gear"),
    ("1239", "gear"),
)
"""Numbers of the merchant feed's taxonomy, recalled; a hint beside the words."""
PATHS: Final = (
    ("vitamins & supplements", "supplement"),
    ("vitamins", "supplement"),
    ("medicine & drugs", "medicine"),
    ("cosmetics", "cosmetic"),
    ("personal care", "cosmetic"),
    ("food, beverages", "food"),
    ("food items", "food"),
    ("apparel", "apparel"),
    ("clothing", "apparel"),
    ("toys", "gear"),
    ("biomonitors", "device"),
    ("media > books", "gear"),
)
PRIORITY: Final = (
    "device",
    "medicine",
    "supplement",
    "herb",
    "cosmetic",
    "household",
    "apparel",
    "gear",
    "food",
)
RANK: Final = {kind: -place for place, kind in enumerate(PRIORITY)}
"""Of kinds with equal weight the first."""


@dataclass(slots=True)
class Words:
    """What a partner says of a product, in one spelling."""

    title: Text
    type: Text
    description: Text
    category: str


def words(title: str, product_type: str, description: str, category: str) -> Words:
    """Read the words of a product."""
    return Words(text(title), text(product_type), text(description), category.lower())


def kind_of(said: Words, *, has_amounts: bool) -> str:
    """Return the kind: the last words of a title weigh most (`oat milk body lotion` is a lotion)."""
    weights: dict[str, float] = {}
    kinds = tables.shapes("kinds")
    if hits := kinds.find(said.title):
        _add_title(weights, hits)
    for hit in kinds.find(said.type):
        _add(weights, hit.entries, 3.0)
    for kind in of_category(said.category):
        weights[kind] = weights.get(kind, 0.0) + 6
    if has_amounts:
        weights["supplement"] = weights.get("supplement", 0.0) + 2
    if not weights:
        for hit in kinds.find(said.description):
            _add(weights, hit.entries, 1.0)
    if not weights:
        return OTHER
    return (
        next(iter(weights))
        if len(weights) == 1
        else max(weights, key=lambda kind: (weights[kind], RANK[kind]))
    )


@lru_cache(maxsize=4_096)
def of_category(category: str) -> tuple[str, ...]:
    """Return the kinds that a category of the merchant feed speaks for, by its number and by its path."""
    by_path = next((kind for path, kind in PATHS if path in category), None)
    by_number = [kind for number, kind in CATEGORIES if number == category]
    return (*by_number, *([by_path] if by_path else ()))


def _add_title(weights: dict[str, float], hits: Sequence[Hit[str]]) -> None:
    for place, hit in enumerate(hits):
        longer = 0.5 * hit.term.count(" ")
        last = 1.0 if place == len(hits) - 1 else 0.0
        _add(weights, hit.entries, 2.0 + longer + last)


def _add(weights: dict[str, float], kinds: Iterable[str], weight: float) -> None:
    for kind in kinds:
        weights[kind] = weights.get(kind, 0.0) + weight
