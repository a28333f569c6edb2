"""A partner with what it needs, for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from apps.referrals.models import (
    Agreement,
    Availability,
    Click,
    ClickVerdict,
    OfferLink,
    Origin,
    Partner,
    Product,
)
from apps.referrals.services import clicks

AT = datetime(2026, 11, 30, 12, tzinfo=UTC)


def partner(name: str = "Shop", **fields: Any) -> Partner:
    """Return a partner that pays 5 % of everything and 10 % of food."""
    told = {"hosts": ["shop.example"], "currencies": ["EUR", "KRW"], "created_at": AT, **fields}
    made = Partner.objects.create(name=name, **told)
    for category, share_bp in (("", 500), ("food", 1_000)):
        Agreement.objects.create(
            partner=made,
            category=category,
            version=1,
            valid_from=date(2026, 1, 1),
            commission_bp=share_bp,
            made_at=AT,
        )
    return made


def product(of: Partner, item_id: str = "a-1", **fields: Any) -> Product:
    """Return a product that may be offered."""
    told = {
        "origin": Origin.FEED,
        "title": "Oats",
        "link": f"https://shop.example/p/{item_id}?colour=red#top",
        "image_link": "https://shop.example/i.jpg",
        "currency": "EUR",
        "price_minor": 500,
        "availability": Availability.IN_STOCK,
        "kind": "food",
        "verdict": "ok",
        "rules_version": "1",
        "content_sha": b"",
        "created_at": AT,
        "changed_at": AT,
        **fields,
    }
    return Product.objects.create(partner=of, item_id=item_id, **told)


def link(of: Product, **fields: Any) -> OfferLink:
    """Return a way out to a product."""
    told = {"category": of.kind, "target": of.link, "issued_at": AT, **fields}
    return OfferLink.objects.create(partner=of.partner, product=of, **told)


def ways_open(at: datetime) -> set[str]:
    """Return the ids of items to whose pages a way out leads at a moment."""
    told: dict[str, Any] = {"agent": "Mozilla/5.0", "came_from": "", "is_ahead": False, "at": at}
    ways = {
        one.item_id: clicks.follow(link(one, issued_at=at).token, **told) for one in Product.objects.all()
    }
    return {item_id for item_id, way in ways.items() if way is not None and way.address}


def click(of: OfferLink, *, days_ago: float = 1, **fields: Any) -> Click:
    """Return a click that counts."""
    told = {"verdict": ClickVerdict.COUNTED, "place": b"p", "at": AT - timedelta(days=days_ago), **fields}
    return Click.objects.create(link=of, partner=of.partner, is_live=of.is_live, **told)
