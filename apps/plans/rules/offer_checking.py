"""Whether a product may be shown to a mother at all: her team's veto, allergies, diet, and the limits of what she takes.

What is not known counts against the product: a supplement that does not say what a day of it brings, a food of unknown
allergens where she has an allergy. A yes here says that nothing known stands against it, not that it is good for her.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from apps.foundation.contracts.offer_checks import Candidate, Judged
from apps.plans.rules import product_allergens
from apps.plans.rules.supplement_doses import limit_of
from apps.plans.rules.supplement_lines import SupplementInput

ALL: Final = "all"
MOUTH: Final = frozenset({"food", "supplement", "herb", "medicine"})
DOSED: Final = frozenset({"supplement", "herb", "medicine"})
"""What must say how much a day of it brings."""
ON_SKIN: Final = frozenset({"cosmetic"})
CALLED: Final[Mapping[str, tuple[str, float]]] = {
    "dha_mg": ("dha_g", 0.001),
    "epa_mg": ("epa_g", 0.001),
    "vitamin_a_rae_ug": ("retinol_ug", 1.0),
}
"""What partners call otherwise than the food table. Vitamin A of unknown form counts as retinol, which has a limit."""
NOT_FOR: Final[Mapping[str, re.Pattern[str]]] = {
    "vegetarian": re.compile(
        r"\b(?:gelatine?|fish|salmon|tuna|sardines?|anchov\w*|cod|krill|squid|shellfish|oyster|shrimp|chicken|beef|bovine|pork|"
        r"porcine|lamb|meat|bacon|ham|liver|bone broth|collagen|lard|tallow|carmine|cochineal|isinglass|rennet)\b"
        r"|明胶|鱼|虾|蟹|贝|鸡肉|牛肉|猪|羊肉|肉|胶原|骨|젤라틴|생선|어유|연어|참치|새우|게살|닭고기|소고기|돼지|고기|콜라겐|우피|돈피",
        re.IGNORECASE,
    ),
    "halal": re.compile(
        r"\b(?:gelatine?|pork|porcine|bacon|ham|lard|wine|rum|alcohol|ethanol|liqueur|beer)\b|明胶|猪|酒|乙醇|젤라틴|돼지|돈피|주정|알코올|에탄올",
        re.IGNORECASE,
    ),
}
"""Words that tell that something does not go with a diet. `vegan gelatin` is refused with the others."""
A_HAIR: Final = 1e-9
SHORTEST_WORD: Final = 3


@dataclass(frozen=True)
class Mother:
    """What of her decides. `whom`: None where she has no plan; `limits`: of her standard, by what supplements call it.

    `left_to_team`: nutrients that her plan leaves to clinicians. `allergies`: by substance, what it stands for.
    """

    is_time: bool
    whom: SupplementInput | None = None
    limits: Mapping[str, float] = field(default_factory=dict)
    left_to_team: frozenset[str] = frozenset()
    allergies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    are_allergies_asked: bool = True
    diet: str | None = None
    vetoes: frozenset[str] = frozenset()


def judge(one: Candidate, mother: Mother) -> Judged:
    """Return whether a product may be shown to her; the first thing that stands against it is the reason."""
    if not mother.is_time:
        return Judged("not_now")
    if mother.vetoes & {ALL, one.kind, one.need_code.partition(":")[0]}:
        return Judged("vetoed")
    reason = next(_against(one, mother), "")
    return Judged(reason, () if reason else tuple(_warnings(one, mother)))


def judge_all(candidates: Sequence[Candidate], mother: Mother) -> dict[int, Judged]:
    """Judge products that may stand beside each other: one of each need, taken together, must break no limit either.

    Needs come in the order of their first product. What a product may bring is what the largest amounts of the needs
    before leave; products of one need are taken instead of each other.
    """
    judged = {one.key: judge(one, mother) for one in candidates}
    of_need: dict[str, list[Candidate]] = {}
    for one in candidates:
        if one.kind in DOSED and judged[one.key].may_be_shown:
            of_need.setdefault(one.need_code, []).append(one)
    before: dict[str, float] = {}
    for beside in of_need.values():
        most: dict[str, float] = {}
        for one in beside:
            amounts = _as_known(one.amounts_a_day)
            if mother.whom and any(
                amount > 0 and is_too_much(name, before.get(name, 0.0) + amount, mother.whom, mother.limits)
                for name, amount in amounts.items()
            ):
                judged[one.key] = Judged("above_limit")
                continue
            for name, amount in amounts.items():
                most[name] = max(most.get(name, 0.0), amount)
        for name, amount in most.items():
            before[name] = before.get(name, 0.0) + amount
    return judged


def _against(one: Candidate, mother: Mother) -> Iterator[str]:
    yield from _allergies(one, mother.allergies)
    if one.kind in MOUTH:
        yield from _diet(one, mother.diet)
        yield from _amounts(one, mother)


def _allergies(one: Candidate, allergies: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    if not allergies:
        return
    said = one.allergens or ()
    text = f"{one.title} {one.ingredients} {' '.join(said)}".lower()
    has = product_allergens.of(text)
    hers: set[str] = set()
    for substance, names in allergies.items():
        known = product_allergens.of(substance) | product_allergens.of_ten(names)
        hers |= known
        if has & known or _names(product_allergens.WITHOUT.sub(" ", text), substance):
            yield "allergy"
    if _is_unsaid(one, text, hers):
        yield "allergens_unknown"


def _is_unsaid(one: Candidate, text: str, hers: Collection[str]) -> bool:
    """Say whether a product tells too little of what is in it; a word for an allergen that is not known may be hers."""
    if one.kind not in MOUTH | ON_SKIN:
        return not product_allergens.TOUCHED.isdisjoint(hers) and not product_allergens.says_without(text)
    if one.allergens is None or (one.kind != "food" and not one.ingredients):
        return True
    return any(not product_allergens.of(said) for said in one.allergens)


def _names(text: str, substance: str) -> bool:
    """Say whether a text names a substance, or the first word of what was written down."""
    said = substance.strip().lower()
    first = re.split(r"[\s,;/(]", said)[0]
    return bool(said) and (said in text or (len(first) >= SHORTEST_WORD and first in text))


def _diet(one: Candidate, diet: str | None) -> Iterator[str]:
    if diet is None or diet not in NOT_FOR:
        return
    is_known = bool(one.ingredients) or one.kind == "food"
    if not is_known or NOT_FOR[diet].search(f"{one.title} {one.ingredients}"):
        yield "diet"


def _amounts(one: Candidate, mother: Mother) -> Iterator[str]:
    if one.kind in DOSED and not one.amounts_a_day:
        yield "amounts_unknown"
    if mother.whom is None:
        yield "not_now"
        return
    for name, amount in _as_known(one.amounts_a_day).items():
        if one.kind in DOSED and amount > 0 and name in mother.left_to_team:
            yield "plan_says_otherwise"
        if is_too_much(name, amount, mother.whom, mother.limits):
            yield "above_limit"


def _as_known(amounts: Mapping[str, float]) -> dict[str, float]:
    found: dict[str, float] = {}
    for said, amount in amounts.items():
        name, factor = CALLED.get(said, (said, 1.0))
        found[name] = found.get(name, 0.0) + amount * factor
    return found


def is_too_much(name: str, amount: float, whom: SupplementInput, limits: Mapping[str, float]) -> bool:
    """Say whether food, what she takes, and an amount more a day break the strictest limit that is known."""
    known = [limit for limit in (limit_of(name, whom), limits.get(name)) if limit is not None]
    if not known or amount <= 0:
        return False
    together = (whom.of_food(name) or 0.0) + whom.taken.get(name, 0.0) + amount
    return together > min(known) * (1 + A_HAIR)


def _warnings(one: Candidate, mother: Mother) -> Iterator[str]:
    if one.kind in DOSED:
        yield "not_medicine"
        yield "ask_first"
    if one.kind == "device":
        yield "read_the_manual"
    if one.kind in MOUTH | ON_SKIN and not mother.are_allergies_asked:
        yield "read_the_label"
