"""Every read of products."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import F, Q, QuerySet

from apps.referrals.models import Origin, Product, ProductState
from apps.referrals.screening.verdicts import OK, UNKNOWN, WARN

FRESH_FOR: Final = timedelta(hours=72)
UNDECIDED: Final = (WARN, UNKNOWN)
"""What a person may decide about. `block` is never among them."""
IS_JUDGED: Final = Q(judged_sha=F("content_sha"))
"""A person has seen the item as it is now."""
IS_SAFE: Final = Q(verdict=OK) | (Q(verdict__in=UNDECIDED, is_allowed=True) & IS_JUDGED)
"""The rules say yes, or could not say and a person did. Whoever looks for what may be offered asks for this."""


def fresh(at: datetime) -> Q:
    """Return the condition for what a feed or a push has told within 72 hours."""
    since = at - FRESH_FOR
    by_feed = Q(origin=Origin.FEED, partner__catalogue__refreshed_at__gt=since)
    return by_feed | Q(pushed_at__gt=since)


def offerable(at: datetime) -> QuerySet[Product]:
    """Return what may be offered: listed, fresh, not expired, of active partners, and judged safe."""
    listed = Product.objects.filter(IS_SAFE, state=ProductState.LISTED, partner__is_active=True)
    return listed.filter(fresh(at)).exclude(expires_at__lte=at)


def price_minor(product: Product, at: datetime) -> int:
    """Return what it costs at a moment, in minor units: the sale price within its period, or without one always."""
    if product.sale_price_minor is None:
        return product.price_minor
    is_on = (product.sale_from is None or product.sale_from <= at) and (
        product.sale_until is None or at <= product.sale_until
    )
    return product.sale_price_minor if is_on else product.price_minor
