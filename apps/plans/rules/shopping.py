"""What to buy for a week: ingredients of its dishes, summed; a dish without a recipe stands for itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

NOT_BOUGHT: Final = ("water, tap", "water, bottled", "salt, table", "tap water")
SMALLEST_G: Final = 1.0
DEEPEST: Final = 4
GROUP_OF_PREFIX: Final[tuple[tuple[str, str], ...]] = (
    ("1", "dairy"), ("2", "meat_fish"), ("3", "eggs"), ("4", "beans_nuts"), ("5", "grains"), ("6", "fruit"),
    ("7", "vegetables"), ("8", "fats"), ("9", "other"),
)  # fmt: skip
"""First digit of an FNDDS code, and where in a shop it stands."""
GROUPS: Final = ("vegetables", "fruit", "grains", "dairy", "eggs", "meat_fish", "beans_nuts", "fats", "other")


@dataclass(frozen=True)
class Part:
    """A part of a recipe: `grams` of so many that the parts weigh together."""

    code: str
    name: str
    grams: float


@dataclass(frozen=True)
class Line:
    """One thing to buy. `dishes`: codes of what it goes into."""

    code: str
    name: str
    grams: float
    group: str
    dishes: tuple[str, ...]


def of(
    days: Iterable[Mapping[str, Any]],
    recipes: Mapping[str, Sequence[Part]],
    groups: Mapping[str, str],
) -> list[Line]:
    """Return lines in the order of the shop's groups. `recipes`: by code of the dish; `groups`: by code, where known."""
    grams: dict[str, float] = {}
    names: dict[str, str] = {}
    into: dict[str, dict[str, None]] = {}
    for item in (item for day in days for meal in day["meals"] for item in meal["items"]):
        for part in _parts(item, recipes):
            grams[part.code] = grams.get(part.code, 0.0) + part.grams
            names.setdefault(part.code, part.name)
            into.setdefault(part.code, {})[item["food_code"]] = None
    lines = [
        Line(code, names[code], round(amount), _group(code, groups), tuple(into[code]))
        for code, amount in grams.items()
        if amount >= SMALLEST_G and not names[code].lower().startswith(NOT_BOUGHT)
    ]
    return sorted(lines, key=lambda line: (GROUPS.index(line.group), -line.grams, line.name))


def _parts(item: Mapping[str, Any], recipes: Mapping[str, Sequence[Part]]) -> list[Part]:
    return _taken_apart(Part(item["food_code"], item["name"], item["grams"]), recipes, DEEPEST)


def _taken_apart(part: Part, recipes: Mapping[str, Sequence[Part]], deep: int) -> list[Part]:
    """Return what a part is made of: a recipe may name a dish that has a recipe of its own."""
    recipe = recipes.get(part.code, ())
    whole = sum(one.grams for one in recipe)
    if len(recipe) < 2 or not whole or not deep:
        return [part]
    shares = [Part(one.code, one.name, part.grams * one.grams / whole) for one in recipe]
    return [one for share in shares for one in _taken_apart(share, recipes, deep - 1)]


def _group(code: str, groups: Mapping[str, str]) -> str:
    known = groups.get(code)
    if known in GROUPS:
        return str(known)
    if len(code) == 8:
        return next((group for prefix, group in GROUP_OF_PREFIX if code.startswith(prefix)), "other")
    return "other"
