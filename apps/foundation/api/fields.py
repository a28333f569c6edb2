"""Input fields of moments, places and parts, for every app."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.foundation.api.serializers import shown


@cache
def zone_names() -> frozenset[str]:
    """Names of the time zones that this machine knows."""
    return frozenset(available_timezones())


@extend_schema_field(OpenApiTypes.DATETIME)
class ZonedMoment(serializers.Field):
    """ISO 8601 with an offset, which is kept.

    A moment without one is refused: nobody could tell when it was.
    """

    default_error_messages = {
        "invalid": _("Give a date and time as 2026-11-23T14:03:10+09:00."),
        "naive": _("Give the offset from UTC too, as in 2026-11-23T14:03:10+09:00."),
    }

    def to_internal_value(self, data: Any) -> datetime:
        """Return an aware datetime in its own offset."""
        if not isinstance(data, str) or len(data) > 40:
            self.fail("invalid")
        try:
            moment = datetime.fromisoformat(data)
            moment.astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail("invalid")
        if moment.utcoffset() is None:
            self.fail("naive")
        return moment

    def to_representation(self, value: datetime) -> str:
        """Return the moment in its own offset."""
        return value.isoformat()


class ZoneName(serializers.CharField):
    """Name of a time zone, such as Asia/Seoul."""

    default_error_messages = {"zone": _("There is no time zone of this name.")}

    def to_internal_value(self, data: Any) -> str:
        """Return a name that the time zone database has, or an empty one."""
        name = super().to_internal_value(data)
        if name and name not in zone_names():
            self.fail("zone")
        return name


class StrictPart(serializers.Serializer):
    """A part of an input: what it does not know is refused by name there too."""

    def to_internal_value(self, data: Any) -> Any:
        """Return checked values."""
        unknown = (
            sorted(str(name) for name in data if name not in self.fields) if isinstance(data, Mapping) else []
        )
        if unknown:
            sentence = _("There is no such field.")
            raise serializers.ValidationError(
                {shown(name): sentence for name in unknown[:20]}, code="unknown_field"
            )
        return super().to_internal_value(data)
