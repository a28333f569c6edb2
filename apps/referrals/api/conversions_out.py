"""What partners' programs are told about orders: what they sent themselves, and what it earns."""

from __future__ import annotations

from rest_framework import serializers

from apps.referrals.conversion_states import REASONS, TRANSITIONS

STATES = tuple((state, state) for state in TRANSITIONS)
REASON_CHOICES = tuple((reason, reason) for reason in REASONS)


class ConversionOut(serializers.Serializer):
    """An order, and what it has come to."""

    id = serializers.UUIDField(source="public_id")
    order_reference = serializers.CharField()
    state = serializers.ChoiceField(STATES)
    reason = serializers.ChoiceField(REASON_CHOICES, allow_blank=True)
    currency = serializers.CharField()
    amount_minor = serializers.IntegerField()
    refunded_minor = serializers.IntegerField()
    commission_minor = serializers.IntegerField()


class RefundOut(serializers.Serializer):
    """A refund, and the order after it."""

    refund_reference = serializers.CharField(source="reference")
    amount_minor = serializers.IntegerField()
    commission_minor = serializers.IntegerField(help_text="By how much the commission is less.")
    conversion = ConversionOut()


class TestClickOut(serializers.Serializer):
    """A click of the sandbox."""

    click_id = serializers.UUIDField()
