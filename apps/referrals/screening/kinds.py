"""What kind of product it is: how an ingredient counts depends on whether it is eaten or put on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from apps.referrals.screening import tables
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
"""Of kinds with equal weight the first."""


@dataclass(frozen=True, slots=True)
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
    weights: dict[str, float] = dict.fromkeys(PRIORITY, 0.0)
    _add_title(weights, said.title)
    for hit in tables.shapes("kinds").find(said.type):
        _add(weights, hit.entries, 3.0)
    for number, kind in CATEGORIES:
        if said.category == number:
            weights[kind] += 6
    for path, kind in PATHS:
        if path in said.category:
            weights[kind] += 6
            break
    if has_amounts:
        weights["supplement"] += 2
    if not any(weights.values()):
        for hit in tables.shapes("kinds").find(said.description):
            _add(weights, hit.entries, 1.0)
    if not any(weights.values()):
        return OTHER
    return max(PRIORITY, key=lambda kind: (weights[kind], -PRIORITY.index(kind)))


def _add_title(weights: dict[str, float], title: Text) -> None:
    hits = tables.shapes("kinds").find(title)
    for place, hit in enumerate(hits):
        longer = 0.5 * hit.term.count(" ")
        last = 1.0 if place == len(hits) - 1 else 0.0
        _add(weights, hit.entries, 2.0 + longer + last)


def _add(weights: dict[str, float], kinds: Iterable[str], weight: float) -> None:
    for kind in kinds:
        weights[kind] += weight
