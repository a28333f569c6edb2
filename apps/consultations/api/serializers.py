"""What clients get about consultations. The values come from `representations`."""

from __future__ import annotations

from rest_framework import serializers

from apps.consultations.models import Kind, Relation
from apps.consultations.states import State, Urgency


class TalkerOut(serializers.Serializer):
    """Somebody in a conversation."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    role = serializers.CharField()


class TeamOut(serializers.Serializer):
    """The team that is asked."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class ThreadOut(serializers.Serializer):
    """A consultation."""

    id = serializers.UUIDField()
    client_id = serializers.UUIDField()
    mother = serializers.UUIDField()
    pregnancy = serializers.UUIDField()
    team = TeamOut()
    responsible = TalkerOut(allow_null=True)
    topic = serializers.CharField()
    urgency = serializers.ChoiceField(Urgency.choices)
    state = serializers.ChoiceField(State.choices)
    opened_at = serializers.DateTimeField()
    last_sequence = serializers.IntegerField(help_text="Number of the newest message.")
    last_posted_at = serializers.DateTimeField(allow_null=True)
    waiting_since = serializers.DateTimeField(allow_null=True, help_text="Since when an answer is owed.")
    answer_due_at = serializers.DateTimeField(allow_null=True, help_text="Until when.")
    closed_at = serializers.DateTimeField(allow_null=True)
    unread = serializers.IntegerField(
        required=False,
        help_text="What others wrote and this person has not read. Left out in the change feed.",
    )


class FindingOut(serializers.Serializer):
    """A red flag, and what to do about it now."""

    category = serializers.CharField()
    severity = serializers.CharField(help_text="urgent or emergency.")
    what_to_do = serializers.CharField()


class MessageOut(serializers.Serializer):
    """An entry of a thread. Entries are never changed; a later one may correct it or take it back."""

    id = serializers.UUIDField()
    thread = serializers.UUIDField()
    sequence = serializers.IntegerField(help_text="1, 2, 3 … without gaps.")
    client_id = serializers.UUIDField()
    author = serializers.UUIDField(allow_null=True, help_text="None: the system itself.")
    by_mother = serializers.BooleanField()
    kind = serializers.ChoiceField(Kind.choices)
    text = serializers.CharField()
    payload = serializers.JSONField(allow_null=True)
    relation = serializers.ChoiceField(Relation.choices)
    relates_to = serializers.IntegerField(allow_null=True)
    corrected_by = serializers.IntegerField(allow_null=True)
    removed_by = serializers.IntegerField(
        allow_null=True, help_text="Taken back: text and files are left out."
    )
    sent_at = serializers.DateTimeField(allow_null=True)
    posted_at = serializers.DateTimeField()
    words = serializers.CharField(help_text="What a system entry says, in the reader's language.")
    advice = FindingOut(many=True, help_text="What to do now, where a red flag was found.")


class PostedOut(serializers.Serializer):
    """What came of a message. `followed_by`: what the system said because of it."""

    message = MessageOut()
    is_new = serializers.BooleanField()
    followed_by = MessageOut(many=True)


class MessagesOut(serializers.Serializer):
    """A stretch of a thread in the order of its numbers."""

    messages = MessageOut(many=True)
    has_more = serializers.BooleanField()
    next_after = serializers.IntegerField(help_text="What to ask for next with `after`.")
    last_sequence = serializers.IntegerField()


class WordingsOut(serializers.Serializer):
    """A message and every correction of it, oldest first."""

    messages = MessageOut(many=True)


class FoundOut(serializers.Serializer):
    """A message that holds the words, and where it stands."""

    thread = ThreadOut()
    message = MessageOut()


class SearchOut(serializers.Serializer):
    """What was found, newest first."""

    results = FoundOut(many=True)


class ReceiptOut(serializers.Serializer):
    """How far somebody has come. To a mother the team is one: `person` is None."""

    thread = serializers.UUIDField()
    person = serializers.UUIDField(allow_null=True)
    delivered_sequence = serializers.IntegerField()
    read_sequence = serializers.IntegerField()


class ReceiptsOut(serializers.Serializer):
    """How far the members of a thread have come."""

    receipts = ReceiptOut(many=True)


class UnreadMessagesOut(serializers.Serializer):
    """The number in the badge."""

    unread = serializers.IntegerField()
