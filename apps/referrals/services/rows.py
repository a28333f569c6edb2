"""An item as a line of PostgreSQL's COPY, and as values of a product: the same columns in the same order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any, Final

import orjson

from apps.foundation.ids import uuid7_hex
from apps.referrals.catalogue.item import Item
from apps.referrals.offering import uses
from apps.referrals.screening.judging import Judgement
from apps.referrals.screening.verdicts import RULES_VERSION

COLUMNS: Final = (
    "item_id", "title", "description", "link", "image_link", "currency", "price_minor", "sale_price_minor", "sale_from",
    "sale_until", "availability", "available_at", "expires_at", "gtin", "brand", "mpn", "condition", "category",
    "product_type", "item_group_id", "ingredients", "allergens", "regulatory_id", "is_substitute", "age_from_months",
    "age_to_months", "ships_to", "detail", "kind", "verdict", "reasons", "amounts_a_day", "uses", "rules_version",
)  # fmt: skip
"""What a partner says and what was judged of it: its digest tells whether an item has changed."""
STAGED: Final = ("number", "line", "public_id", "content_sha", "said_sha", *COLUMNS)
TEXTS: Final = (
    "item_id", "title", "description", "link", "image_link", "currency", "availability", "gtin", "brand", "mpn",
    "condition", "category", "product_type", "item_group_id", "ingredients", "regulatory_id", "kind", "verdict",
    "rules_version",
)  # fmt: skip
"""Columns that are text, and never nothing."""
TEXTS_OF: Final = itemgetter(*map(COLUMNS.index, TEXTS))
OTHERS: Final = [(at, name) for at, name in enumerate(COLUMNS) if name not in TEXTS]
NULL: Final = "\\N"
DIGEST_BYTES: Final = 16


def values(item: Item, judgement: Judgement) -> tuple[Any, ...]:
    """Return the values of `COLUMNS`."""
    return (
        item.item_id, item.title, item.description, item.link, item.image_link, item.currency, item.price_minor,
        item.sale_price_minor, item.sale_from, item.sale_until, item.availability, item.available_at, item.expires_at,
        item.gtin, item.brand, item.mpn, item.condition, item.category, item.product_type, item.item_group_id,
        item.ingredients, item.allergens, item.regulatory_id, item.is_substitute, item.age_from_months,
        item.age_to_months, item.ships_to, item.detail, judgement.kind, judgement.verdict,
        [reason.as_json() for reason in judgement.reasons], judgement.amounts_a_day,
        uses.of(
            judgement.kind, judgement.verdict, item.title, judgement.amounts_a_day, item.detail, item.description
        ),
        RULES_VERSION,
    )  # fmt: skip


def line(number: int, at_line: int | None, said: bytes | None, given: Sequence[Any]) -> str:
    """Return a line of COPY, with its end. `said`: the digest of what the partner says; None: not to be remembered."""
    content = content_of(given)
    where = NULL if at_line is None else at_line
    of_said = NULL if said is None else f"\\\\x{said.hex()}"
    return f"{number}\t{where}\t{uuid7_hex()}\t\\\\x{digest(content).hex()}\t{of_said}\t{content}\n"


def digest(content: str) -> bytes:
    """Return the digest of a line's content."""
    return hashlib.blake2b(content.encode(), digest_size=DIGEST_BYTES).digest()


def content_of(given: Sequence[Any]) -> str:
    """Return what the digest is made of. Nearly all texts are plain, which is seen at one look at all of them."""
    cells, texts = list(given), "".join(TEXTS_OF(given))
    is_plain = not ("\\" in texts or "\n" in texts or "\t" in texts or "\r" in texts)
    for at, name in OTHERS if is_plain else enumerate(COLUMNS):
        value = cells[at]
        cells[at] = NULL if value is None else written(value, name)
    return "\t".join(cells)


def written(value: Any, name: str) -> str:
    """Return a value as COPY has it."""
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, bool):
        return "t" if value else "f"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list) and name in ("allergens", "ships_to"):
        return escaped("{%s}" % ",".join(quoted(one) for one in value)) if value else "{}"  # noqa: UP031
    if not value:
        return "[]" if isinstance(value, list) else "{}"
    return escaped(orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode())


def quoted(text: str) -> str:
    """Return a text as a part of an array."""
    inner = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{inner}"'


def escaped(text: str) -> str:
    """Return a text without what ends a column or a line of COPY."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")
