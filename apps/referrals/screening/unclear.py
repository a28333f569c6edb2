"""Milk that may be formula sold as milk, and food that tells a child's age: a person looks at them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from apps.referrals.screening.concerns import Product, tells_age
from apps.referrals.screening.kinds import MOUTH, OTHER
from apps.referrals.screening.signs import Signs
from apps.referrals.screening.verdicts import WARN, Reason

SCOPE: Final = "WHO/NMH/NHD/18.11; WHA 69.9"
SWALLOWED: Final = MOUTH | {OTHER}
COUNTED: Final = (
    r"(?:%|x|×|l|lt|ltr|litres?|liters?|pints?|pt|packs?|pk|pcs?|pieces?|ct|count|bottles?|cartons?|cans?|bags?|box(?:es)?|"
    r"bars?|kg|g|ml|cl|oz|fl|lbs?|gal|gallons?|quarts?|qt|servings?|portions?|units?|cups?|tubs?|pots?|slices?|sticks?|"
    r"sachets?|multipack|years?|days?)(?![a-z])"
)
NUMBERED: Final = re.compile(
    rf"(?<![\w.,%/×*-])(?<!\bof )(?<!\bx )(?<!× )[1-4](?![\w%/*+]|[.,][0-9])(?![\s-]*{COUNTED})"
)
"""A number that counts nothing: `milk 2`, as the stages of formula are told."""
ENRICHED: Final = re.compile(
    r"\bgrow(?:th|ing|s)?\b|成长|生长|长高|성장|키\s?크|"
    r"lactoferrin|nucleotide|\bdha\b|\bara\b|\bhmos?\b|alpha-?lac|乳铁蛋白|核苷酸|락토페린|뉴클레오타이드|"
    r"(?:goat|羊|산양).*(?:\btins?\b|罐|캔|\b[3-9]00\s?(?:g\b|克))|(?:\btins?\b|罐|캔).*(?:goat|羊|산양)|"
    r"(?<![0-9])[0-9]{1,2}\s?\+?\s?(?:mths?|months?)\b|(?<![0-9.])(?:0|1|3|6|10|12)\s?[-–~]\s?(?:3|6|12|24|36)(?![0-9.])"
)
POWDERED: Final = re.compile(r"powder|pulver|poudre|polvo|粉|파우더|분말|가루")
FOR_THE_KITCHEN: Final = re.compile(r"\b(?:baking|bakers?|cooking|bread)\b|烘焙|베이킹|제빵")


def reasons(one: Product, head: Signs, body: Signs) -> Iterator[Reason]:
    """Yield why a person looks. What is for mothers, or only looks like it, is not asked here."""
    if one.kind in SWALLOWED and head.has("milk"):
        flat = head.said.flat
        found = NUMBERED.search(flat) or ENRICHED.search(flat)
        if found is None and not FOR_THE_KITCHEN.search(flat):
            found = POWDERED.search(flat)
        if found:
            yield Reason(WARN, "bms_milk", found.group()[:60], "milk with a sign of formula", SCOPE)
        elif body.has("strong_age") or body.has_stage:
            named = body.first("strong_age") or "stage"
            yield Reason(WARN, "bms_described", named, "milk described for small children", SCOPE)
    if one.kind == "food" and tells_age(head.said):
        yield Reason(WARN, "bms_for_child", "age", "for a child under three", SCOPE)
