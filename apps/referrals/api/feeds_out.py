"""What partners are told of their catalogues."""

from __future__ import annotations

from rest_framework import serializers

from apps.referrals.models import ImportSource
from apps.referrals.screening.verdicts import ORDER
from apps.referrals.states import TRANSITIONS

STATES = tuple((state, state) for state in TRANSITIONS)
VERDICTS = tuple((verdict, verdict) for verdict in ORDER)
RESULTS = tuple((result, result) for result in ("created", "changed", "unchanged", "refused"))


class ImportOut(serializers.Serializer):
    """An import. `asked`: the feed has shrunk below half, and a person of the partner has to say yes in the portal."""

    id = serializers.UUIDField(source="public_id")
    source = serializers.ChoiceField(ImportSource.choices)  # type: ignore[assignment]
    state = serializers.ChoiceField(STATES)
    failure = serializers.CharField(allow_blank=True, help_text="Why a file was refused as a whole.")
    bytes_total = serializers.IntegerField()
    bytes_read = serializers.IntegerField()
    items_read = serializers.IntegerField()
    items_accepted = serializers.IntegerField()
    items_refused = serializers.IntegerField()
    warnings = serializers.IntegerField()
    created = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    withdrawn = serializers.IntegerField()
    unknown_columns = serializers.DictField(child=serializers.IntegerField())
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)


class FeedFindingOut(serializers.Serializer):
    """One thing that was found about one item."""

    number = serializers.IntegerField(help_text="Which item of the file, from 1.")
    line = serializers.IntegerField(allow_null=True)
    item_id = serializers.CharField(allow_blank=True)
    field = serializers.CharField(allow_blank=True)
    rule = serializers.CharField()
    limit = serializers.CharField(allow_blank=True)
    is_refused = serializers.BooleanField(help_text="false: the item was kept, this is a warning.")


class ItemFindingOut(serializers.Serializer):
    """One thing that was found about an item that was sent."""

    field = serializers.CharField(allow_blank=True)
    rule = serializers.CharField()
    limit = serializers.CharField(allow_blank=True)
    is_refused = serializers.BooleanField()


class PushedItemOut(serializers.Serializer):
    """What became of one item. `verdict`: only `ok` may be offered; `warn` and `unknown` wait for a person."""

    index = serializers.IntegerField()
    item_id = serializers.CharField(allow_blank=True)
    result = serializers.ChoiceField(RESULTS)
    verdict = serializers.ChoiceField(VERDICTS, allow_blank=True)
    findings = ItemFindingOut(many=True)


class PushedOut(serializers.Serializer):
    """An answer for each item, in their order."""

    items = PushedItemOut(many=True)


class WithdrawnOut(serializers.Serializer):
    """How many were listed before."""

    withdrawn = serializers.IntegerField()
