"""What waits for an administrator: items on which the rules could not decide, and those that were reported."""

from __future__ import annotations

from typing import Final

from django.db.models import Count, Min, Q, QuerySet

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


def reported() -> QuerySet[Product]:
    """Return items with open reports, the most reported first: `open_reports`, `first_report`."""
    is_open = Q(reports__looked_at=None)
    rows = Product.objects.filter(reports__isnull=False).annotate(
        open_reports=Count("reports", filter=is_open),
        first_report=Min("reports__reported_at", filter=is_open),
    )
    return (
        rows.filter(open_reports__gt=0)
        .select_related("partner", "held")
        .order_by("-open_reports", "first_report")
    )


def reported_count() -> int:
    """Return how many items have open reports."""
    return reported().order_by()[:MOST_COUNTED].count()
