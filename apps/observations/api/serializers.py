"""What a reading, a day and an order of devices look like."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.foundation.api import StrictSerializer
from apps.foundation.api.fields import ZonedMoment
from apps.observations.models import LONGEST_ID, LONGEST_SOURCE, Modality, Observation, Origin
from apps.observations.rules.days import fixed
from apps.observations.rules.measures import measures

STATUSES: Final = ("stored", "updated", "unchanged", "deleted", "remembered", "refused")
MEASURES: Final = tuple(sorted(measures()))
MOST_SOURCES: Final = 20


class ObservationOut(serializers.Serializer):
    """A reading in the canonical unit of its measure. `detail`: what else the source said, see the reference."""

    id = serializers.UUIDField(source="public_id")
    pregnancy = serializers.UUIDField(source="pregnancy.public_id", allow_null=True, default=None)
    measure = serializers.ChoiceField(MEASURES)
    value = serializers.FloatField(allow_null=True, help_text="null: the source did not say how much.")
    second_value = serializers.FloatField(
        allow_null=True, help_text="Diastolic pressure; steps of an activity."
    )
    unit = serializers.CharField(help_text="UCUM.")
    start = serializers.SerializerMethodField()
    end = serializers.SerializerMethodField()
    local_day = serializers.DateField(help_text="The day that it counts for, where she was.")
    source = serializers.CharField(source="source_app")  # type: ignore[assignment]
    external_id = serializers.CharField()
    device = serializers.CharField()
    origin = serializers.ChoiceField(Origin.choices)
    modality = serializers.ChoiceField([("", "not said"), *Modality.choices])
    unlikely = serializers.BooleanField(
        source="is_unlikely", help_text="Beyond what is usual; it still counts."
    )
    detail = serializers.JSONField()
    version = serializers.IntegerField()
    recorded_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()

    @extend_schema_field(
        serializers.DateTimeField(help_text="In its own offset where that is known, else in UTC.")
    )
    def get_start(self, row: Observation) -> str:
        """Return the start."""
        return _shown(row.start_at, row.utc_offset_minutes)

    @extend_schema_field(serializers.DateTimeField(help_text="Equal to the start for a moment."))
    def get_end(self, row: Observation) -> str:
        """Return the end."""
        offset = row.end_offset_minutes
        return _shown(row.end_at, row.utc_offset_minutes if offset is None else offset)


def _shown(at: datetime, offset: int | None) -> str:
    return (at if offset is None else at.astimezone(fixed(offset))).isoformat()


class ObservedDayOut(serializers.Serializer):
    """A local day on which something has changed: ask for its readings again with `day`."""

    id = serializers.UUIDField(source="public_id")
    day = serializers.DateField(source="local_day")
    version = serializers.IntegerField(help_text="Goes up with every change.")
    changed_at = serializers.DateTimeField()


class DaySummaryOut(serializers.Serializer):
    """What a local day comes to, from all devices together. What is null was not measured."""

    day = serializers.DateField()
    measure = serializers.ChoiceField(MEASURES, source="measure.code")
    unit = serializers.CharField(source="measure.unit")
    sums_up = serializers.CharField(source="measure.sums_up", help_text="How `value` comes about.")
    value = serializers.FloatField(allow_null=True)
    second_value = serializers.FloatField(allow_null=True)
    lowest = serializers.FloatField(allow_null=True)
    highest = serializers.FloatField(allow_null=True)
    mean = serializers.FloatField(allow_null=True)
    last = serializers.FloatField(allow_null=True)
    count = serializers.IntegerField(allow_null=True, help_text="Readings; of moments only.")
    minutes = serializers.IntegerField(allow_null=True, help_text="Minutes that were measured; of sums only.")
    groups = serializers.DictField(
        child=serializers.FloatField(), help_text="By intensity, night and nap, meal."
    )
    sources = serializers.ListField(child=serializers.CharField())


class DaySummariesOut(serializers.Serializer):
    """Days, oldest first; those without readings are left out."""

    results = DaySummaryOut(many=True)


class SourcePreferenceOut(serializers.Serializer):
    """In which order a mother's devices are believed for a measure."""

    id = serializers.UUIDField(source="public_id")
    measure = serializers.ChoiceField(MEASURES)
    sources = serializers.ListField(child=serializers.CharField())
    changed_at = serializers.DateTimeField()


class SourcePreferencesOut(serializers.Serializer):
    """Every order that she has set."""

    results = SourcePreferenceOut(many=True)


class SourcePreferenceIn(StrictSerializer):
    """An order for one measure, the most believed first; an empty one takes hers away."""

    measure = serializers.ChoiceField(MEASURES)
    sources = serializers.ListField(
        child=serializers.CharField(max_length=2 * LONGEST_SOURCE + 1),
        max_length=MOST_SOURCES,
        help_text="`app`, or `app|device` where one app brings several devices.",
    )

    def validate_sources(self, sources: list[str]) -> list[str]:
        """Refuse a name twice."""
        if len(set(sources)) != len(sources):
            raise serializers.ValidationError(_("Name each of them once."), code="duplicate")
        return sources


class PointAnswerOut(serializers.Serializer):
    """What became of one point."""

    status = serializers.ChoiceField(STATUSES)
    id = serializers.UUIDField(required=False, help_text="Of the reading; not of a refused point.")
    code = serializers.CharField(required=False, help_text="Why it was refused.")
    path = serializers.CharField(required=False, help_text="Where in the point: JSONPath.")
    reason = serializers.CharField(required=False, help_text="The same as a sentence.")


class BatchAnswerOut(serializers.Serializer):
    """What became of each point and of each deletion, in their order."""

    results = PointAnswerOut(many=True)
    deleted = PointAnswerOut(many=True)
    counts = serializers.DictField(child=serializers.IntegerField(), help_text="By status.")


class DeletionIn(serializers.Serializer):
    """A reading that is gone at its source."""

    source = serializers.CharField(  # type: ignore[assignment]
        required=False, max_length=LONGEST_SOURCE, help_text="Where it is another than the batch's."
    )
    id = serializers.CharField(max_length=LONGEST_ID, help_text="The source's own id.")


class BatchIn(serializers.Serializer):
    """Open mHealth / IEEE 1752.1 data points, FHIR R4 Observations, or both; docs/reference/observations.md."""

    source = serializers.CharField(  # type: ignore[assignment]
        required=False, max_length=LONGEST_SOURCE, help_text="Source app of points that name none."
    )
    device = serializers.CharField(
        required=False, max_length=LONGEST_SOURCE, help_text="Device of points that name none."
    )
    points = serializers.ListField(child=serializers.DictField(), required=False, max_length=1_000)
    deleted = DeletionIn(many=True, required=False, max_length=1_000)  # type: ignore[call-arg]


class OfMotherQuery(StrictSerializer):
    """Of which mother."""

    mother = serializers.UUIDField(required=False)


class ReadingsQuery(OfMotherQuery):
    """Which readings."""

    measure = serializers.ChoiceField(MEASURES, required=False)
    day = serializers.DateField(required=False)
    source = serializers.CharField(required=False, max_length=LONGEST_SOURCE)  # type: ignore[assignment]
    limit = serializers.CharField(required=False)
    cursor = serializers.CharField(required=False)

    def get_fields(self) -> dict[str, Any]:
        """Add `from` and `to`, which are no names in Python."""
        return super().get_fields() | {
            "from": ZonedMoment(required=False),
            "to": ZonedMoment(required=False),
        }


class DaysQuery(OfMotherQuery):
    """Which days of which measure."""

    measure = serializers.ChoiceField(MEASURES)

    def get_fields(self) -> dict[str, Any]:
        """Add `from` and `to`, which are no names in Python."""
        return super().get_fields() | {"from": serializers.DateField(), "to": serializers.DateField()}


MOST_DAYS: Final = 366
EARLIEST, LATEST = date(1900, 1, 2), date(2200, 12, 30)
