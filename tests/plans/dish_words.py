"""What the food table's own words say of a dish: which allergens and which animals its recipe names."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from functools import cache
from typing import Final

from apps.nutrition.table.packed import chunks

FISH: Final = (
    r"\b(fish|cod|haddock|pollock|salmon|tuna|sardines?|mackerel|trout|herring|tilapia|catfish|perch"
    r"|flounder|anchov(y|ies))\b"
)
SHELLFISH: Final = (
    r"\b(crustaceans?|mollusks?|shellfish|shrimp|clams?|mussels?|scallops?|crabs?|calamari|squid|oysters?)\b"
)
EGG: Final = r"\b(eggs?|mayonnaise)\b"
DAIRY: Final = r"\b(butter|milk|cheeses?|cream|yogurt|whey|queso)\b"
RESTAURANT: Final = r"restaurant, chinese|chinese restaurant"
ALLERGENS: Final = {
    "milk": rf"{DAIRY}|\bmargarine\b",
    "egg": EGG,
    "fish": FISH,
    "shellfish": SHELLFISH,
    "peanut": r"\bpeanuts?\b",
    "tree_nut": r"\bnuts\b|\b(almond|cashew|walnut|pecan|hazelnut|pistachio)s?\b",
    "wheat": r"\b(flour|wheat|breads?|bun|noodles?|pasta|muffins?|macaroni|bulgur|tortellini|potsticker)\b"
    rf"|breading|rolls, hamburger|soy sauce|\bhoisin\b|{RESTAURANT}",
    "soy": rf"\bsoy|\b(tofu|edamame|miso|hoisin|margarine|bean curd)\b|meatballs, meatless|{RESTAURANT}",
    "sesame": r"\b(sesame|tahini)\b",
    "mustard": r"\b(mustard|mayonnaise)\b",
}
ANIMALS: Final = {
    "dairy": DAIRY,
    "egg": EGG,
    "fish": FISH,
    "shellfish": SHELLFISH,
    "poultry": r"\b(chickens?|turkey|duck|hens?|poultry)\b",
    "beef": r"\b(beef|veal)\b",
    "pork": r"\b(pork|ham|bacon|lard|sausages?|chorizo)\b",
    "lamb": r"\b(lamb|mutton|goat)\b",
    "gelatin": r"\bgelatin\b",
    "honey": r"\bhoney\b",
    "alcohol": r"\b(wine|beer|liquor)\b",
}
HARMLESS: Final = {
    r"oil, soybean": "refined oil holds no protein of the bean",
    r"nuts, coconut milk[^|]*": "from the fruit of a palm: no milk, not counted among tree nuts",
    r"(?<=peanut |almond )butter": "a spread of nuts without dairy",
    r"(rice|fun) noodles|flour, rice": "of rice",
    r"tortillas, [^|]*corn": "of maize",
    r"flour(?=, soy)": "of the bean",
    r"(sauce, pasta|spaghetti sauce|pasta sauce)[^|{]*": "the tomato sauce for pasta, no pasta in it",
    r"without meat|no cheese|no bun": "names what is not in it",
    r"beef or pork|chicken or turkey|meat, poultry, and/or seafood|fish or shrimp": "names what may be in it",
    r"soy-based sauce": "the recipe names the sauce itself",
}
"""Words that seem to name what is not there, and why. Each was looked up in the recipes in which it stands."""


@cache
def _descriptions() -> dict[str, str]:
    return {row["code"]: row["name_en"] for row in _rows("foods")}


@cache
def _recipes() -> dict[str, list[dict[str, str]]]:
    found = defaultdict(list)
    for row in _rows("ingredients"):
        found[row["code"]].append(row)
    return found


def _rows(name: str) -> list[dict[str, str]]:
    text = b"".join(chunks(name)).decode()
    return [row for row in csv.DictReader(io.StringIO(text)) if row["table"] == "fndds"]


def is_in_table(code: str) -> bool:
    """Say whether the packed table has a food of FNDDS by this code."""
    return code in _descriptions()


def words_of(code: str) -> str:
    """Return a food's description and those of all its ingredients, of theirs too, in lower case, between bars."""
    return " | ".join(_parts(code, frozenset())).lower()


def _parts(code: str, above: frozenset[str]) -> list[str]:
    parts = [_descriptions().get(code, "")]
    for row in _recipes().get(code, []):
        inside = row["part"] in _recipes() and row["part"] not in above | {code}
        parts += [row["name"], *(_parts(row["part"], above | {code}) if inside else [])]
    return parts


def named(code: str, patterns: dict[str, str]) -> set[str]:
    """Return which of `patterns` (ALLERGENS, ANIMALS) a dish's recipe names, what is harmless left aside."""
    words = words_of(code)
    for harmless in HARMLESS:
        words = re.sub(harmless, " ", words)
    return {name for name, pattern in patterns.items() if re.search(pattern, words)}
