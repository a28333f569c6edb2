"""What goes in and out at /api/v1/silences and /api/v1/expectations."""

from __future__ import annotations

from django.utils.encoding import force_str
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.expectations import house, kinds
from apps.expectations.models import EntryKind, Expectation, Page
from apps.expectations.states import State
from apps.foundation.api import StrictSerializer


class SilencePersonOut(serializers.Serializer):
    """A person, by id and name."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField(source="get_full_name")


class SilenceEntryOut(serializers.Serializer):
    """One line of the journal of a silence."""

    kind = serializers.ChoiceField(choices=EntryKind.choices)
    at = serializers.DateTimeField()
    person = SilencePersonOut(allow_null=True)


class SilenceOut(serializers.Serializer):
    """A part of the house that has fallen silent, and who was called."""

    id = serializers.UUIDField(source="public_id")
    part = serializers.CharField(source="expectation.key")
    title = serializers.SerializerMethodField(help_text="What the part is called, in the reader's language.")
    silent_since = serializers.DateTimeField()
    opened_at = serializers.DateTimeField()
    next_step_at = serializers.DateTimeField(
        allow_null=True, help_text="When the next person is called; null: somebody has it, or it is over."
    )
    answered_at = serializers.DateTimeField(allow_null=True)
    answered_by = SilencePersonOut(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    journal = SilenceEntryOut(many=True, source="entries")

    @extend_schema_field(str)
    def get_title(self, page: Page) -> str:
        """Return the name of the part."""
        part = house.PARTS.get(page.expectation.key)
        return force_str(part.title) if part else page.expectation.key


class ExpectationQuery(StrictSerializer):
    """Which expectations."""

    mother = serializers.UUIDField(required=False)
    state = serializers.ChoiceField(choices=State.choices, required=False)


class ExpectationOut(serializers.Serializer):
    """Something that should arrive of a mother."""

    id = serializers.UUIDField(source="public_id")
    mother = SilencePersonOut(source="subject")
    pregnancy = serializers.UUIDField(source="pregnancy.public_id", allow_null=True, default=None)
    kind = serializers.CharField()
    title = serializers.SerializerMethodField(help_text="What is awaited, in the reader's language.")
    key = serializers.CharField(help_text="Opaque: which one of its kind.")
    due_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=State.choices)
    late_at = serializers.DateTimeField(allow_null=True)
    met_at = serializers.DateTimeField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    answered_by = SilencePersonOut(allow_null=True)

    @extend_schema_field(str)
    def get_title(self, row: Expectation) -> str:
        """Return the name of the kind."""
        kind = kinds.find(row.kind)
        return force_str(kind.title) if kind else row.kind
