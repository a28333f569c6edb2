"""What partners' programs say about orders."""

from __future__ import annotations

from rest_framework import serializers

from apps.foundation.api.serializers import StrictSerializer

MOST_MINOR = 10**12


def reference() -> serializers.RegexField:
    """Return the field of a partner's own reference: printable ASCII, so that no words of people fit in by chance."""
    return serializers.RegexField(r"^[!-~]+$", max_length=100)


class LineIn(StrictSerializer):
    """A part of an order, net of tax and postage."""

    item_id = serializers.CharField(max_length=50, required=False, help_text="As in the catalogue.")
    amount_minor = serializers.IntegerField(min_value=1, max_value=MOST_MINOR)


class ConversionIn(StrictSerializer):
    """An order. Amounts in minor units of the currency (ISO 4217: cents; won and yen have none)."""

    order_reference = reference()
    click_ids = serializers.ListField(
        child=serializers.UUIDField(), min_length=1, max_length=10, help_text="All that came with the order."
    )
    currency = serializers.RegexField(r"^[A-Z]{3}$", max_length=3)
    lines = LineIn(many=True, min_length=1, max_length=200)  # type: ignore[call-arg]
    ordered_at = serializers.DateTimeField()


class RefundIn(StrictSerializer):
    """A part of an order that was given back."""

    order_reference = reference()
    refund_reference = reference()
    amount_minor = serializers.IntegerField(min_value=1, max_value=MOST_MINOR)
    item_id = serializers.CharField(
        max_length=50,
        required=False,
        default="",
        allow_blank=True,
        help_text="Of which line, as the order named it; without it each line gives its part.",
    )


class CancellationIn(StrictSerializer):
    """An order that does not stand."""

    order_reference = reference()


class TestClickIn(StrictSerializer):
    """A click of the sandbox, to try postbacks with."""

    category = serializers.CharField(max_length=12, required=False, default="")
