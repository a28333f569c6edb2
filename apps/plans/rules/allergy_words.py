"""Which foods an allergy is about, by what was written down: in English, Chinese or Korean.

Rather one food too many than one too few. Words that name no food of the ten (penicillin, pollen) stand for none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

NUTS: Final = ("peanut", "tree_nut")
WORDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (r"milk|dairy|lactose|casein|whey|cheese|butter|yog[h]?urt|乳制品|乳糖|奶|우유|유제품|유당|치즈|버터", ("milk",)),
    (r"\begg|albumen|鸡蛋|蛋|계란|달걀|난류", ("egg",)),
    (r"\b(?:fish(?!\s*oil)|salmon|tuna|cod|mackerel|anchov)|鱼|생선|어류|고등어|연어|참치", ("fish",)),
    (r"shellfish|crustacean|mollus[ck]|shrimp|prawn|crab|lobster|oyster|mussel|clam|squid|甲壳|贝|虾|蟹|갑각|조개|새우|게\b|게$|굴\b|오징어",
     ("shellfish",)),
    (r"seafood|海鲜|해산물", ("fish", "shellfish")),
    (r"peanut|groundnut|arachis|花生|땅콩", ("peanut",)),
    (r"tree[ _-]?nut|almond|walnut|cashew|pecan|pistachio|hazelnut|macadamia|brazil nut|坚果|杏仁|核桃|腰果|견과|호두",
     ("tree_nut",)),
    (r"(?<!pea)(?<!tree )(?<!tree_)(?<!tree-)(?<!brazil )(?<!ground)\bnuts?\b", NUTS),
    (r"wheat|gluten|c(?:o)?eliac|小麦|麸质|面筋|밀\b|밀$|밀가루|글루텐", ("wheat",)),
    (r"\bsoy|soya|soybean|tofu|大豆|黄豆|豆腐|대두|(?<!땅)콩|두부", ("soy",)),
    (r"sesame|tahini|芝麻|참깨|깨\b|깨$", ("sesame",)),
    (r"mustard|芥末|芥子|겨자", ("mustard",)),
)  # fmt: skip


def of(substances: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return what each substance stands for, out of `profile.ALLERGENS`; an empty tuple: no food of the ten."""
    return {substance: _of(substance) for substance in substances}


def _of(substance: str) -> tuple[str, ...]:
    text = substance.lower()
    found = [name for pattern, names in WORDS if re.search(pattern, text) for name in names]
    return tuple(dict.fromkeys(found))
