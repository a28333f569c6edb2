"""The ledger: accounts, postings and their entries. Append-only; that every posting balances is held by the database."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.foundation.ids import uuid7
from apps.referrals.models.conversion import Conversion, Refund
from apps.referrals.models.partner import Partner


class AccountKind(models.TextChoices):
    """What an account is for. Debits are positive: what a partner owes us is a debit of a receivable."""

    PENDING = "receivable_pending", "Receivable, pending"
    APPROVED = "receivable_approved", "Receivable, approved"
    DEFERRED = "deferred", "Earned, not yet approved"
    REVENUE = "revenue", "Revenue"
    ADJUSTMENTS = "adjustments", "Adjustments"
    CASH = "cash", "Cash"


class PostingKind(models.TextChoices):
    """Why money moves."""

    EARNED = "earned", _("Earned")
    APPROVED = "approved", _("Approved")
    REFUNDED = "refunded", _("Refunded")
    REVERSED = "reversed", _("Reversed")
    PAID = "paid", _("Paid")
    ADJUSTED = "adjusted", _("Adjusted")


class Account(models.Model):
    """One account of a partner in one currency and one mode."""

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="accounts", db_index=False)
    is_live = models.BooleanField()
    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=20, choices=AccountKind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "is_live", "currency", "kind"], name="account_once")
        ]


class Posting(models.Model):
    """One movement. `key` makes it once: the same cause is never posted twice. `entry_count` closes it."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    key = models.CharField(max_length=120, unique=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="postings", db_index=False)
    is_live = models.BooleanField()
    currency = models.CharField(max_length=3)
    kind = models.CharField(max_length=8, choices=PostingKind)
    conversion = models.ForeignKey(Conversion, models.PROTECT, null=True, related_name="postings")
    refund = models.ForeignKey(Refund, models.PROTECT, null=True, related_name="+", db_index=False)
    reason = models.CharField(max_length=200, blank=True)
    entry_count = models.PositiveSmallIntegerField()
    posted_at = models.DateTimeField()
    posted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["partner", "is_live", "currency", "posted_at"], name="posting_of_partner")
        ]


class Entry(models.Model):
    """One side of a posting: debit positive, credit negative, in minor units of the posting's currency."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="entries")
    account = models.ForeignKey(Account, models.PROTECT, related_name="entries")
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount_minor=0), name="entry_of_something")]
