"""The curated list of dishes: what stands where in a meal, how much of it is sensible, what it holds. Chosen by hand.

`dishes/README.md` says how; the amounts come from the food table, which whoever loads the list hands in.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "dishes"
ANY: Final = "any"
NONE: Final = "none"
MEAT: Final = frozenset({"fish", "shellfish", "poultry", "beef", "pork", "lamb", "gelatin"})
NOT_HALAL: Final = frozenset({"pork", "gelatin", "alcohol"})
SEASONS: Final = {12: "winter", 1: "winter", 2: "winter", 3: "spring", 4: "spring", 5: "spring"} | {
    6: "summer", 7: "summer", 8: "summer", 9: "autumn", 10: "autumn", 11: "autumn",
}  # fmt: skip


@dataclass(frozen=True)
class Dish:
    """A dish of the list. Grams: a sensible portion of one meal. `minutes`: of a home cook. `cost`: 1 to 3."""

    code: str
    name_en: str
    name_zh: str
    name_ko: str
    slots: frozenset[str]
    part: str
    smallest_g: float
    usual_g: float
    largest_g: float
    cuisines: frozenset[str]
    seasons: frozenset[str]
    minutes: int
    cost: int
    pregnancy: str
    pregnancy_note: str
    allergens: frozenset[str]
    animal: frozenset[str]
    fish: str
    family: str

    def name(self, language: str) -> str:
        """Its name in a language, in English where there is none."""
        return {"zh": self.name_zh, "ko": self.name_ko}.get(language[:2], "") or self.name_en

    def is_allowed(self, *, allergies: Iterable[str], diet: str | None) -> bool:
        """Say whether somebody with these allergies, on this diet, may have it."""
        if self.allergens & set(allergies):
            return False
        if diet == "vegetarian":
            return not self.animal & MEAT
        return diet != "halal" or not self.animal & NOT_HALAL

    def fits(self, cuisine: str) -> bool:
        """Say whether it is at home in a cuisine."""
        return cuisine == "mixed" or bool(self.cuisines & {ANY, cuisine})


@cache
def listed() -> tuple[Dish, ...]:
    """Return the whole list, in the order of its files and codes."""
    return tuple(dish for path in sorted(FOLDER.glob("*.csv")) for dish in _read(path))


def _read(path: Path) -> Iterable[Dish]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield _dish(row)


def _dish(row: Mapping[str, str]) -> Dish:
    words: dict[str, Any] = {
        name: frozenset(row[name].split()) - {NONE}
        for name in ("slots", "cuisines", "seasons", "allergens", "animal")
    }
    grams: dict[str, Any] = {name: float(row[name]) for name in ("smallest_g", "usual_g", "largest_g")}
    texts: dict[str, Any] = {
        name: row[name].strip()
        for name in (
            "code",
            "name_en",
            "name_zh",
            "name_ko",
            "part",
            "pregnancy",
            "pregnancy_note",
            "fish",
            "family",
        )
    }
    return Dish(**words, **grams, **texts, minutes=int(row["minutes"]), cost=int(row["cost"]))
