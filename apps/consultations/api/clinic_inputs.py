"""What clients may send to the clinic's tools."""

from __future__ import annotations

from rest_framework import serializers

from apps.accounts.models import Language
from apps.consultations.models import TransferUrgency
from apps.consultations.models.inside import LONGEST_NOTE
from apps.consultations.models.replies import LONGEST_REPLY
from apps.consultations.models.transfers import LONGEST_SUMMARY
from apps.consultations.selectors.queue import TABS, UNCLAIMED
from apps.consultations.services.feeling import LONGEST_WORDS
from apps.consultations.services.internal_notes import MOST_MENTIONS
from apps.consultations.states import Urgency
from apps.foundation.api import StrictSerializer

CLIENT_ID = "Chosen by the client; the same again gives the first one."


class QueueQuery(StrictSerializer):
    """Which part of the queue."""

    tab = serializers.ChoiceField(TABS, default=UNCLAIMED)


class HandOverIn(StrictSerializer):
    """To whom, and what she has to know; only colleagues read the note."""

    to = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="A colleague; null: whoever is on duty."
    )
    note = serializers.CharField(max_length=LONGEST_NOTE)


class UrgencyIn(StrictSerializer):
    """How urgent it is."""

    urgency = serializers.ChoiceField(Urgency.choices)


class InternalNoteIn(StrictSerializer):
    """A note among colleagues."""

    client_id = serializers.UUIDField(help_text=CLIENT_ID)
    text = serializers.CharField(max_length=LONGEST_NOTE)
    mentions = serializers.ListField(
        child=serializers.UUIDField(), max_length=MOST_MENTIONS, default=list, help_text="Who is to be told."
    )


class OpinionIn(StrictSerializer):
    """A question to a colleague."""

    client_id = serializers.UUIDField(help_text=CLIENT_ID)
    asked_of = serializers.UUIDField(help_text="A clinician of one of the mother's teams.")
    question = serializers.CharField(max_length=LONGEST_NOTE)


class OpinionAnswerIn(StrictSerializer):
    """The answer."""

    answer = serializers.CharField(max_length=LONGEST_NOTE)


class TransferIn(StrictSerializer):
    """A letter to a hospital, as it is signed."""

    client_id = serializers.UUIDField(help_text=CLIENT_ID)
    hospital = serializers.CharField(max_length=200)
    urgency = serializers.ChoiceField(TransferUrgency.choices)
    reason = serializers.CharField(max_length=2_000)
    summary = serializers.CharField(
        max_length=LONGEST_SUMMARY, help_text="Begin from `transfers_propose` and correct it."
    )
    replaces = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="An earlier letter that this one corrects."
    )


class QuickReplyIn(StrictSerializer):
    """A quick reply. Places such as {{mother_name}}: see `quick_replies_placeholders`."""

    title = serializers.CharField(max_length=80)
    text = serializers.CharField(max_length=LONGEST_REPLY, trim_whitespace=False)
    language = serializers.ChoiceField(Language.choices)
    team = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text="One of hers; null: for herself alone."
    )


class QuickReplyChange(StrictSerializer):
    """What to change; what is left out stays."""

    title = serializers.CharField(max_length=80, required=False)
    text = serializers.CharField(max_length=LONGEST_REPLY, trim_whitespace=False, required=False)
    language = serializers.ChoiceField(Language.choices, required=False)


class ReplyPreviewIn(StrictSerializer):
    """For which consultation."""

    consultation = serializers.UUIDField()


class FeelingNextIn(StrictSerializer):
    """What she has answered so far."""

    version = serializers.IntegerField(min_value=1, max_value=32_767)
    answers = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField(max_length=40), max_length=40),
        help_text="Chosen options by step; an empty list says «none of these».",
    )


class FeelingIn(FeelingNextIn):
    """Finished answers."""

    client_id = serializers.UUIDField(help_text=CLIENT_ID)
    words = serializers.CharField(
        max_length=LONGEST_WORDS, default="", allow_blank=True, help_text="What she adds in her own words."
    )
    consultation = serializers.UUIDField(
        required=False,
        allow_null=True,
        default=None,
        help_text="Where it belongs; null: a new one is opened where somebody has to know.",
    )
