"""Every read of products."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Q, QuerySet

from apps.referrals.models import Origin, Product, ProductState
from apps.referrals.screening.verdicts import OK

FRESH_FOR: Final = timedelta(hours=72)


def fresh(at: datetime) -> Q:
    """Return the condition for what a feed or a push has told within 72 hours."""
    since = at - FRESH_FOR
    by_feed = Q(origin=Origin.FEED, partner__catalogue__refreshed_at__gt=since)
    return by_feed | Q(pushed_at__gt=since)


def offerable(at: datetime) -> QuerySet[Product]:
    """Return what may be offered: listed, fresh, not expired, of active partners, and judged `ok`."""
    listed = Product.objects.filter(state=ProductState.LISTED, verdict=OK, partner__is_active=True)
    return listed.filter(fresh(at)).exclude(expires_at__lte=at)


def price_minor(product: Product, at: datetime) -> int:
    """Return what it costs at a moment, in minor units: the sale price within its period, or without one always."""
    if product.sale_price_minor is None:
        return product.price_minor
    is_on = (product.sale_from is None or product.sale_from <= at) and (
        product.sale_until is None or at <= product.sale_until
    )
    return product.sale_price_minor if is_on else product.price_minor
