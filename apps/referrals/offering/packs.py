"""How much is in a pack: days of a supplement, hundreds of grams of a food. None where nobody has said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

PIECES: Final = (
    r"tablets?|tabs?|capsules?|caps|softgels?|gummies|gummy|pills?|sachets?|lozenges?|servings?|doses?|ct|count"
    r"|粒|片|颗|袋|정|캡슐|포|알"
)
COUNT: Final = re.compile(rf"(?<![\d.,])(\d{{1,4}})\s*(?:{PIECES})(?![a-z])", re.IGNORECASE)
NUMBERS: Final = {"one": 1, "two": 2, "three": 3, "four": 4}
A_DAY: Final = re.compile(
    rf"\b(\d|one|two|three|four)\s+(?:{PIECES})\s+(?:a|per|each|every)?\s*(?:day|daily)\b"
    r"|每[日天]\s*(\d)\s*[粒片颗袋]|하루\s*(\d)\s*(?:정|캡슐|포|알)",
    re.IGNORECASE,
)
GRAMS_OF: Final = {
    "kg": 1_000.0,
    "g": 1.0,
    "l": 1_000.0,
    "ml": 1.0,
    "oz": 28.35,
    "lb": 453.6,
    "公斤": 1_000.0,
    "克": 1.0,
}
"""A litre counts as a kilogram."""
WEIGHT: Final = re.compile(
    r"(?:(?<![\d.,])(\d{1,2})\s*[x×*]\s*)?(?<![\d.,])([1-9]\d{0,2}(?:,\d{3})+|\d{1,5}(?:[.,]\d{1,3})?)\s*(kg|g|ml|l|oz|lb|公斤|克)(?![a-z0-9])",
    re.IGNORECASE,
)
SMALL: Final = frozenset({"g", "ml", "克"})
THOUSANDS: Final = re.compile(r"[1-9]\d{0,2}(?:[.,]\d{3})+")
FEWEST_PIECES: Final = 5
MOST_GRAMS: Final = 50_000.0


def _number(said: str, unit: str) -> float:
    """Return an amount: `1,000 g` and `1.000 g` are a thousand, `1,500 kg` is one and a half."""
    if unit.lower() in SMALL and THOUSANDS.fullmatch(said):
        return float(said.replace(",", "").replace(".", ""))
    return float(said.replace(",", ".") if said.count(",") == 1 else said.replace(",", ""))


def days(title: str, detail: Mapping[str, Any], directions: str = "") -> float | None:
    """Return for how many days a pack lasts; without directions one piece a day."""
    measured = str(detail.get("unit_pricing_measure", ""))
    counts = [int(found) for found in COUNT.findall(f"{title} {measured}")]
    pieces = max(counts, default=0)
    if pieces < FEWEST_PIECES:
        return None
    found = A_DAY.search(f"{title} {detail.get('directions', '')} {directions[:2_000]}")
    if found is None:
        return float(pieces)
    said = next(group for group in found.groups() if group)
    a_day = NUMBERS.get(said.lower()) or int(said)
    return pieces / a_day if a_day else None


def hundreds_of_grams(title: str, detail: Mapping[str, Any]) -> float | None:
    """Return how many times 100 g (or ml) a pack holds."""
    for said in (title, str(detail.get("unit_pricing_measure", ""))):
        found = WEIGHT.search(said)
        if found is None:
            continue
        many, amount, unit = found.groups()
        grams = int(many or 1) * _number(amount, unit) * GRAMS_OF[unit.lower()]
        if 0 < grams <= MOST_GRAMS:
            return round(grams / 100, 4)
    return None
