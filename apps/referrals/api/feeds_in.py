"""What partners send of their catalogues."""

from __future__ import annotations

from rest_framework import serializers

from apps.foundation.api.serializers import StrictSerializer
from apps.referrals.catalogue.reading import FORMS
from apps.referrals.services.pushing import MOST


class FeedIn(StrictSerializer):
    """A whole feed, plain, .gz or .zip."""

    file = serializers.FileField()
    format = serializers.ChoiceField(FORMS, required=False, default="", help_text="Left out: found out.")


class ItemsIn(StrictSerializer):
    """Items as of a feed in JSON."""

    items = serializers.ListField(child=serializers.JSONField(), min_length=1, max_length=MOST)


class WithdrawalsIn(StrictSerializer):
    """Items by the partner's own ids."""

    item_ids = serializers.ListField(
        child=serializers.CharField(max_length=50), min_length=1, max_length=MOST
    )


class FeedAnswerIn(StrictSerializer):
    """Does a feed hold that has fewer than half of the items of the last one?"""

    holds = serializers.BooleanField(help_text="true: it becomes the catalogue; false: it is dropped.")
