"""What a product can serve, by its kind, amounts and words: found once, when it comes in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from apps.foundation.contracts.foods import food_of
from apps.foundation.contracts.needs import SUPPLEMENTS
from apps.referrals.offering import packs
from apps.referrals.screening.sieve import Sieve

Use = tuple[str, float | None, float | None]
"""Need without its amount, amount a day, units in a pack (days, 100 g, pieces); None where that is not known."""
SOLD_AS: Final = {"dha_g": ("dha_mg", 0.001)}
"""What the plan calls otherwise than partners do, and how many of its units one of theirs is."""
MOST_OTHERS: Final = 40
GEAR: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (key, re.compile(pattern, re.IGNORECASE))
    for key, pattern in (
        ("gear:support_belt", r"\b(?:support|belly|maternity|pelvic|pregnancy) (?:belt|band|brace)s?\b|托腹带|복대"),
        ("device:glucose_strips", r"\b(?:glucose|blood sugar) (?:test )?strips?\b|血糖试纸|혈당 ?시험지|혈당 ?검사지"),
        (
            "device:glucose_meter",
            r"\b(?:glucose|blood sugar) (?:meter|monitor)s?\b|\bglucometers?\b|血糖仪|혈당(?:측정기|계)",
        ),
        ("device:blood_pressure_cuff", r"\bblood pressure (?:monitor|cuff|meter)s?\b|血压计|혈압계"),
        ("gear:pelvic_floor", r"\bpelvic floor\b|盆底肌|골반저"),
        (
            "gear:swimming",
            r"\b(?:swimsuit|swimwear|swim suit|tankini|swim goggles|swimming (?:cap|costume|goggles))s?\b"
            r"|泳衣|泳镜|수영복|물안경",
        ),
        ("gear:yoga", r"\byoga (?:mat|block|strap|bolster)s?\b|瑜伽垫|瑜伽砖|요가 ?(?:매트|블록)"),
        ("gear:strength", r"\b(?:resistance|exercise) bands?\b|\b(?:light )?dumb-?bells?\b|弹力带|哑铃|저항 ?밴드|아령"),
        ("gear:cycling", r"\b(?:exercise|stationary) bikes?\b|动感单车|健身车|실내 ?자전거"),
        ("gear:walking", r"\bwalking (?:shoe|sock|pole)s?\b|\bpedometers?\b|健步鞋|计步器|워킹화|만보기"),
    )
)  # fmt: skip
"""The first that is found counts."""
SEEN: Final = Sieve(is_case_sensitive=False)
SEEN.add(*(pattern for _, pattern in GEAR))


def of(
    kind: str,
    verdict: str,
    title: str,
    amounts_a_day: Mapping[str, float],
    detail: Mapping[str, Any],
    directions: str,
) -> list[Use]:
    """Return what a product can serve; nothing of what is never offered. `directions`: how it says it is taken."""
    if verdict == "block":
        return []
    if kind == "supplement":
        return list(_supplement(title, amounts_a_day, detail, directions))
    if kind == "food":
        food = food_of(title)
        return [(f"food:{food}", None, packs.hundreds_of_grams(title, detail))] if food else []
    if kind in ("gear", "apparel", "device", "other"):
        if not SEEN.of(title):
            return []
        found = next((key for key, pattern in GEAR if pattern.search(title)), None)
        return [(found, None, 1.0)] if found else []
    return []


def _supplement(
    title: str, amounts: Mapping[str, float], detail: Mapping[str, Any], directions: str
) -> Iterator[Use]:
    if not amounts or len(amounts) > MOST_OTHERS:
        return
    days = packs.days(title, detail, directions)
    for nutrient in sorted(SUPPLEMENTS):
        sold_as, factor = SOLD_AS.get(nutrient, (nutrient, 1.0))
        amount = amounts.get(sold_as, 0.0) * factor
        if amount > 0:
            yield f"supplement:{nutrient}", round(amount, 4), days
