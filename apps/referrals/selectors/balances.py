"""What the accounts of a partner stand at: sums of entries, nothing is kept beside them."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Sum

from apps.referrals.models import AccountKind, Entry, Partner


def balances(
    partner: Partner, *, is_live: bool, currency: str, before: datetime | None = None
) -> dict[AccountKind, int]:
    """Return the balance of every account in minor units, debit positive; of all, or of what was posted before."""
    rows = Entry.objects.filter(
        account__partner=partner, account__is_live=is_live, account__currency=currency
    )
    if before is not None:
        rows = rows.filter(posting__posted_at__lt=before)
    sums = dict(rows.values_list("account__kind").annotate(Sum("amount_minor")))
    return {kind: int(sums.get(kind, 0)) for kind in AccountKind}
