"""Reports of mothers that wait for an administrator. Nobody can tell from them who reported."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from apps.referrals.models import HeldProduct, OfferReport, Product


@dataclass(frozen=True)
class Complaint:
    """A product that somebody reported. `reasons`: how often each; `is_held`: nobody is shown it meanwhile."""

    product: Product
    since: datetime
    reasons: Mapping[str, int]
    is_held: bool


def waiting(most: int | None = None) -> list[Complaint]:
    """Return (up to `most`) products with reports that nobody has looked at: the most often reported, then the oldest."""
    open_ones = OfferReport.objects.filter(looked_at=None).values("product_id")
    ordered = open_ones.annotate(count=Count("pk"), since=Min("reported_at")).order_by("-count", "since")[
        :most
    ]
    since = {row["product_id"]: row["since"] for row in ordered}
    products = Product.objects.select_related("partner").in_bulk(since)
    held = set(HeldProduct.objects.filter(product_id__in=since).values_list("product_id", flat=True))
    reasons = reasons_of(since)
    return [Complaint(products[key], at, reasons[key], key in held) for key, at in since.items()]


def waiting_count(most: int) -> int:
    """Return how many products wait, up to `most`."""
    return OfferReport.objects.filter(looked_at=None).values("product_id").distinct()[:most].count()


def reasons_of(product_ids: Iterable[int]) -> defaultdict[int, dict[str, int]]:
    """Return of products how often each reason was given that nobody has looked at, the most frequent first."""
    rows = OfferReport.objects.filter(looked_at=None, product_id__in=list(product_ids))
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for row in rows.values("product_id", "reason").annotate(count=Count("pk")).order_by("-count", "reason"):
        found[row["product_id"]][row["reason"]] = row["count"]
    return found
