"""The duty rota: for members of the team and administrators."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.response import Response

from apps.alerts.api.limits import TeamView
from apps.alerts.api.serializers import AlertPersonOut
from apps.alerts.selectors.rota import DAYS_AHEAD, rota_of
from apps.alerts.services import rota as services
from apps.alerts.services.rota import NewPattern
from apps.foundation.api import PersonRequest, StrictSerializer

TAGS = ["duty rota"]
YEARS: Final = (2000, 2200)


@extend_schema_field(
    {"type": "string", "pattern": r"^([01][0-9]|2[0-3]):[0-5][0-9]$", "maxLength": 5, "example": "20:00"}
)
class WallClock(serializers.TimeField):
    """A time on a wall clock, as hours and minutes: it has no zone of its own."""

    def __init__(self, **given: Any) -> None:
        super().__init__(format="%H:%M", input_formats=["%H:%M"], **given)


class DutyOut(serializers.Serializer):
    """A stretch of duty."""

    person = AlertPersonOut()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    pattern = serializers.UUIDField(source="pattern.public_id", allow_null=True, default=None)
    day = serializers.DateField(allow_null=True, help_text="Local day on which a weekly shift begins.")
    shift = serializers.UUIDField(source="shift.public_id", allow_null=True, default=None)
    instead_of = AlertPersonOut(allow_null=True)
    is_left = serializers.BooleanField(
        help_text="She stands in the rota but does not belong to the team: nobody is on duty then."
    )


class DutyGapOut(serializers.Serializer):
    """A stretch in which nobody is on duty."""

    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()


class PatternOut(serializers.Serializer):
    """Weekly hours, by the wall clock of `time_zone`."""

    id = serializers.UUIDField(source="public_id")
    person = serializers.UUIDField(source="person.public_id")
    weekday = serializers.IntegerField(min_value=0, max_value=6, help_text="0 Monday to 6 Sunday.")
    starts = WallClock()
    ends = WallClock(help_text="At or before `starts`: on the next day.")
    time_zone = serializers.CharField()
    from_day = serializers.DateField()
    until_day = serializers.DateField(allow_null=True)


class RotaOut(serializers.Serializer):
    """A team's rota."""

    from_at = serializers.DateTimeField()
    to_at = serializers.DateTimeField()
    on_duty_now = AlertPersonOut(many=True, help_text="Empty: out of hours.")
    duties = DutyOut(many=True)
    gaps = DutyGapOut(many=True)
    patterns = PatternOut(many=True)


class RotaQuery(StrictSerializer):
    """Which days."""

    from_at = serializers.DateTimeField(required=False, help_text="With its zone; now, if left out.")
    days = serializers.IntegerField(min_value=1, max_value=62, default=DAYS_AHEAD)

    def validate_from_at(self, given: datetime) -> datetime:
        """Refuse what no rota reaches: days before and after it are looked at, too."""
        first, last = YEARS
        if not first <= given.year <= last:
            raise serializers.ValidationError(_("Give a moment from 2000 to 2200."), code="out_of_range")
        return given


class PatternIn(StrictSerializer):
    """Weekly hours to add."""

    person = serializers.UUIDField()
    weekday = serializers.IntegerField(min_value=0, max_value=6)
    starts = WallClock()
    ends = WallClock()
    time_zone = serializers.CharField(max_length=64)
    from_day = serializers.DateField()
    until_day = serializers.DateField(required=False, allow_null=True)


class PatternEndIn(StrictSerializer):
    """When weekly hours end."""

    last_day = serializers.DateField(required=False, help_text="Without: none begins from today on.")


class DateIn(StrictSerializer):
    """One date that is different."""

    day = serializers.DateField()
    person = serializers.UUIDField(allow_null=True, help_text="Null: nobody.")
    reason = serializers.CharField(max_length=300)


class ShiftChangeOut(serializers.Serializer):
    """One date of weekly hours that is different."""

    id = serializers.UUIDField(source="public_id")
    day = serializers.DateField()
    person = serializers.UUIDField(source="person.public_id", allow_null=True, default=None)
    reason = serializers.CharField()


class ShiftIn(StrictSerializer):
    """A single shift to add."""

    person = serializers.UUIDField()
    starts_at = serializers.DateTimeField(help_text="With its zone.")
    ends_at = serializers.DateTimeField(help_text="With its zone; at most 36 hours later.")


class ShiftOut(serializers.Serializer):
    """A single shift."""

    id = serializers.UUIDField(source="public_id")
    person = serializers.UUIDField(source="person.public_id")
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    cancelled_at = serializers.DateTimeField(allow_null=True)


class TeamRota(TeamView):
    """The rota of a team."""

    @extend_schema(operation_id="rota_read", parameters=[RotaQuery], responses=RotaOut, tags=TAGS)
    def get(self, request: PersonRequest, team_id: UUID) -> Response:
        """Read who is on duty when, and where nobody is."""
        asked = RotaQuery.parse_query(request)
        shown = rota_of(
            request.person,
            team_id,
            at=request.received_at,
            from_at=asked.get("from_at"),
            days=asked["days"],
        )
        return Response(RotaOut(shown).data)


class Patterns(TeamView):
    """Weekly hours."""

    @extend_schema(
        operation_id="shift_patterns_add", request=PatternIn, responses={201: PatternOut}, tags=TAGS
    )
    def post(self, request: PersonRequest, team_id: UUID) -> Response:
        """Add weekly hours (leads, administrators)."""
        given = PatternIn.parse(request)
        new = NewPattern(person_id=given.pop("person"), **given)
        row = services.add_pattern(request.person, team_id=team_id, new=new, at=request.received_at)
        return Response(PatternOut(row).data, status=201)


class PatternEnd(TeamView):
    """The end of weekly hours."""

    @extend_schema(operation_id="shift_patterns_end", request=PatternEndIn, responses=PatternOut, tags=TAGS)
    def post(self, request: PersonRequest, team_id: UUID, pattern_id: UUID) -> Response:
        """End weekly hours (leads, administrators)."""
        given = PatternEndIn.parse(request)
        row = services.end_pattern(
            request.person,
            team_id=team_id,
            pattern_id=pattern_id,
            last_day=given.get("last_day"),
            at=request.received_at,
        )
        return Response(PatternOut(row).data)


class PatternDates(TeamView):
    """Dates of weekly hours that are different."""

    @extend_schema(
        operation_id="shift_patterns_change_date", request=DateIn, responses=ShiftChangeOut, tags=TAGS
    )
    def post(self, request: PersonRequest, team_id: UUID, pattern_id: UUID) -> Response:
        """Give one date to somebody else, or to nobody. A member may hand over a shift of her own."""
        given = DateIn.parse(request)
        row = services.change_date(
            request.person,
            team_id=team_id,
            pattern_id=pattern_id,
            day=given["day"],
            instead_id=given["person"],
            reason=given["reason"],
            at=request.received_at,
        )
        return Response(ShiftChangeOut(row).data)


class Shifts(TeamView):
    """Single shifts."""

    @extend_schema(operation_id="shifts_add", request=ShiftIn, responses={201: ShiftOut}, tags=TAGS)
    def post(self, request: PersonRequest, team_id: UUID) -> Response:
        """Add a single shift (leads, administrators)."""
        given = ShiftIn.parse(request)
        row = services.add_shift(
            request.person,
            team_id=team_id,
            person_id=given["person"],
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
            at=request.received_at,
        )
        return Response(ShiftOut(row).data, status=201)


class ShiftCancel(TeamView):
    """Taking a single shift out."""

    @extend_schema(operation_id="shifts_cancel", request=None, responses=ShiftOut, tags=TAGS)
    def post(self, request: PersonRequest, team_id: UUID, shift_id: UUID) -> Response:
        """Take a single shift out of the rota (leads, administrators)."""
        row = services.cancel_shift(
            request.person, team_id=team_id, shift_id=shift_id, at=request.received_at
        )
        return Response(ShiftOut(row).data)
