"""Which allergens and animals a food may hold, by the words of its name and its recipe: for foods nobody checked by hand.

Rather one too many than one too few: whoever must not have it is told no, and the curated list does not need this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

ALLERGEN_WORDS: Final = {
    "milk": r"milk|cheese|butter|cream|yogurt|whey|casein|custard|ghee|kefir|ice cream|chocolate|pizza|lasagna"
    r"|pudding|alfredo|mozzarella|cheddar|parmesan|margarine|caramel|biscuit|pancake|waffle|cake|latte",
    "egg": r"eggs?\b|mayonnaise|custard|meringue|omelet|quiche|pancake|waffle|cake|muffin|batter|noodles?\b|doughnut"
    r"|cookie|french toast|breaded|coated|crepe|souffle",
    "fish": r"fish|salmon|tuna|cod\b|herring|sardine|anchov|trout|mackerel|halibut|tilapia|haddock|pollock|catfish"
    r"|flounder|bass\b|perch|snapper|eel\b|worcestershire|caesar|kimchi|surimi|roe\b|swordfish|shark|carp\b|pike\b",
    "shellfish": r"shrimp|prawn|crab|lobster|clam|oyster|mussel|scallop|squid|octopus|shellfish|seafood|crayfish"
    r"|abalone|conch|snail|kimchi|paella|gumbo",
    "peanut": r"peanut|groundnut|satay|mixed nuts|nuts, nfs|pad thai|trail mix|granola",
    "tree_nut": r"almond|walnut|cashew|pecan|pistachio|hazelnut|macadamia|brazil nut|pine nut|chestnut|mixed nuts"
    r"|nuts, nfs|pesto|marzipan|nougat|trail mix|granola|baklava",
    "wheat": r"wheat|flour|bread|pasta|noodles?\b|spaghetti|macaroni|cracker|cookie|cake|biscuit|roll\b|bun\b|tortilla"
    r"|pizza|couscous|bulgur|semolina|seitan|breaded|batter|coated|pancake|waffle|muffin|bagel|pita|soy sauce|gravy"
    r"|cereal|sandwich|burger|dumpling|wonton|pie\b|pastry|croissant|doughnut|pretzel|stuffing|malt|teriyaki|barley",
    "soy": r"soy|tofu|tempeh|miso|edamame|teriyaki|hoisin|natto|bread|margarine|chocolate|meatless|vegetarian"
    r"|mayonnaise|dressing|cracker|cookie|protein bar|bouillon",
    "sesame": r"sesame|tahini|hummus|halva|bagel|bun\b|bibimbap|kimbap|gimbap|falafel|granola|multigrain",
    "mustard": r"mustard|mayonnaise|dressing|curry|ketchup|sandwich|potato salad|coleslaw|egg salad|tuna salad|pickle",
}  # fmt: skip
ANIMAL_WORDS: Final = {
    "pork": r"pork|ham\b|bacon|sausage|lard\b|pepperoni|salami|hot dog|frankfurter|prosciutto|chorizo|bologna|spam\b",
    "beef": r"beef|veal|steak|hamburger|burger|meatball|meat loaf|meat sauce|\bmeat\b|brisket|pastrami|gravy|tallow",
    "poultry": r"chicken|turkey|duck|goose|poultry|hen\b",
    "lamb": r"lamb|mutton|goat\b|venison|rabbit|bison",
    "fish": ALLERGEN_WORDS["fish"],
    "shellfish": ALLERGEN_WORDS["shellfish"],
    "gelatin": r"gelatin|marshmallow|jello|gummy",
    "alcohol": r"wine|beer|liquor|rum\b|brandy|vodka|whiskey|sherry|sake\b|mirin|alcohol",
    "dairy": ALLERGEN_WORDS["milk"],
    "egg": ALLERGEN_WORDS["egg"],
}


def allergens_of(texts: Iterable[str]) -> frozenset[str]:
    """Return every allergen that these words may stand for."""
    return _matching(ALLERGEN_WORDS, texts)


def animals_of(texts: Iterable[str]) -> frozenset[str]:
    """Return every animal that these words may stand for."""
    return _matching(ANIMAL_WORDS, texts)


def _matching(words: dict[str, str], texts: Iterable[str]) -> frozenset[str]:
    whole = " | ".join(texts).lower()
    return frozenset(name for name, pattern in words.items() if re.search(rf"\b(?:{pattern})", whole))
