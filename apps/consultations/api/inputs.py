"""What clients may send about consultations."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.consultations.models import Kind, Relation
from apps.consultations.models.threads import LONGEST_TEXT, LONGEST_TOPIC
from apps.consultations.posting import MOST_ATTACHMENTS
from apps.consultations.selectors.messages import MOST, SHORTEST_SEARCH
from apps.consultations.states import State, Urgency
from apps.foundation.api import StrictSerializer

NEWEST = 2**63 - 1
WRITTEN = [kind for kind in Kind.choices if kind[0] != Kind.SYSTEM]


class ThreadIn(StrictSerializer):
    """A consultation to open."""

    client_id = serializers.UUIDField(
        help_text="Chosen by the client; the same again gives the same consultation."
    )
    pregnancy = serializers.UUIDField()
    topic = serializers.CharField(max_length=LONGEST_TOPIC)
    urgency = serializers.ChoiceField(Urgency.choices, default=Urgency.ROUTINE)
    team = serializers.UUIDField(required=False, default=None, allow_null=True, help_text="One of hers.")


class ThreadsQuery(StrictSerializer):
    """Which consultations are listed."""

    limit = serializers.CharField(required=False)
    cursor = serializers.CharField(required=False)
    state = serializers.ChoiceField(State.choices, required=False)
    pregnancy = serializers.UUIDField(required=False)
    mother = serializers.UUIDField(required=False)


class MessageIn(StrictSerializer):
    """A message to post."""

    client_id = serializers.UUIDField(
        help_text="Chosen by the client; the same again gives the first message."
    )
    kind = serializers.ChoiceField(WRITTEN, default=Kind.TEXT)
    text = serializers.CharField(
        max_length=LONGEST_TEXT, required=False, default="", allow_blank=True, trim_whitespace=False
    )
    target = serializers.UUIDField(
        required=False,
        default=None,
        allow_null=True,
        help_text="What a recording, meal, plan or appointment is.",
    )
    attachments = serializers.ListField(
        child=serializers.UUIDField(), max_length=MOST_ATTACHMENTS, required=False, default=list
    )
    relation = serializers.ChoiceField(Relation.choices, required=False, default=Relation.NONE)
    relates_to = serializers.IntegerField(
        min_value=1, max_value=NEWEST, required=False, default=None, allow_null=True,
        help_text="Number of the earlier message that this one corrects or takes back.",
    )  # fmt: skip
    sent_at = serializers.DateTimeField(required=False, default=None, allow_null=True)


class MessagesQuery(StrictSerializer):
    """Which stretch of a thread: after a number, or the newest before one."""

    after = serializers.IntegerField(min_value=0, max_value=NEWEST, required=False)
    before = serializers.IntegerField(min_value=1, max_value=NEWEST, required=False)
    limit = serializers.IntegerField(min_value=1, max_value=MOST, required=False, default=50)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse both ends at once."""
        if "after" in attrs and "before" in attrs:
            raise serializers.ValidationError({"before": ["Give «after» or «before», not both."]})
        return attrs


class SearchQuery(StrictSerializer):
    """What is looked for."""

    q = serializers.CharField(min_length=SHORTEST_SEARCH, max_length=100)
    thread = serializers.UUIDField(required=False, default=None)
    limit = serializers.IntegerField(min_value=1, max_value=50, required=False, default=20)


class ReceiptIn(StrictSerializer):
    """How far this person has come; at least one of both."""

    delivered_sequence = serializers.IntegerField(min_value=0, max_value=NEWEST, required=False)
    read_sequence = serializers.IntegerField(min_value=0, max_value=NEWEST, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse a receipt that says nothing."""
        if not attrs:
            raise serializers.ValidationError({"read_sequence": ["Give one of both numbers."]})
        return attrs
