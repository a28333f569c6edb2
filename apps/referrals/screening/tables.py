"""The tables of the screening, read once."""

from __future__ import annotations

import csv
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from apps.referrals.screening.lexicon import Lexicon
from apps.referrals.screening.normal import FACTS

GUESSED: Final = (("milk",), ("bottle",))
"""Lists of `shapes.toml` whose words are recognised misspelt, too."""
IN_BRACKETS: Final = re.compile(r"\s*\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Ingredient:
    """What is known of an ingredient. `kind`: in what it was judged, `cosmetic`, `supplement`, `herb`, `food` …"""

    name: str
    kind: str
    level: str
    why: str
    limit: str
    source: str


@dataclass(frozen=True, slots=True)
class Term:
    """A word of `substitutes.csv`."""

    term: str
    kind: str
    verdict: str
    source: str


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table."""
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def toml(name: str) -> dict[str, Any]:
    """Return a file of words."""
    return tomllib.loads((FACTS / name).read_text(encoding="utf-8"))


def ingredient_terms() -> list[tuple[str, Ingredient]]:
    """Return every name with its row, harmless carriers included."""
    found = []
    for row in rows("ingredients.csv"):
        one = Ingredient(
            row["ingredient"], row["kind"], row["level"], row["why"], row["limit"], row["source"]
        )
        names = [row["ingredient"], *row["synonyms"].split("|")]
        names += [IN_BRACKETS.sub("", name) for name in names if "(" in name and not name.startswith("(")]
        found += [(name, one) for name in names if name.strip()]
    for row in rows("harmless.csv"):
        one = Ingredient(row["ingredient"], row["where"], "ok", "carrier or filler", "", "harmless.csv")
        found += [(name, one) for name in (row["ingredient"], *row["synonyms"].split("|")) if name.strip()]
    return found


@cache
def ingredients() -> Lexicon[Ingredient]:
    """Every ingredient."""
    return Lexicon(ingredient_terms(), guess=True)


@cache
def substitutes() -> Lexicon[Term]:
    """Words of breast-milk substitutes and their false friends."""
    found = [Term(row["term"], row["kind"], row["verdict"], row["source"]) for row in rows("substitutes.csv")]
    return Lexicon([(one.term, one) for one in found], guess=True)


@cache
def shapes(*path: str) -> Lexicon[str]:
    """Words of one or several lists of `shapes.toml`, each with the list it stands in."""
    table = toml("shapes.toml")[path[0]]
    names = path[1:] or tuple(table)
    terms = [(term, name) for name in names for term in dict.fromkeys(table[name])]
    return Lexicon(terms, guess=path[1:] in GUESSED)
