"""Small feeds for tests."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from apps.referrals.catalogue.fields import Terms, checked
from apps.referrals.catalogue.findings import Finding, Raw
from apps.referrals.catalogue.item import Item
from apps.referrals.catalogue.opening import Limits
from apps.referrals.catalogue.reading import opened

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TERMS = Terms(frozenset({"shop.example"}), frozenset({"EUR", "USD", "KRW"}), NOW)
GOOD: dict[str, Any] = {
    "id": "TV-1",
    "title": "Maternity belt",
    "description": "Soft.",
    "link": "https://shop.example/p/1?a=%20b",
    "image_link": "https://cdn.example/1.jpg",
    "price": "10.00 EUR",
    "availability": "in_stock",
    "brand": "Belt",
    "mpn": "B-1",
}
RSS = (
    '<?xml version="1.0"{encoding}?>\n<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>'
    "<title>Shop</title>\n{items}\n</channel></rss>"
)


def rss(*items: str, encoding: str = ' encoding="UTF-8"') -> bytes:
    """Return a document with items given by their inner XML."""
    return RSS.format(items="\n".join(f"<item>{one}</item>" for one in items), encoding=encoding).encode()


def xml_of(**changed: Any) -> str:
    """Return the inner XML of a good item with some values changed; None leaves one out."""
    values = GOOD | changed
    return "".join(f"<g:{name}>{value}</g:{name}>" for name, value in values.items() if value is not None)


def read(content: bytes, *, form: str = "", charset: str = "", limits: Limits | None = None) -> list[Raw]:
    """Return every raw item of a file."""
    return list(opened(lambda: io.BytesIO(content), form=form, charset=charset, limits=limits).items)


def check(**changed: Any) -> tuple[Item | None, list[Finding]]:
    """Check a good item with some values changed; None leaves one out."""
    values = {name: value for name, value in (GOOD | changed).items() if value is not None}
    return checked(Raw(1, 1, values), TERMS)


def found(**changed: Any) -> set[tuple[str, str, bool]]:
    """Return field, rule and whether it refuses, of every finding."""
    return {(one.field, one.rule, one.is_refused) for one in check(**changed)[1]}
