"""Accounts of the ledger in words."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy

from apps.referrals.models import AccountKind

ACCOUNTS: Final[dict[AccountKind, Any]] = {
    AccountKind.PENDING: gettext_lazy("Receivable, pending"),
    AccountKind.APPROVED: gettext_lazy("Receivable, approved"),
    AccountKind.DEFERRED: gettext_lazy("Earned, not yet approved"),
    AccountKind.REVENUE: gettext_lazy("Revenue"),
    AccountKind.ADJUSTMENTS: gettext_lazy("Adjustments"),
    AccountKind.CASH: gettext_lazy("Cash"),
}
