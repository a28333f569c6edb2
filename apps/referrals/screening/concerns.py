"""Whether a product may have to do with breast-milk substitutes at all: most have not, and are let go quickly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from apps.referrals.screening import tables
from apps.referrals.screening.gates import Several
from apps.referrals.screening.kinds import OTHER
from apps.referrals.screening.normal import SIGHTS, Text, text
from apps.referrals.screening.signs import THREE_YEARS, Signs
from apps.referrals.screening.verdicts import OK

CATEGORIES: Final = frozenset({"563", "8436", "5721"})
BOTTLE_CATEGORIES: Final = frozenset({"564", "6950"})
FORMULA_PATH: Final = re.compile(
    r"(?:baby|infant|toddler)[^,;]*>[^,;]*(?:formula|milk|nutrition drinks)|formula\s*$"
)
BOTTLE_PATH: Final = re.compile(r"baby bottle|bottle nipples")
ALWAYS_BOTTLES: Final = re.compile(
    r"奶瓶|奶嘴|奶咀|젖병|젖꼭지|\bteats?\b|fläschchen|flaschchen|biberon|tetine|tetina|"
    r"哺乳瓶|mamadeira|zuigfles|nappflask|sutteflask|tuttipullo|butelk\w* antykol"
)
AGE_TOLD: Final = re.compile(
    r"(?<![0-9])[0-9]{1,2}\s?(?:-|–|to)\s?[0-9]{1,2}\s?(?:months?|mths?|mos?\b|个月|개월)|"
    r"(?<![0-9])[0-9]{1,2}\s?(?:(?:months?|mths?|m|个月|개월)\s?\+|\+\s?(?:months?|mths?|m\b))"
)
AGE_SEEN: Final = SIGHTS.add(AGE_TOLD)
BOTTLE_SEEN: Final = SIGHTS.add(ALWAYS_BOTTLES)
AGED: Final = re.compile(
    r"\baged?\b|matur|vintage|cured|ripen|affin|reif|curad|stagion|shelf|숙성|陈酿|熟成|保质|유통기한"
)
"""Cheese and ham have ages, too."""
MILKS: Final = frozenset(
    {"infant_formula", "follow_up", "growing_up", "special_medical", "disguised", "claim"}
)
NEEDS_COMPANY: Final = re.compile(
    r"^(?:[1-4一二三]?[段阶]|[12]阶|[1-3]段|粉粉|水奶|贰段|二段|转奶装|试用装小罐|1단 맘마|teat)$"
)
TELLING: Final = (
    "milk",
    "weak_milk",
    "bottle",
    "claim",
    "accessory",
    "pacifier",
    "complementary",
    "feeding_signs",
    "strong_age",
    "weak_age",
    "child",
)


@dataclass(slots=True)
class Product:
    """What a substitute is told by: words, and what the partner says of ages and of the Code."""

    title: Text
    brand: str
    description: Text
    category: str
    kind: str
    age_from_months: int | None = None
    age_to_months: int | None = None
    is_flagged: bool | None = None

    @property
    def is_for_small_children(self) -> bool:
        """Whether the partner names an age under three years."""
        return self.age_from_months is not None and self.age_from_months < THREE_YEARS


def concerns_by_title(one: Product) -> bool:
    """Say whether anything that yields a reason stands in a product, its description aside."""
    if _of_category(one.category) or brands(one.brand):
        return True
    if one.is_for_small_children or always_bottles(one.title):
        return True
    if one.kind == OTHER and Signs(one.title).is_staged:
        return True
    if one.kind == "food" and tells_age(one.title):
        return True
    return has_words(one.title)


def has_words(said: Text) -> bool:
    """Say whether a text has a word of a substitute, of feeding, or of children."""
    terms = (entry for hit in tables.substitutes().find(said) for entry in hit.entries)
    return any(entry.verdict != OK or entry.kind == "brand" for entry in terms) or _telling().finds(said)


def always_bottles(said: Text) -> re.Match[str] | None:
    """Return a word that means nothing but a bottle or a teat."""
    return ALWAYS_BOTTLES.search(said.flat) if said.may_show(BOTTLE_SEEN) else None


def tells_age(title: Text) -> bool:
    """Say whether the title of a food tells a child's age in months."""
    return title.may_show(AGE_SEEN) and bool(AGE_TOLD.search(title.flat)) and not AGED.search(title.flat)


@cache
def _telling() -> Several:
    return Several(*(tables.shapes("substitute", name) for name in TELLING))


@lru_cache(maxsize=4_096)
def _of_category(category: str) -> bool:
    return category in CATEGORIES | BOTTLE_CATEGORIES or bool(
        FORMULA_PATH.search(category) or BOTTLE_PATH.search(category)
    )


def brands_in(said: Signs) -> tuple[str, ...]:
    """Return the brands of formula that a text names."""
    return tuple(hit.term for hit in said.terms if any(term.kind == "brand" for term in hit.entries))


@lru_cache(maxsize=10_000)
def brands(maker: str) -> tuple[str, ...]:
    """Return the brands of formula in the name of a maker."""
    return brands_in(Signs(text(maker)))
