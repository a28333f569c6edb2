"""Ingredients: each by its names, in what it is, and how strong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from apps.referrals.screening import doses, never, tables
from apps.referrals.screening.kinds import MOUTH, NEEDS_LIST
from apps.referrals.screening.lexicon import Hit
from apps.referrals.screening.negation import is_negated
from apps.referrals.screening.normal import Text, text
from apps.referrals.screening.tables import Ingredient
from apps.referrals.screening.verdicts import BLOCK, OK, RANK, UNKNOWN, WARN, Reason

PARTS: Final = re.compile(r"[;|\n•·；、，]|,(?!\d)|\.\s+(?=[A-Z0-9])|(?<=[가-힣]),")
LEAD: Final = re.compile(
    r"^\s*(?:ingredients?|inci|composition|zutaten|ingrédients|成分|配料表?|原料|전성분|성분|원재료명?)\s*[:：]\s*",
    re.I,
)
AMOUNT: Final = re.compile(
    r"\(?\s*[0-9][0-9.,\s]*\s*(?:%|mg|mcg|ug|µg|μg|g|iu|ml|毫克|微克|克)\s*\)?|^\s*(?:contains|and|organic|有机|유기농)\s+",
    re.I,
)
MOST_PARTS: Final = 400
SAYS_NOTHING: Final = re.compile(
    r"\b(?:and|or|as|from|with|of|in|an?|the|contains?|containing|including|providing|equivalent|to|per|each|our|own|plus|"
    r"organic(?:ally)?|natural(?:ly)?|pure|fresh|dried|dry|refined|whole|ground|raw|cold|pressed|virgin|grown|sourced|vegan|"
    r"vegetable|vegetarian|plant|bovine|fish|marine|soft|hard|purified|usp|grade|food|fine|active|water|soluble|form|"
    r"extracts?|powder(?:ed)?|oil|juice|root|lea(?:f|ves)|seeds?|fruits?|flowers?|kernel|peel|concentrate|"
    r"capsules?|tablets?|softgels?|shell|coating|film|content|tbl|caps|"
    r"emulsifiers?|stabili[sz]ers?|thickeners?|acidity|acid|regulators?|colou?rs?|colou?ring|sweeteners?|anti|caking|agents?|"
    r"bulking|glazing|gelling|firming|raising|humectants?|antioxidants?|preservatives?|fillers?|carriers?|flavou?rings?|"
    r"excipients?|inactive|other|ingredients?|nrv|rda|dfe|elemental|total|added|no|not|without|free|less|than|max|min|"
    r"synthetic|non|gmo|certified|fair|trade|mcg|ppm|vitamins?|minerals?|salts?|"
    r"hydrochloride|hcl|acetate|succinate|phosphate|monohydrate|dihydrate|anhydrous|usp|ph eur)\b|"
    r"提取物|提取|有机|天然|食品添加剂|添加剂|增稠剂|甜味剂|抗结剂|着色剂|乳化剂|稳定剂|防腐剂|抗氧化剂|酸度调节剂|包衣|"
    r"维生素|矿物质|胶囊皮|胶囊壳|辅料|配料|其他|成分|食品级|复合|以及|含有|[和及与含以为的等粉油]|"
    r"추출물|추출|분말|유기농|천연|함유|식품첨가물|부형제|감미료|증점제|착색료|유화제|안정제|보존료|산도조절제|기타|원료|"
    r"비타민|무기질|캡슐기제|캡슐|가공품|혼합제제|(?<![가-힣])(?:및|등|와|과)(?![가-힣])"
)
"""Words in a list that name no substance of their own."""
LETTERS_LEFT: Final = re.compile(r"[a-z][a-z'’-]{2,}|[\u3400-\u9fff\uac00-\ud7a3]+|[^\W\d_a-z]{3,}")
EITHER: Final = frozenset({"both"})
SKIN_KINDS: Final = frozenset({"cosmetic", "skin"}) | EITHER
SKIN_ALSO: Final = frozenset({"medicine", "household"})
MOUTH_KINDS: Final = frozenset({"supplement", "herb", "food", "medicine", "household", "mouth"}) | EITHER
STRENGTHS: Final = (
    ("salicylic acid", 2.0, BLOCK),
    ("glycolic acid", 10.0, WARN),
    ("lactic acid", 10.0, WARN),
    ("mandelic acid", 10.0, WARN),
    ("azelaic acid", 20.01, WARN),
    ("niacinamide", 20.01, WARN),
)
"""Stronger than so many per cent on skin: the verdict. Sources stand in the rows of `ingredients.csv`."""
PEEL: Final = re.compile(r"\bpeel|焕肤|刷酸|박피|필링")
HARMLESS_ALONE: Final = frozenset({"perfume phthalate"})
"""«Too broad to warn alone»: perfume of unknown mixture."""
NOT_EATEN: Final = frozenset({"medicine", "household"})
JUDGED_ELSEWHERE: Final = frozenset({"tobacco and nicotine"})
"""Words of `never.toml`, which knows their false friends."""
BY_DOSE: Final = frozenset({"vitamin A supplement (retinol form)"})


def of_list(listed: str, kind: str) -> Iterator[Reason]:
    """Yield what is found in a list of ingredients: the worst of each, and what nobody knows where that matters."""
    parts = PARTS.split(LEAD.sub("", listed))
    if len(parts) > MOST_PARTS:
        yield Reason(UNKNOWN, "ingredients_too_many", str(len(parts)))
    for part in parts[:MOST_PARTS]:
        yield from of_part(part.strip(), kind)


@lru_cache(maxsize=20_000)
def of_part(part: str, kind: str) -> tuple[Reason, ...]:
    """Return what is known of one ingredient; `unknown` in kinds of which nothing unknown is offered."""
    return tuple(_of_part(part, kind))


def _of_part(part: str, kind: str) -> Iterator[Reason]:
    said = text(part)
    if not said.flat.strip(" .*†()-:"):
        return
    hits = tables.ingredients().find(said)
    found = [reason for hit in hits for reason in _of_hit(hit, said, kind)]
    yield from found
    yield from never.listed(said, kind)
    if kind not in NEEDS_LIST:
        return
    is_named = any(reason.rule == "ingredient" for reason in found)
    left = _left(said.flat, hits) if is_named else said.flat
    if left and not _is_known(part):
        yield Reason(UNKNOWN, "ingredient_unknown", left[:60])


def _left(flat: str, hits: Sequence[Hit[Ingredient]]) -> str:
    """Return what a part says beside what is known of it: without amounts and words that name no substance."""
    for hit in reversed(hits):
        flat = f"{flat[: hit.start]} {flat[hit.end :]}"
    flat = SAYS_NOTHING.sub(" ", AMOUNT.sub(" ", flat))
    return " ".join(LETTERS_LEFT.findall(flat))


def _is_known(part: str) -> bool:
    """Say whether a part is an ingredient without a verdict of its own here: its name whole, amounts aside."""
    return bool(tables.ingredients().exact(AMOUNT.sub("", part).strip(" .*()")))


def like(kind: str) -> str:
    """Return the kind of product whose ingredients are judged in the same way."""
    if kind in ("cosmetic", "food", "household"):
        return kind
    return "supplement" if kind in MOUTH else "other"


def may_be_refused(entries: Sequence[Ingredient], kind: str) -> bool:
    """Say whether an ingredient can be refused at all in a kind of product; False is certain."""
    return any(_can_block(one, kind) for one in _that_count(entries, kind))


def _can_block(one: Ingredient, kind: str) -> bool:
    if (
        kind == "cosmetic"
        and one.kind != "herb"
        and any(one.name.startswith(name) and verdict == BLOCK for name, _, verdict in STRENGTHS)
    ):
        return True
    is_weaker = one.kind == "herb" and (kind == "cosmetic" or (kind == "food" and bool(one.limit)))
    return one.level == BLOCK and not is_weaker


def of_title(title: Text, kind: str) -> Iterator[Reason]:
    """Yield what a title names."""
    for hit in tables.ingredients().find(title):
        if _may_matter(hit.term, kind):
            yield from (one for one in _of_hit(hit, title, kind) if one.verdict != OK)


def of_description(said: Text, kind: str, places: Sequence[int] | None) -> Iterator[Reason]:
    """Yield what a description names: a refusal only waits for a person. `places`: the words at which one may stand;
    None: anywhere."""
    known = tables.ingredients()
    for hit in known.find(said) if places is None else known.find_at(said, places):
        if may_be_refused(hit.entries, kind):
            for reason in _of_hit(hit, said, kind):
                if reason.verdict == BLOCK:
                    yield Reason(WARN, "described", reason.term, reason.why, reason.source)


@lru_cache(maxsize=20_000)
def _may_matter(term: str, kind: str) -> bool:
    """Say whether an ingredient can be anything but fine in a kind of product; False is certain."""
    if kind == "cosmetic":  # how strong it is may matter
        return True
    return any(one.level != OK for one in _that_count(tables.ingredients().entries[term], kind))


def _of_hit(hit: Hit[Ingredient], said: Text, kind: str) -> Iterator[Reason]:
    if is_negated(said.flat, hit.start, hit.end):
        yield Reason(OK, "negated", hit.term)
        return
    entries = _that_count(hit.entries, kind)
    if entries:
        worst = max(entries, key=lambda one: RANK[one.level])
        yield _judged(worst, hit, said, kind)


def _that_count(entries: Sequence[Ingredient], kind: str) -> list[Ingredient]:
    """Return the rows that speak of this kind of product: those of skin for skin, those of the mouth for the mouth."""
    if kind == "cosmetic":
        own = [one for one in entries if one.kind in SKIN_KINDS]
        return own or [one for one in entries if one.kind in SKIN_ALSO or one.kind == "herb"]
    if kind in MOUTH:
        own = [one for one in entries if one.kind in MOUTH_KINDS]
        return own or [one for one in entries if one.level == BLOCK]
    if kind == "household":
        return [one for one in entries if one.kind in NOT_EATEN]
    return [
        one
        for one in entries
        if one.kind in NOT_EATEN and one.level == BLOCK and one.name not in JUDGED_ELSEWHERE
    ]


def _judged(one: Ingredient, hit: Hit[Ingredient], said: Text, kind: str) -> Reason:
    level = one.level
    if one.name in HARMLESS_ALONE:
        level = OK
    if one.name in BY_DOSE and doses.FORM_OF_BETA.search(said.flat):
        level = OK
    if kind == "cosmetic":
        level = _on_skin(one, hit, said, level)
    elif kind == "food" and one.kind == "herb" and level == BLOCK and one.limit:
        level = WARN  # a kitchen amount is another thing, and a person tells which it is
    return Reason(level, "ingredient", hit.term, one.why, one.source)


def _on_skin(one: Ingredient, hit: Hit[Ingredient], said: Text, level: str) -> str:
    if one.kind == "herb" and level == BLOCK:
        return WARN
    for name, from_pct, verdict in STRENGTHS:
        if one.name.startswith(name):
            strength = doses.strength_pct(said.flat, hit.start, hit.end)
            if strength is not None:
                return verdict if strength > from_pct else (OK if name != "salicylic acid" else WARN)
            return verdict if PEEL.search(said.flat) else level
    return level
