"""What waits for an administrator: items on which the rules could not decide (what was reported: `complaints`)."""

from __future__ import annotations

from typing import Final

from django.db.models import Q, QuerySet

from apps.referrals.models import Product, ProductState
from apps.referrals.selectors.products import IS_JUDGED, UNDECIDED

MOST_COUNTED: Final = 1_000
"""Beyond it «1,000 or more» is said: nobody waits for a count of a million."""


def to_judge() -> QuerySet[Product]:
    """Return listed items of active partners that nobody has decided about as they are now."""
    rows = Product.objects.filter(
        state=ProductState.LISTED, verdict__in=UNDECIDED, partner__is_active=True
    ).exclude(IS_JUDGED & ~Q(judged_sha=None))
    return rows.select_related("partner")


def to_judge_count() -> int:
    """Return how many, up to `MOST_COUNTED`."""
    return to_judge().order_by()[:MOST_COUNTED].count()
