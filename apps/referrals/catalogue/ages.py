"""For which ages an item is: months from and to, out of a range such as `6-12 months`, `1+ years`, `0–36m`."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

LONGEST: Final = 1_200
UNIT: Final = r"(months?|mths?|mo|m|years?|yrs?|y|个月|月龄|月|岁|개월|세|살)?"
RANGE: Final = re.compile(
    rf"\s*([0-9]{{1,3}})\s*{UNIT}\s*(?:-|–|—|~|to|bis)\s*([0-9]{{1,3}})\s*{UNIT}\s*", re.IGNORECASE
)
FROM: Final = re.compile(
    rf"\s*(?:from\s*)?([0-9]{{1,3}})\s*{UNIT}\s*(?:\+|and up|以上|이상|부터)?\s*{UNIT}\s*(?:\+)?\s*",
    re.IGNORECASE,
)
YEARS: Final = frozenset({"year", "years", "yr", "yrs", "y", "岁", "세", "살"})
GROUPS: Final = {"newborn": (0, 3), "infant": (3, 12), "toddler": (12, 60), "kids": (60, 156)}
"""The ages that the merchant feed means by its `age_group`; `adult` says nothing here."""


@lru_cache(maxsize=4_096)
def months(said: str) -> tuple[int, int | None] | None:
    """Return months from and to (None: open); None where the text is no range of ages."""
    if found := RANGE.fullmatch(said):
        low, low_unit, high, high_unit = found.groups()
        unit = (high_unit or low_unit or "months").lower()
        begin, end = _months(low, (low_unit or unit).lower()), _months(high, unit)
        return (begin, end) if begin <= end <= LONGEST else None
    if found := FROM.fullmatch(said):
        begin = _months(found.group(1), (found.group(2) or found.group(3) or "months").lower())
        return (begin, None) if begin <= LONGEST else None
    return None


def _months(number: str, unit: str) -> int:
    return int(number) * (12 if unit in YEARS else 1)
