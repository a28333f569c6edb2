"""From what a file says to an item: every field by its rule (docs/reference/feeds.md).

What a mother would be shown wrongly refuses the item; what only adds to it is left out, with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from apps.referrals.catalogue import extras, links, money
from apps.referrals.catalogue.encodings import NO_LETTER
from apps.referrals.catalogue.findings import Finding, Raw
from apps.referrals.catalogue.identifiers import NoGtin, gtin
from apps.referrals.catalogue.item import Item
from apps.referrals.catalogue.moments import moment, period
from apps.referrals.catalogue.text import cut, plain, without_tags

LONGEST: Final = {"id": 50, "title": 150, "description": 5_000, "brand": 70, "mpn": 70, "product_type": 750}
FURTHEST: Final = timedelta(days=366)
PERIOD_LENGTH: Final = 51
DATE_LENGTH: Final = 25
ID: Final = re.compile(r"[A-Za-z0-9_-]+")
UNUSUAL_ID: Final = re.compile(r"[A-Za-z0-9_.:/+~#=*()-]+")
AVAILABLE: Final = frozenset({"in_stock", "out_of_stock", "preorder", "backorder"})
ALSO_AVAILABLE: Final = {
    "instock": "in_stock",
    "available": "in_stock",
    "outofstock": "out_of_stock",
    "soldout": "out_of_stock",
    "pre_order": "preorder",
    "back_order": "backorder",
}
CONDITIONS: Final = frozenset({"new", "refurbished", "used"})


@dataclass(frozen=True)
class Terms:
    """What a partner's items may point at and be priced in; `now` is aware."""

    hosts: frozenset[str]
    currencies: frozenset[str]
    now: datetime


class _Item:
    """An item in the making, with what was found."""

    def __init__(self, raw: Raw, terms: Terms) -> None:
        self.values, self.terms = raw.values, terms
        self.findings: list[Finding] = list(raw.faults)
        self.item = Item(plain(raw.values.get("id"))[:60])

    def refuse(self, field: str, rule: str, limit: object = "") -> None:
        """Note what the item cannot be kept with."""
        self.findings.append(Finding(field, rule, str(limit)[:80]))

    def warn(self, field: str, rule: str, limit: object = "") -> None:
        """Note what was understood, cut or left out."""
        self.findings.append(Finding(field, rule, str(limit)[:80], is_refused=False))


def checked(raw: Raw, terms: Terms) -> tuple[Item | None, list[Finding]]:
    """Return the item, or None where one of the findings refuses it."""
    making = _Item(raw, terms)
    if any(fault.is_refused for fault in making.findings):
        return None, making.findings
    for step in STEPS:
        step(making)
    if any(found.is_refused for found in making.findings):
        return None, making.findings
    return making.item, making.findings


def _id(making: _Item) -> None:
    said = plain(making.values.get("id"))
    if not said:
        making.refuse("id", "missing")
    elif len(said) > LONGEST["id"]:
        making.refuse("id", "too_long", LONGEST["id"])
    elif not ID.fullmatch(said):
        if UNUSUAL_ID.fullmatch(said):
            making.warn("id", "characters")
        else:
            making.refuse("id", "characters")


def _words(making: _Item) -> None:
    values, item = making.values, making.item
    for name in ("title", "description"):
        text = without_tags(values.get(name, ""))
        if name == "title":
            text = text.replace("\n", " ")
        if NO_LETTER in text:
            making.refuse(name, "encoding")
        if not text:
            making.refuse(name, "missing")
        elif len(text) > LONGEST[name]:
            making.warn(name, "cut", LONGEST[name])
            text = cut(text, LONGEST[name])
        setattr(item, name, text)


def _links(making: _Item) -> None:
    values, item = making.values, making.item
    for name in ("link", "image_link"):
        said = values.get(name, "")
        address = said.strip() if isinstance(said, str) else plain(said)
        if not address:
            making.refuse(name, "missing")
            continue
        try:
            host = links.host_of(address)
            if not address.isascii():
                address = links.in_ascii(address)
                links.host_of(address)  # it may be too long now
        except links.NoLink as error:
            making.refuse(name, error.rule, error.limit)
            continue
        if name == "link" and not links.is_of(host, making.terms.hosts):
            making.refuse("link", "host", host)
        setattr(item, name, address)


def _price(making: _Item) -> None:
    values, item = making.values, making.item
    if not values.get("price") or not str(values["price"]).strip():
        making.refuse("price", "missing")
        return
    found = _one_price(making, "price", making.refuse)
    if found is None:
        return
    item.price_minor, item.currency = found.minor, found.currency
    if making.terms.currencies and found.currency not in making.terms.currencies:
        making.refuse("price", "currency_not_agreed", found.currency)
    if values.get("sale_price"):
        _sale(making)


def _one_price(making: _Item, name: str, refuse: Callable[..., None]) -> money.Price | None:
    try:
        found = money.price(making.values[name])
    except money.NoPrice as error:
        refuse(name, error.rule, error.limit)
        return None
    if found.quirk:
        making.warn(name, found.quirk, "10.00 EUR")
    return found


def _sale(making: _Item) -> None:
    values, item = making.values, making.item
    sale = _one_price(making, "sale_price", making.refuse)
    if sale is None:
        return
    if sale.currency != item.currency:
        making.refuse("sale_price", "other_currency", item.currency)
    elif sale.minor > item.price_minor:
        making.refuse("sale_price", "above_price")
    elif sale.minor == item.price_minor:
        making.warn("sale_price", "equals_price")
    else:
        item.sale_price_minor = sale.minor
    said = plain(values.get("sale_price_effective_date", ""))
    if not said:
        return
    if len(said) > PERIOD_LENGTH:
        making.refuse("sale_price_effective_date", "too_long", PERIOD_LENGTH)
        return
    found = period(said)
    if found is None:
        making.refuse("sale_price_effective_date", "format", "2026-01-01T00:00Z/2026-01-31T23:59Z")
    elif found[0] >= found[1]:
        making.refuse("sale_price_effective_date", "ends_before_start")
    else:
        item.sale_from, item.sale_until = found


def _availability(making: _Item) -> None:
    values, item = making.values, making.item
    said = plain(values.get("availability", ""))
    if not said:
        making.refuse("availability", "missing")
        return
    if said not in AVAILABLE:
        word = re.sub(r"[\s\-]+", "_", said.rpartition("/")[2].lower())
        said = ALSO_AVAILABLE.get(word, word)
        if said not in AVAILABLE:
            making.refuse("availability", "value", "in_stock out_of_stock preorder backorder")
            return
        making.warn("availability", "spelling", said)
    item.availability = said
    if said in ("preorder", "backorder"):
        _available_at(making)


def _available_at(making: _Item) -> None:
    said = plain(making.values.get("availability_date", ""))
    if not said:
        making.refuse("availability_date", "missing")
        return
    found = moment(said) if len(said) <= DATE_LENGTH else None
    if found is None:
        making.refuse("availability_date", "format", "2026-01-31T12:00+01:00")
    elif found > making.terms.now + FURTHEST:
        making.refuse("availability_date", "too_far", "1 year")
    else:
        making.item.available_at = found


def _expires(making: _Item) -> None:
    said = plain(making.values.get("expiration_date", ""))
    if not said:
        return
    found = moment(said) if len(said) <= DATE_LENGTH else None
    if found is None:
        making.refuse("expiration_date", "format", "2026-01-31T12:00+01:00")
    elif found <= making.terms.now:
        making.refuse("expiration_date", "past")
    else:
        making.item.expires_at = found


def _identity(making: _Item) -> None:
    values, item = making.values, making.item
    if said := plain(values.get("condition", "")):
        item.condition = said.lower()
        if item.condition not in CONDITIONS:
            making.refuse("condition", "value", "new refurbished used")
    if said := plain(values.get("gtin", "")):
        try:
            item.gtin = gtin(said)
        except NoGtin as error:
            making.warn("gtin", error.rule)
    for name in ("brand", "product_type"):
        if said := plain(values.get(name, "")):
            if len(said) > LONGEST[name]:
                making.warn(name, "cut", LONGEST[name])
            setattr(item, name, cut(said, LONGEST[name]))
    if said := plain(values.get("mpn", "")):
        if len(said) > LONGEST["mpn"]:
            making.warn("mpn", "too_long", LONGEST["mpn"])
        else:
            item.mpn = said
    if not item.gtin and not (item.brand and item.mpn):
        making.warn("gtin", "identifier_missing")


STEPS: Final[tuple[Callable[[Any], None], ...]] = (
    _id,
    _words,
    _links,
    _price,
    _availability,
    _expires,
    _identity,
    extras.optional,
)
