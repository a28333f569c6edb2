"""Items that a partner pushes: each is answered by itself, one bad one leaves the others alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from apps.foundation.transactions import write
from apps.referrals.catalogue.fields import Terms, checked
from apps.referrals.catalogue.findings import Finding
from apps.referrals.catalogue.item import Item
from apps.referrals.catalogue.json_forms import raw
from apps.referrals.models import Origin, Partner, Product, ProductState
from apps.referrals.screening.judging import judged
from apps.referrals.services import rows, uses

MOST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one item: `created`, `changed`, `unchanged` or `refused`; its verdict where it is kept."""

    index: int
    item_id: str
    result: str
    verdict: str
    findings: tuple[Finding, ...]


@write
def push(_actor: Any, partner: Partner, given: Sequence[Any], *, at: datetime) -> list[Answer]:
    """Keep 1 to 1,000 items. Of an id that is given twice the last counts, and the earlier ones are refused."""
    partner = Partner.objects.select_for_update().get(pk=partner.pk)
    terms = Terms(frozenset(partner.hosts), frozenset(partner.currencies), at)
    made = [_read(index, value, terms) for index, value in enumerate(given[:MOST])]
    last = {item.item_id: index for index, (item, _, _) in enumerate(made) if item is not None}
    known = {
        product.item_id: product
        for product in Product.objects.select_for_update().filter(partner=partner, item_id__in=last)
    }
    answers: list[Answer] = []
    new: list[Product] = []
    old: list[Product] = []
    for index, (item, findings, said_id) in enumerate(made):
        if item is None:
            answers.append(Answer(index, said_id, "refused", "", findings))
            continue
        if last[item.item_id] != index:
            twin = Finding("id", "duplicate", f"item {last[item.item_id] + 1}")
            answers.append(Answer(index, item.item_id, "refused", "", (*findings, twin)))
            continue
        product, result = _kept(partner, item, known.get(item.item_id), at)
        (new if result == "created" else old).append(product)
        answers.append(Answer(index, item.item_id, result, product.verdict, findings))
    Product.objects.bulk_create(new)
    Product.objects.bulk_update(
        old, [*CHANGING, "state", "changed_at", "pushed_at", "withdrawn_at"], batch_size=200
    )
    uses.renew([product.pk for product in (*new, *old)], at=at)
    return answers


CHANGING: Final = ("content_sha", "said_sha", *(name for name in rows.COLUMNS if name != "item_id"))


def _read(index: int, value: Any, terms: Terms) -> tuple[Item | None, tuple[Finding, ...], str]:
    one = raw(value, index + 1, None)
    item, findings = checked(one, terms)
    return item, tuple(findings), str(one.values.get("id", ""))[:60]


def _kept(partner: Partner, item: Item, known: Product | None, at: datetime) -> tuple[Product, str]:
    """Return the product as it is to be stored, and whether that is new, changed or the same."""
    given = rows.values(item, judged(item))
    digest = rows.digest(rows.content_of(given))
    if known is None:
        known, result = Product(partner=partner, origin=Origin.PUSH, created_at=at, changed_at=at), "created"
    elif bytes(known.content_sha) == digest and known.state == ProductState.LISTED:
        result = "unchanged"
    else:
        known.changed_at, result = at, "changed"
    for name, value in zip(rows.COLUMNS, given, strict=True):
        setattr(known, name, value)
    known.said_sha = None  # a feed's words: it says something else now
    known.content_sha, known.state, known.withdrawn_at, known.pushed_at = (
        digest,
        ProductState.LISTED,
        None,
        at,
    )
    return known, result


@write
def withdraw(_actor: Any, partner: Partner, item_ids: Sequence[str], *, at: datetime) -> int:
    """Withdraw items at once, as for a recall; return how many were listed."""
    found = Product.objects.filter(partner=partner, item_id__in=item_ids, state=ProductState.LISTED)
    told = {"state": ProductState.WITHDRAWN, "withdrawn_at": at, "changed_at": at, "pushed_at": at}
    ids = list(found.values_list("pk", flat=True))
    withdrawn = int(found.update(**told))
    uses.renew(ids, at=at)
    return withdrawn
