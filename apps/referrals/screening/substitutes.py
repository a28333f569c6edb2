"""Breast-milk substitutes, bottles and teats, and what promotes them: never, whether the partner says so or not.

International Code of Marketing of Breast-milk Substitutes and WHA 69.9: any milk for children up to three years, whatever
it is called. A word decides only beside others: stages and ages beside milk, brands beside what else it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from apps.referrals.screening import telling, unclear
from apps.referrals.screening.concerns import (
    ALWAYS_BOTTLES,
    BOTTLE_CATEGORIES,
    BOTTLE_PATH,
    CATEGORIES,
    FORMULA_PATH,
    MILKS,
    NEEDS_COMPANY,
    Product,
    brands,
    brands_in,
    concerns_by_title,
    has_words,
)
from apps.referrals.screening.kinds import OTHER
from apps.referrals.screening.negation import is_negated
from apps.referrals.screening.normal import SIGHTS, Text, text
from apps.referrals.screening.signs import SOLIDS_FROM, STAGE_SEEN, Signs
from apps.referrals.screening.unclear import SCOPE, SWALLOWED
from apps.referrals.screening.verdicts import BLOCK, WARN, Reason

BOTTLES: Final = "International Code, article 2"
PROMOTION: Final = "International Code, article 5; WHA 69.9"
NOT_EATEN: Final = frozenset({"cosmetic", "apparel", "device", "household"})
NOT_MILK: Final = NOT_EATEN | {"gear"}
FOR_CHILDREN: Final = re.compile(
    r"\b(?:vitamin|drops?|gumm(?:y|ies)|probiotic|syrup|tablets?|toothpaste|zinc|iron)\b|"
    r"维生素|滴剂|益生菌|비타민|유산균|드롭"
)
NAMED_POWDER: Final = re.compile(
    r"\b(?:nutrition(?:al)?|grow(?:th|ing)?|dairy|feeding) (?:powder|drink|shake|formula|blend|mix)\b|"
    r"营养(?:粉|奶|品|餐)|영양\s?(?:파우더|분말|음료)|"
    r"\b(?:powder|drink) (?:for|to) (?:grow|kids)"
)
PROMOTED: Final = re.compile(
    r"\b(?:free|gift|samples?|bonus|complimentary|incl\w*|bundle|coupon)\b|赠|送|试用|증정|샘플|사은품"
)
FED: Final = re.compile(
    r"(?:from|since) birth|(?:tin|box|can|pack|sachet)s? of stage [1-3]|follow[- ]on milk|"
    r"(?:scoops?|levels?)\b[^.]{0,30}\bwater\b|"
    r"(?:feeding (?:table|guide|chart))|nutrition for (?:infants|babies|newborns|toddlers)|for infants with|"
    r"breast ?feeding is not (?:possible|an option)|clos(?:e|er|est) to (?:breast ?milk|mother'?s milk)|"
    r"喂哺表|喂养表|冲调.{0,12}(?:宝宝|婴)|适合.{0,4}(?:婴|新生儿)|수유량|조유|신생아(?:용|부터)"
)
FED_SEEN: Final = SIGHTS.add(FED)
NOTHING: Final = Text("")
NO_BOTTLE: Final = re.compile(
    r"(?:无|不带|不含|without (?:a )?|no )(?:奶嘴|奶瓶|teats?|bottles?)|젖꼭지\s?(?:크림|보호|연고|밤)|乳头"
)


def reasons(one: Product) -> Iterator[Reason]:
    """Yield what makes a product a substitute, or a promotion of one."""
    if one.is_flagged:
        yield Reason(BLOCK, "bms_flag", "", "the partner says so", SCOPE)
    is_told = tells_of_feeding(one.description)
    if not may_concern(one, is_told=is_told):
        return
    head = Signs(one.title)
    body = Signs(one.description if is_told or head.has("milk") else NOTHING)
    yield from _category(one)
    yield from _terms(one, head)
    yield from _milk(one, head)
    yield from _claims(one, head, body)
    yield from _bottles(one, head)
    yield from _brands(one, head)
    yield from _solids(one, head)
    yield from _description(one, head, body)
    yield from _for_children(one, head, body)
    if not (_is_for_mother(head) or _is_only_a_shape(head)):
        yield from unclear.reasons(one, head, body)


def may_concern(one: Product, *, is_told: bool) -> bool:
    """Say quickly whether a product may have a reason. `is_told`: whether its description may have one."""
    if concerns_by_title(one):
        return True
    is_staged = one.kind in SWALLOWED and one.title.may_show(STAGE_SEEN)
    return (is_told or is_staged) and has_words(one.description)


def tells_of_feeding(description: Text) -> bool:
    """Say quickly whether a description may tell what is refused for it alone; False is certain."""
    return bool(telling.of(description) & telling.FEEDING) or description.may_show(FED_SEEN)


def _category(one: Product) -> Iterator[Reason]:
    if one.category in CATEGORIES or FORMULA_PATH.search(one.category):
        yield Reason(BLOCK, "bms_category", one.category[-60:], "", SCOPE)
    elif one.category in BOTTLE_CATEGORIES or BOTTLE_PATH.search(one.category):
        yield Reason(BLOCK, "bms_bottle", one.category[-60:], "", BOTTLES)


def _is_for_mother(head: Signs) -> bool:
    """Milk for the mother, unless something for the child lies beside it."""
    return head.has("mother") and not (head.has("gift") and (head.is_for_small or head.has("bottle")))


def _is_only_a_shape(head: Signs) -> bool:
    """A candle, a toy, a pattern that looks like one."""
    return head.has("shapes_only") and not head.is_staged


def _terms(one: Product, head: Signs) -> Iterator[Reason]:
    """Words of the table. Short ones need milk or an age beside them."""
    for hit in head.terms:
        for term in hit.entries:
            if term.verdict == WARN and (term.kind == "bottle_brand" or not _is_only_a_shape(head)):
                yield Reason(WARN, f"bms_{term.kind}", hit.term, "", term.source)
            if term.verdict != BLOCK or term.kind not in MILKS or _is_excused(one, head, hit.term):
                continue
            yield Reason(BLOCK, f"bms_{term.kind}", hit.term, "", term.source)


def _is_excused(one: Product, head: Signs, term: str) -> bool:
    if one.kind in NOT_EATEN and not head.is_staged:
        return True
    if _is_only_a_shape(head) or _is_for_mother(head):
        return True
    return bool(NEEDS_COMPANY.match(term)) and not (
        head.has("milk", "weak_age", "weak_milk") or "宝" in head.said.flat
    )


def _milk(one: Product, head: Signs) -> Iterator[Reason]:
    """Milk beside a stage or an age, without the word formula as with it."""
    if _is_for_mother(head) or _is_only_a_shape(head):
        return
    small = head.is_for_small or one.is_for_small_children
    if one.kind in NOT_MILK and not (
        head.is_staged and head.has("milk") and one.kind in ("gear", "cosmetic")
    ):
        return
    verdict = WARN if FOR_CHILDREN.search(head.said.flat) else BLOCK
    if head.has("milk") and (small or (head.has("weak_age") and not head.has("complementary"))):
        yield Reason(verdict, "bms_milk", head.first("milk"), "milk for children under three", SCOPE)
    elif head.has("weak_milk") and not head.has("complementary"):
        named = NAMED_POWDER.search(head.said.flat)
        if (small and (named or one.kind != OTHER or head.is_staged)) or (named and head.has("weak_age")):
            yield Reason(
                verdict,
                "bms_milk",
                head.first("weak_milk"),
                "nourishing powder or drink for children under three",
                SCOPE,
            )
    elif head.said.flat in ("奶粉", "milk powder") or (
        head.has("milk") and re.search("奶粉", head.said.flat)
    ):
        yield Reason(WARN, "bms_milk", "奶粉", "for whom is not said", SCOPE)


def _claims(one: Product, head: Signs, body: Signs) -> Iterator[Reason]:
    """Likeness with breast milk."""
    if one.kind in NOT_EATEN | {"gear"}:
        return
    if head.has("claim"):
        fed = head.has("milk", "weak_milk", "weak_age") or head.is_for_small
        verdict = WARN if _is_for_mother(head) or not fed else BLOCK
        yield Reason(verdict, "bms_claim", head.first("claim"), "likeness with breast milk", PROMOTION)
    elif (
        body.has("claim") and (head.has("milk", "weak_milk") or body.has("milk")) and not _is_for_mother(head)
    ):
        small = head.is_for_small or body.is_for_small or head.has("weak_age") or body.has("weak_age")
        yield Reason(
            BLOCK if small else WARN, "bms_claim", body.first("claim"), "likeness with breast milk", PROMOTION
        )


def _bottles(one: Product, head: Signs) -> Iterator[Reason]:
    """Bottles and teats; what belongs to them waits for a person."""
    flat = NO_BOTTLE.sub(" ", head.said.flat)
    if head.has("accessory"):
        yield Reason(
            WARN, "bms_accessory", head.first("accessory"), "promotes feeding by bottle", "substitutes.csv s5"
        )
        flat = _without(flat, head.of("accessory"))
    if head.has("pacifier"):
        yield Reason(WARN, "bms_pacifier", head.first("pacifier"), "", "WHO Ten Steps, 2018")
        flat = _without(flat, head.of("pacifier"))
    if _is_only_a_shape(head):
        return
    if found := ALWAYS_BOTTLES.search(flat):
        yield Reason(BLOCK, "bms_bottle", found.group(), "", BOTTLES)
        return
    if head.has("accessory"):
        return
    left = text(_without(flat, head.of("bottle_friends")))
    rest = Signs(left)
    both = {"bottle", "nipple"} <= {word.rstrip("s") for word in rest.of("bottle")}
    if both or (
        rest.has("bottle")
        and (
            rest.has("bottle_signs", "strong_age")
            or rest.first_month is not None
            or one.is_for_small_children
        )
    ):
        yield Reason(BLOCK, "bms_bottle", rest.first("bottle"), "", BOTTLES)
    elif rest.has("bottle") and one.kind == OTHER:
        yield Reason(WARN, "bms_bottle", rest.first("bottle"), "for whom is not said", BOTTLES)


def _without(flat: str, terms: tuple[str, ...]) -> str:
    for term in terms:
        pattern = r"\s*".join(re.escape(word) + ("s?" if word.isascii() else "") for word in term.split())
        flat = re.sub(pattern, " ", flat)
    return flat


def _brands(one: Product, head: Signs) -> Iterator[Reason]:
    """A name that stands on formula: refused, unless the product is plainly another thing, which a person sees."""
    maker = brands(one.brand)
    named = brands_in(head) or maker
    is_promoted = bool(PROMOTED.search(head.said.flat))
    if not named or (one.kind in NOT_MILK and not maker and not head.is_for_small and not is_promoted):
        return
    is_other = one.kind in NOT_MILK or (head.has("mother") and _is_for_mother(head))
    verdict = WARN if is_other else BLOCK
    yield Reason(verdict, "bms_brand", named[0], "a brand of formula", "Pereira 2016 (PMC5071731)")


def _solids(one: Product, head: Signs) -> Iterator[Reason]:
    """Food and drink for children: under six months it counts as replacing breast milk."""
    if not head.has("complementary") or one.kind in NOT_MILK or head.has("mother"):
        return
    ages = [age for age in (head.first_month, one.age_from_months) if age is not None]
    if ages and min(ages) < SOLIDS_FROM:
        yield Reason(
            BLOCK, "bms_solids", head.first("complementary"), "food for children under six months", SCOPE
        )
    elif ages or head.has("weak_age", "strong_age"):
        yield Reason(WARN, "bms_solids", head.first("complementary"), "food for children", SCOPE)


def _for_children(one: Product, head: Signs, body: Signs) -> Iterator[Reason]:
    """Whatever a small child may swallow waits for a person, whether it names milk or not: disguises name none."""
    if one.kind not in SWALLOWED:
        return
    is_promoted = bool(PROMOTED.search(head.said.flat))
    if not head.has("mother") or is_promoted:
        named = head.first("strong_age", "weak_age", "child")
        if head.is_for_small_by_words or (named and one.kind != "supplement"):
            yield Reason(WARN, "bms_for_child", named or "stage", "for a child under three", SCOPE)
        elif one.is_for_small_children or (one.kind == OTHER and head.first_month == 0):
            yield Reason(WARN, "bms_for_child", "age", "for a child under three", SCOPE)
        if one.kind == OTHER and head.has("milk", "weak_milk"):
            yield Reason(WARN, "bms_milk", head.first("milk", "weak_milk"), "what it is is not said", SCOPE)
    for found in FED.finditer(body.said.flat) if body.said.may_show(FED_SEEN) else ():
        if not is_negated(body.said.flat, found.start(), found.end()):
            yield Reason(WARN, "bms_described", found.group(), "it may be fed to children under three", SCOPE)
            break


def _description(one: Product, head: Signs, body: Signs) -> Iterator[Reason]:
    """What only the small print says: how it is mixed, for whom, and what comes free with it."""
    flat = body.said.flat
    for hit in body.terms:
        kinds = {term.kind for term in hit.entries if term.verdict == BLOCK}
        if not kinds & (MILKS | {"bottle_teat"}) or NEEDS_COMPANY.match(hit.term):
            continue
        near = Signs(text(flat[max(0, hit.start - 40) : hit.end + 40]))
        if near.has("gift") and re.search(
            r"\b(?:free|gift|sample|bonus|complimentary|includ\w+|bundle)\b|"
            r"赠|送|试用|附|증정|샘플|사은품|포함",
            near.said.flat,
        ):
            yield Reason(BLOCK, "bms_gift", hit.term, "comes with it", PROMOTION)
        elif one.kind not in NOT_MILK and not _is_for_mother(head):
            yield Reason(WARN, "bms_described", hit.term, "", SCOPE)
    small = body.is_for_small or head.is_for_small or one.is_for_small_children
    fed = head.has("milk", "weak_milk") or body.has("milk", "weak_milk")
    if body.has("feeding_signs") and small and fed and one.kind not in NOT_EATEN and not head.has("mother"):
        yield Reason(
            BLOCK, "bms_described", body.first("feeding_signs"), "it is fed to children under three", SCOPE
        )
