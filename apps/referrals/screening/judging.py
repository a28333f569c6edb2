"""The whole judgement of one product: the worst of everything that was found decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from apps.referrals.catalogue.item import Item
from apps.referrals.screening import doses, ingredients, never, substitutes
from apps.referrals.screening.kinds import MOUTH, NEEDS_LIST, kind_of, words
from apps.referrals.screening.normal import text
from apps.referrals.screening.verdicts import BLOCK, OK, RANK, UNKNOWN, WARN, Reason, worst

MOST_REASONS: Final = 20
CLAIMS_DIAGNOSIS: Final = frozenset({"device"})


@dataclass(frozen=True, slots=True)
class Judgement:
    """`kind`: what it is taken for. `reasons`: the worst first, without those that say ok."""

    verdict: str
    kind: str
    reasons: tuple[Reason, ...]
    amounts_a_day: dict[str, float]


def judged(item: Item) -> Judgement:
    """Judge a product by everything its partner says of it."""
    detail = item.detail
    highlights = " | ".join(
        str(one) for one in (*detail.get("product_highlight", ()), *detail.get("product_detail", ()))
    )
    said = words(
        item.title,
        f"{item.product_type} {detail.get('form', '')}".strip(),
        f"{item.description} | {highlights}" if highlights else item.description,
        item.category,
    )
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
    found = [
        *substitutes.reasons(product),
        *never.reasons(said.title, said.description, kind),
        *ingredients.of_words(said.title, kind, weaker=False),
        *ingredients.of_words(said.description, kind, weaker=True),
        *_contents(item, kind),
        *_of_kind(item, kind),
    ]
    amounts: dict[str, float] = {}
    if kind in MOUTH:
        amounts = _amounts(item, said.title.flat, said.description.flat)
        found += doses.reasons(amounts, f"{said.title.flat} {text(item.ingredients).flat}")
    bad = sorted(
        {one for one in found if one.verdict != OK}, key=lambda one: (-RANK[one.verdict], one.rule, one.term)
    )
    shown = tuple(bad[:MOST_REASONS])
    return Judgement(worst(one.verdict for one in bad), kind, shown, amounts)


def _contents(item: Item, kind: str) -> Iterator[Reason]:
    if item.ingredients:
        yield from ingredients.of_list(item.ingredients, kind)
    elif kind in NEEDS_LIST:
        yield Reason(UNKNOWN, "ingredients_missing", kind)


def _of_kind(item: Item, kind: str) -> Iterator[Reason]:
    """Medicines and diagnostic devices wait for a person; so does what is marked as for adults."""
    if kind == "medicine":
        yield Reason(WARN, "medicine", kind, "a person decides")
    if kind in CLAIMS_DIAGNOSIS and not item.regulatory_id:
        yield Reason(WARN, "device_unregistered", "regulatory_id", "", "EU MDR 2017/745; NMPA rules")
    if item.detail.get("adult"):
        yield Reason(BLOCK, "adult", "adult")


def _amounts(item: Item, title: str, description: str) -> dict[str, float]:
    """What the partner states wins; what the words tell fills the rest, and only ever makes an amount larger."""
    found = doses.amounts(title)
    if not found:
        found = doses.amounts(description)
    stated = item.amounts_a_day or {}
    return {
        code: max(stated.get(code, 0.0), found.get(code, 0.0) if code not in stated else 0.0)
        for code in {*stated, *found}
    }
