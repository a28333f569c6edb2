"""Orders that partners report, what is earned by them, and what was given back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from apps.foundation.ids import uuid7
from apps.referrals.models.click import Click
from apps.referrals.models.partner import Partner


class Conversion(models.Model):
    """One order of a partner. Money in minor units of `currency`. States: `apps/referrals/conversion_states.py`.

    `lines`: what the order is made of, each with the category, the share and the version of the agreement that it was
    counted under. `commission_minor` is what is earned after refunds; the ledger says the same.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="conversions", db_index=False)
    is_live = models.BooleanField()
    order_reference = models.CharField(max_length=100)
    click = models.ForeignKey(Click, models.SET_NULL, null=True, related_name="conversions")
    state = models.CharField(max_length=9)
    reason = models.CharField(max_length=20, blank=True, help_text="Why it earns nothing, or was reversed.")
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    refunded_minor = models.BigIntegerField(default=0)
    commission_full_minor = models.BigIntegerField(default=0)
    commission_minor = models.BigIntegerField(default=0)
    lines = models.JSONField(default=list)
    ordered_at = models.DateTimeField()
    received_at = models.DateTimeField()
    approve_due_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "is_live", "order_reference"], name="conversion_of_order_once"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, refunded_minor__gte=0, refunded_minor__lte=F("amount_minor")),
                name="conversion_amounts",
            ),
            models.CheckConstraint(
                condition=Q(commission_minor__gte=0, commission_minor__lte=F("commission_full_minor")),
                name="conversion_commission",
            ),
        ]
        indexes = [
            models.Index(fields=["approve_due_at"], condition=Q(state="pending"), name="conversion_due"),
            models.Index(fields=["partner", "is_live", "-id"], name="conversion_of_partner"),
        ]


class Refund(models.Model):
    """A part of an order that was given back. Append-only."""

    conversion = models.ForeignKey(Conversion, models.PROTECT, related_name="refunds", db_index=False)
    reference = models.CharField(max_length=100)
    amount_minor = models.BigIntegerField()
    item_id = models.CharField(max_length=50, blank=True, help_text="Of which line; empty: of the order.")
    is_of_file = models.BooleanField(
        default=False, help_text="A file told it, without saying which refund it is."
    )
    known_minor = models.BigIntegerField(default=0, help_text="How much of it a file had told before.")
    commission_minor = models.BigIntegerField(help_text="By how much the commission is less.")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["conversion", "reference"], name="refund_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, commission_minor__gte=0), name="refund_amounts"
            ),
        ]


class Reconciliation(models.Model):
    """A file in which a partner says what became of its orders, and what we made of each row."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="reconciliations")
    is_live = models.BooleanField()
    sha256 = models.BinaryField(max_length=32)
    counts = models.JSONField(default=dict)
    report = models.JSONField(
        default=list, help_text="Rows that are not simply the same: line, order, finding."
    )
    at = models.DateTimeField()
