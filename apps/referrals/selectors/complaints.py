"""Reports of mothers that wait for an administrator. Nobody can tell from them who reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min

from apps.referrals.models import HeldProduct, OfferReport, Product


@dataclass(frozen=True)
class Complaint:
    """A product that somebody reported. `reasons`: how often each; `is_held`: nobody is shown it meanwhile."""

    product: Product
    since: datetime
    reasons: Mapping[str, int]
    is_held: bool


def waiting() -> list[Complaint]:
    """Return products with reports that nobody has looked at, the oldest first."""
    rows = OfferReport.objects.filter(looked_at=None).values("product_id", "reason")
    found: dict[int, dict[str, Any]] = {}
    for row in rows.annotate(count=Count("pk"), since=Min("reported_at")).order_by("since"):
        one = found.setdefault(row["product_id"], {"since": row["since"], "reasons": {}})
        one["reasons"][row["reason"]] = row["count"]
    products = Product.objects.select_related("partner").in_bulk(found)
    held = set(HeldProduct.objects.filter(product_id__in=found).values_list("product_id", flat=True))
    return [Complaint(products[key], one["since"], one["reasons"], key in held) for key, one in found.items()]
