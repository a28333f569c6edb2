"""Descriptions as shops write them: 300 to 1,000 letters, no two the same, some with tags in them."""

from __future__ import annotations

import random
from typing import Final

TEXT: Final = """
gentle daily care for mothers soft breathable fabric made from organic cotton washable at forty degrees with wide
straps and hidden seams suitable for sensitive skin tested by dermatologists fragrance free vegan recyclable pack
contains sixty pieces one each morning with water store cool dry place out of reach of pets best before see base
family kitchen breakfast lunch dinner quick recipe wholegrain rich in fibre source protein no added sugar salt low
fat grown harvested washed packed in protected atmosphere ideal travel hospital bag size chart adjustable comfort
support cushion filling removable cover zipper colours grey sage sand navy delivery within three days returns free
thirty customers love quality since nineteen eighty light texture absorbs quickly leaves feeling smooth moisture
barrier seals trusted brand new recipe improved design award winning everyday essential warm cold walk yoga rest
"""
WORDS: Final = TEXT.split()
SHORTEST_WORDS, LONGEST_WORDS = 50, 165


def description(number: int) -> str:
    """Return the description of the item with this number, always the same one."""
    drawn = random.Random(number)
    words = drawn.choices(WORDS, k=drawn.randint(SHORTEST_WORDS, LONGEST_WORDS))
    half = len(words) // 2
    sentences = f"{' '.join(words[:half]).capitalize()}. {' '.join(words[half:]).capitalize()}."
    return f"<![CDATA[<p>{sentences}</p>]]>" if number % 3 == 0 else sentences
