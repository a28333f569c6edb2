"""When a team reads: everybody concerned asks, administrators set it."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.accounts.models import Role
from apps.consultations.selectors import hours as selectors
from apps.consultations.services.hours import MOST_HOLIDAYS, NewHours, set_hours
from apps.foundation.api import PersonAPIView, PersonRequest, StrictSerializer
from apps.foundation.errors import Forbidden

TAGS = ["consultations"]
SPANS = 'By day (mon … sun) a list of [from, until], for example {"mon": [["08:00", "12:00"]]}.'


class ServiceHoursIn(StrictSerializer):
    """A team's week, whole."""

    weekly = serializers.DictField(
        child=serializers.ListField(
            child=serializers.ListField(
                child=serializers.CharField(max_length=5), min_length=2, max_length=2
            ),
            max_length=4,
        ),
        help_text=SPANS,
    )
    time_zone = serializers.CharField(max_length=64, help_text="IANA name, for example Asia/Seoul.")
    holidays = serializers.ListField(
        child=serializers.DateField(),
        max_length=MOST_HOLIDAYS,
        default=list,
        help_text="Nobody reads on these days.",
    )
    phone = serializers.CharField(max_length=32, allow_blank=True, default="", help_text="Of the team.")
    emergency_number = serializers.CharField(
        max_length=16, allow_blank=True, default="", help_text="Empty: the site's own."
    )
    out_of_hours = serializers.DictField(
        child=serializers.CharField(max_length=1_000, allow_blank=True),
        default=dict,
        help_text="What mothers read while nobody does, by language (en, zh-hans, ko); left out: our words.",
    )


class ServiceHoursOut(serializers.Serializer):
    """A team's week."""

    team = serializers.UUIDField(source="team.public_id")
    weekly = serializers.DictField(
        child=serializers.ListField(child=serializers.ListField(child=serializers.CharField())),
        help_text=SPANS,
    )
    time_zone = serializers.CharField()
    holidays = serializers.ListField(child=serializers.DateField())
    phone = serializers.CharField(allow_blank=True)
    emergency_number = serializers.CharField(allow_blank=True)
    out_of_hours = serializers.DictField(child=serializers.CharField())
    set_at = serializers.DateTimeField()


class AvailabilityOut(serializers.Serializer):
    """Whether a team reads now, and what to do while it does not."""

    team = serializers.UUIDField(source="team_id")
    team_name = serializers.CharField()
    reads_now = serializers.BooleanField(allow_null=True, help_text="null: nobody has said when it reads.")
    changes_at = serializers.DateTimeField(allow_null=True, help_text="Until when it reads, or when again.")
    text = serializers.CharField(allow_blank=True, help_text="Empty while it reads.")
    phone = serializers.CharField(allow_blank=True)
    emergency_number = serializers.CharField(allow_blank=True)
    emergency_text = serializers.CharField(help_text="Always to be shown.")


class TeamServiceHours(PersonAPIView):
    """One team's week."""

    roles: ClassVar = frozenset({Role.CLINICIAN, Role.ADMINISTRATOR})

    @extend_schema(operation_id="service_hours_read", responses=ServiceHoursOut, tags=TAGS)
    def get(self, request: PersonRequest, team_id: UUID) -> Response:
        """Read when a team reads (its members, administrators). 404 where nobody has said."""
        return Response(ServiceHoursOut(selectors.hours_of_team(request.person, team_id)).data)

    @extend_schema(
        operation_id="service_hours_set", request=ServiceHoursIn, responses=ServiceHoursOut, tags=TAGS
    )
    def put(self, request: PersonRequest, team_id: UUID) -> Response:
        """Set when a team reads, and what mothers are told while it does not (administrators)."""
        if not request.person.is_administrator:
            raise Forbidden
        new = NewHours(**ServiceHoursIn.parse(request))
        row = set_hours(request.person, team_id=team_id, new=new, at=request.received_at)
        return Response(ServiceHoursOut(row).data)


class Availabilities(PersonAPIView):
    """Who reads now."""

    roles: ClassVar = frozenset({Role.MOTHER, Role.CLINICIAN})

    @extend_schema(operation_id="consultations_availability", responses=AvailabilityOut(many=True), tags=TAGS)
    def get(self, request: PersonRequest) -> Response:
        """Read which of your care teams reads now, since when or from when, and whom to ring in an emergency."""
        rows = selectors.availability_of(request.person, at=request.received_at)
        return Response(AvailabilityOut(rows, many=True).data)
