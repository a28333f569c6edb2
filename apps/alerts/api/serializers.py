"""What goes in and out at /api/v1/alerts."""

from __future__ import annotations

from typing import Any

from django.utils.encoding import force_str
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.alerts import registry
from apps.alerts.models import Alert, AlertEvidence
from apps.alerts.selectors import alerts as selectors
from apps.alerts.showing import sentence_of
from apps.alerts.states import ENDINGS, Outcome, State
from apps.foundation.api import StrictSerializer
from apps.foundation.severity import Severity


class AlertPersonOut(serializers.Serializer):
    """A person, by id and name."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField(source="get_full_name")


class AlertOut(serializers.Serializer):
    """An alert: something that a person must end."""

    id = serializers.UUIDField(source="public_id")
    mother = AlertPersonOut(source="subject")
    pregnancy = serializers.UUIDField(source="pregnancy.public_id", allow_null=True, default=None)
    rule = serializers.CharField(source="rule_id")
    rule_version = serializers.IntegerField()
    title = serializers.SerializerMethodField(help_text="What the rule is called, in the reader's language.")
    direction = serializers.CharField()
    direction_text = serializers.SerializerMethodField()
    severity = serializers.ChoiceField(choices=Severity.choices)
    state = serializers.ChoiceField(choices=State.choices)
    raised_at = serializers.DateTimeField()
    waiting_since = serializers.DateTimeField(help_text="Raised, or raised anew: the clock.")
    condition_ended_at = serializers.DateTimeField(
        allow_null=True, help_text="What raised it is over by itself. It waits for a person all the same."
    )
    next_step_at = serializers.DateTimeField(
        allow_null=True, help_text="When it is passed on, or comes back, by itself."
    )
    unanswered_since = serializers.DateTimeField(
        allow_null=True, help_text="The chain ended without a person."
    )
    responsible = AlertPersonOut(allow_null=True)
    acknowledged_by = AlertPersonOut(allow_null=True)
    acknowledged_at = serializers.DateTimeField(allow_null=True)
    resolved_by = AlertPersonOut(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.ChoiceField(choices=[*Outcome.choices, ("", "")])
    outcome_text = serializers.CharField()

    @extend_schema_field(str)
    def get_title(self, alert: Alert) -> str:
        """Return the rule's title; its id where the rule is gone."""
        rule = registry.rule(alert.rule_id)
        return force_str(rule.title) if rule else alert.rule_id

    @extend_schema_field(str)
    def get_direction_text(self, alert: Alert) -> str:
        """Return the words for the direction."""
        rule = registry.rule(alert.rule_id)
        return force_str(rule.direction_words.get(alert.direction, "")) if rule else alert.direction


class OpenAlertOut(AlertOut):
    """An alert of the worklist."""

    snoozed_until = serializers.DateTimeField(allow_null=True)
    place = serializers.SerializerMethodField(help_text="The tab under which it stands.")

    @extend_schema_field(
        serializers.ChoiceField(choices=[selectors.WAITS, selectors.TAKEN, selectors.SNOOZED])
    )
    def get_place(self, alert: Any) -> str:
        """Return the tab."""
        return selectors.place_of(alert)


class AlertWorklistOut(serializers.Serializer):
    """What one should act on: worst first, then longest waiting."""

    waiting = serializers.IntegerField(help_text="How many wait for somebody to take them: the badge.")
    is_cut = serializers.BooleanField(help_text="There are more; the worst are here.")
    stands_still_since = serializers.DateTimeField(
        allow_null=True, help_text="Nobody is being told since then: the sweep does not run."
    )
    alerts = OpenAlertOut(many=True)


class EvidenceOut(serializers.Serializer):
    """One thing that an alert rests on, as it was."""

    what = serializers.CharField()
    sentence = serializers.SerializerMethodField()
    occurred_at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    severity = serializers.ChoiceField(choices=Severity.choices)
    rule_version = serializers.IntegerField()
    values = serializers.JSONField()
    limits = serializers.JSONField()
    source_kind = serializers.CharField()
    source_id = serializers.CharField()

    @extend_schema_field(str)
    def get_sentence(self, row: AlertEvidence) -> str:
        """Return the evidence as the rule puts it into words; empty where the rule is gone."""
        return sentence_of(row)


class AlertEntryOut(serializers.Serializer):
    """One line of an alert's journal."""

    kind = serializers.CharField()
    text = serializers.CharField()
    at = serializers.DateTimeField()
    severity = serializers.ChoiceField(choices=Severity.choices)
    by = AlertPersonOut(allow_null=True)
    told = AlertPersonOut(allow_null=True)
    audience = serializers.CharField()


class AlertDetailOut(serializers.Serializer):
    """One alert with what it rests on and what became of it."""

    alert = AlertOut()
    evidence = EvidenceOut(many=True)
    journal = AlertEntryOut(many=True)


class SeenIn(StrictSerializer):
    """Taking an alert."""

    severity = serializers.ChoiceField(
        choices=Severity.choices,
        required=False,
        help_text="What was on the screen: 409 `alert_got_worse` where it is worse by now.",
    )


class ResolveIn(SeenIn):
    """Ending an alert."""

    outcome = serializers.ChoiceField(choices=ENDINGS)
    text = serializers.CharField(
        max_length=1_000, required=False, allow_blank=True, help_text="Needed for some outcomes."
    )


class SnoozeIn(StrictSerializer):
    """Not to be told for a while."""

    until = serializers.DateTimeField(help_text="With its zone.")
    reason = serializers.CharField(max_length=1_000)


class SnoozeOut(serializers.Serializer):
    """A snooze of one mother's rule and direction."""

    id = serializers.UUIDField(source="public_id")
    alert = serializers.UUIDField(source="alert.public_id")
    mother = AlertPersonOut(source="subject")
    rule = serializers.CharField(source="rule_id")
    direction = serializers.CharField()
    severity = serializers.ChoiceField(choices=Severity.choices)
    reason = serializers.CharField()
    author = AlertPersonOut()
    started_at = serializers.DateTimeField()
    until = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    ended_by = AlertPersonOut(allow_null=True)


class SuppressedOut(serializers.Serializer):
    """A finding that was not raised."""

    id = serializers.UUIDField(source="public_id")
    mother = AlertPersonOut(source="subject")
    rule = serializers.CharField(source="rule_id")
    rule_version = serializers.IntegerField()
    direction = serializers.CharField()
    severity = serializers.ChoiceField(choices=Severity.choices)
    evidence = serializers.JSONField()
    by_what = serializers.CharField()
    snooze = serializers.UUIDField(source="snooze.public_id", allow_null=True, default=None)
    by = AlertPersonOut(source="snooze.author", allow_null=True, default=None)
    suppressed_at = serializers.DateTimeField()


class MissingOut(serializers.Serializer):
    """What a rule cannot judge, because something is not there."""

    id = serializers.UUIDField(source="public_id")
    mother = AlertPersonOut(source="subject")
    rule = serializers.CharField(source="rule_id")
    what = serializers.CharField()
    last_known_at = serializers.DateTimeField(allow_null=True)
    noted_at = serializers.DateTimeField()


class AlertQuery(StrictSerializer):
    """Which alerts."""

    state = serializers.ChoiceField(choices=[("open", "open"), *State.choices], required=False)
    severity = serializers.ChoiceField(choices=Severity.choices, required=False)
    mother = serializers.UUIDField(required=False)
    pregnancy = serializers.UUIDField(required=False)
    limit = serializers.IntegerField(min_value=1, max_value=200, required=False, help_text="At most so many.")
    cursor = serializers.CharField(max_length=500, required=False, help_text="From `next` or `previous`.")


class OfMotherQuery(StrictSerializer):
    """Of which mother; without it of all whom one sees."""

    mother = serializers.UUIDField(required=False)
    limit = serializers.IntegerField(min_value=1, max_value=200, required=False, help_text="At most so many.")
    cursor = serializers.CharField(max_length=500, required=False, help_text="From `next` or `previous`.")
