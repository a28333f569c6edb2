"""The whole judgement of one product: the worst of everything that was found decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from apps.referrals.catalogue.item import Item
from apps.referrals.screening import doses, ingredients, never, substitutes, tables, telling
from apps.referrals.screening.gates import Several
from apps.referrals.screening.kinds import MOUTH, NEEDS_LIST, Words, kind_of, words
from apps.referrals.screening.normal import text
from apps.referrals.screening.verdicts import BLOCK, OK, RANK, UNKNOWN, WARN, Reason

MOST_REASONS: Final = 20
LETTER: Final = re.compile(r"[^\W\d_]")
UNREAD: Final = re.compile(
    "[\u0370-\u03ff\u0400-\u052f\u0531-\u0587\u05d0-\u05ea\u0620-\u06ff\u0900-\u0dff\u0e01-\u0e4e\u0e81-\u0eff"
    "\u1000-\u10ff\u1200-\u137f\u1780-\u17b3\u3041-\u30fa\u30fc\uff66-\uff9d]{3,}"
)
"""Words in scripts that no table here is written in: Greek, Cyrillic, Hebrew, Arabic, Indian ones, kana."""
CLAIMS_DIAGNOSIS: Final = frozenset({"device"})


@dataclass(slots=True)
class Judgement:
    """`kind`: what it is taken for. `reasons`: the worst first, without those that say ok."""

    verdict: str
    kind: str
    reasons: tuple[Reason, ...]
    amounts_a_day: dict[str, float]


def judged(item: Item) -> Judgement:
    """Judge a product by everything its partner says of it."""
    said = _words(item)
    kind = kind_of(said, has_amounts=bool(item.amounts_a_day))
    product = substitutes.Product(
        text(f"{item.title} | {item.product_type}") if item.product_type else said.title,
        item.brand,
        said.description,
        said.category,
        kind,
        item.age_from_months,
        item.age_to_months,
        item.is_substitute,
    )
    found = [*substitutes.reasons(product), *_contents(item, kind), *_of_kind(item, kind)]
    found += never.by_form(said.title, kind)
    if _names().finds(said.title):
        found += never.in_title(said.title, kind)
        found += ingredients.of_title(said.title, kind)
    if told := telling.of(said.description):
        if told & (telling.NEVER | telling.DISEASE):
            found += never.in_description(said.description, kind)
        if told & (refused := telling.refused(kind)):
            found += ingredients.of_description(
                said.description, kind, telling.places(said.description, refused)
            )
    amounts: dict[str, float] = {}
    if kind in MOUTH:
        doses_told = doses.of_words(said.title, said.description)
        amounts = dict(item.amounts_a_day or {})
        if doses_told:
            found += doses.differing(amounts, doses_told)
            amounts = {
                code: max(amounts.get(code, 0.0), doses_told.get(code, 0.0))
                for code in {*amounts, *doses_told}
            }
        if amounts:
            found += doses.reasons(amounts, f"{said.title.flat} {text(item.ingredients).flat}")
    if not item.title.isascii() and (unread := UNREAD.search(item.title)):
        found.append(Reason(UNKNOWN, "script_unread", unread.group()))
    bad = {one for one in found if one.verdict != OK} if found else None
    if not bad:
        return Judgement(OK, kind, (), amounts)
    ordered = sorted(bad, key=_order)
    return Judgement(ordered[0].verdict, kind, tuple(ordered[:MOST_REASONS]), amounts)


@cache
def _names() -> Several:
    """What is never offered, diseases, ingredients: of most products none is named in title or description."""
    return Several(*never.lexicons(), tables.ingredients())


def _words(item: Item) -> Words:
    detail, description, kind = item.detail, item.description, item.product_type
    if detail:
        highlights = " | ".join(
            str(one) for one in (*detail.get("product_highlight", ()), *detail.get("product_detail", ()))
        )
        kind = f"{kind} {detail.get('form', '')}".strip()
        description = f"{description} | {highlights}" if highlights else description
    return words(item.title, kind, description, item.category)


def _order(one: Reason) -> tuple[int, str, str, str, str]:
    """The worst first, and always the same order: digests of items are made of it."""
    return -RANK[one.verdict], one.rule, one.term, one.why, one.source


def _contents(item: Item, kind: str) -> Iterator[Reason]:
    if item.ingredients:
        yield from ingredients.of_list(item.ingredients, kind)
    if kind in NEEDS_LIST and not LETTER.search(item.ingredients):  # a dash, a number: no list at all
        yield Reason(UNKNOWN, "ingredients_missing", kind)


def _of_kind(item: Item, kind: str) -> Iterator[Reason]:
    """Medicines and diagnostic devices wait for a person; so does what is marked as for adults."""
    if kind == "medicine":
        yield Reason(WARN, "medicine", kind, "a person decides")
    if kind in CLAIMS_DIAGNOSIS and not item.regulatory_id:
        yield Reason(WARN, "device_unregistered", "regulatory_id", "", "EU MDR 2017/745; NMPA rules")
    if item.detail.get("adult"):
        yield Reason(BLOCK, "adult", "adult")
