"""Which allergens and animals a food may hold, by the words of its name and its recipe: for foods nobody checked by hand.

Rather one too many than one too few: whoever must not have it is told no, and the curated list does not need this.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

ALLERGEN_WORDS: Final = {
    "milk": (
        r"milk|cheese|butter|cream|yogurt|whey|casein|custard|ghee|kefir|ice cream|chocolate"
        r"|pizza|lasagna|pudding|alfredo|mozzarella|cheddar|parmesan|margarine|caramel|biscuit"
        r"|pancake|waffle|cake|latte"
    ),
    "egg": (
        r"eggs?\b|mayonnaise|custard|meringue|omelet|quiche|pancake|waffle|cake|muffin|batter"
        r"|noodles?\b|doughnut|cookie|french toast|breaded|coated|crepe|souffle"
    ),
    "fish": (
        r"fish|salmon|tuna|cod\b|herring|sardine|anchov|trout|mackerel|halibut|tilapia|haddock"
        r"|pollock|catfish|flounder|bass\b|bonito|saury|capelin|sea bream|hairtail|whitebait"
        r"|sashimi|ceviche|sushi|perch|snapper|eel\b|worcestershire|caesar|kimchi|surimi|roe\b"
        r"|swordfish|shark|carp\b|pike\b"
    ),
    "shellfish": (
        r"shrimp|prawn|crab|lobster|clam|oyster|mussel|scallop|squid|octopus|shellfish|seafood"
        r"|crayfish|urchin|sea cucumber|sea squirt|abalone|conch|snail|kimchi|paella|gumbo"
    ),
    "peanut": r"peanut|groundnut|satay|mixed nuts|nuts, nfs|pad thai|trail mix|granola",
    "tree_nut": (
        r"almond|walnut|cashew|pecan|pistachio|hazelnut|macadamia|brazil nut|pine nut|chestnut"
        r"|mixed nuts|nuts, nfs|pesto|marzipan|nougat|trail mix|granola|baklava"
    ),
    "wheat": (
        r"wheat|flour|lasagna|tempura|ramen|udon|baozi|bread|pasta|noodles?\b|spaghetti"
        r"|macaroni|cracker|cookie|cake|biscuit|roll\b|bun\b|tortilla|pizza|couscous|bulgur"
        r"|semolina|seitan|breaded|batter|coated|pancake|waffle|muffin|bagel|pita|soy sauce"
        r"|gravy|cereal|sandwich|burger|dumpling|wonton|pie\b|pastry|croissant|doughnut"
        r"|pretzel|stuffing|malt|teriyaki|barley"
    ),
    "soy": (
        r"soy|tofu|tempeh|miso|edamame|teriyaki|hoisin|natto|bread|margarine|chocolate"
        r"|meatless|vegetarian|mayonnaise|dressing|cracker|cookie|protein bar|bouillon"
    ),
    "sesame": (
        r"sesame|tahini|hummus|halva|bagel|bun\b|bibimbap|kimbap|gimbap|falafel|granola"
        r"|multigrain"
    ),
    "mustard": (
        r"mustard|mayonnaise|dressing|curry|ketchup|sandwich|potato salad|coleslaw|egg salad"
        r"|tuna salad|pickle"
    ),
}
ANIMAL_WORDS: Final = {
    "pork": (
        r"pork|\bham\b|carbonara|baozi|animal fat|bacon|sausage|lard\b|pepperoni|salami"
        r"|hot dog|frankfurter|prosciutto|chorizo|bologna|spam\b"
    ),
    "beef": (
        r"beef|animal fat|broth|bouillon|carpaccio|ramen|baozi|lasagna|bolognese|veal|steak"
        r"|hamburger|burger|meatball|meat loaf|meat sauce|\bmeat\b|brisket|pastrami|gravy"
        r"|tallow"
    ),
    "poultry": r"chicken|turkey|duck|goose|poultry|hen\b",
    "lamb": (
        r"lamb|mutton|goat\b(?! cheese)|venison|rabbit|bison|offal|liver|foie gras|kebab"
        r"|shawarma"
    ),
    "fish": ALLERGEN_WORDS["fish"],
    "shellfish": ALLERGEN_WORDS["shellfish"],
    "gelatin": r"gelatin|marshmallow|jello|gummy",
    "alcohol": (
        r"wine\b|beer\b|liquor|liqueur|\brum\b|brandy|vodka|whiskey|sherry|sake\b|mirin"
        r"|alcohol|cider|cocktail|spirits"
    ),
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
    return frozenset(name for name, pattern in words.items() if re.search(f"(?:{pattern})", whole))
