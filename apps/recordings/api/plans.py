"""When a mother is to record: planned and ended by clinicians, read by her."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.alerts.api.rota import WallClock
from apps.foundation.api import PersonRequest, StrictSerializer
from apps.foundation.schema import LIST_PARAMETERS, page_of
from apps.pregnancies.api.views import CareView
from apps.recordings import planned
from apps.recordings.api.receiving import TAGS
from apps.recordings.models import RecordingPlan
from apps.recordings.services import plans
from apps.recordings.services.plans import EVERY_DAY, NewPlan

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class RecordingPlanIn(StrictSerializer):
    """Recordings are planned: on days of the week, or on one date."""

    at_time = WallClock(help_text="The hour by the mother's clock, wherever she is.")
    weekdays = serializers.ListField(
        child=serializers.ChoiceField(choices=DAYS),
        required=False,
        max_length=7,
        help_text="All seven: daily. Left out where there is a date.",
    )
    on_day = serializers.DateField(required=False, help_text="Once, on this day.")
    until_day = serializers.DateField(required=False, help_text="The last day; left out: until it is ended.")
    note = serializers.CharField(
        max_length=300, required=False, allow_blank=True, help_text="What she reads beside it."
    )


class RecordingPlanOut(serializers.Serializer):
    """When she is to record. Never changed: ended, and made anew."""

    id = serializers.UUIDField(source="public_id")
    pregnancy = serializers.UUIDField(source="pregnancy.public_id")
    at_time = WallClock(help_text="By the mother's clock, wherever she is.")
    weekdays = serializers.SerializerMethodField(help_text="Empty where there is one date.")
    on_day = serializers.DateField(allow_null=True)
    from_day = serializers.DateField()
    until_day = serializers.DateField(allow_null=True)
    note = serializers.CharField()
    planned_by = serializers.CharField(source="author.get_full_name")
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)

    def get_weekdays(self, plan: RecordingPlan) -> list[str]:
        """Return the days by name."""
        return [day for place, day in enumerate(DAYS) if plan.weekdays >> place & 1]


class RecordingPlans(CareView):
    """Plans to record of a pregnancy."""

    @extend_schema(
        operation_id="recording_plans_list",
        parameters=LIST_PARAMETERS,
        responses=page_of(RecordingPlanOut),
        tags=TAGS,
    )
    def get(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """List plans to record, newest first; those that were ended too."""
        pregnancy = self.pregnancy(pregnancy_id)
        return self.paged(planned.plans_of(request.person, pregnancy), RecordingPlanOut)

    @extend_schema(
        operation_id="recording_plans_make",
        request=RecordingPlanIn,
        responses={201: RecordingPlanOut},
        tags=TAGS,
    )
    def post(self, request: PersonRequest, pregnancy_id: UUID) -> Response:
        """Plan recordings (obstetricians and midwives). Where one does not begin in time, the team is alerted."""
        given = RecordingPlanIn.parse(request)
        days = set(given.pop("weekdays", []))
        bits = sum(1 << place for place, day in enumerate(DAYS) if day in days) & EVERY_DAY
        plan = plans.make(
            request.person,
            pregnancy_id=pregnancy_id,
            plan=NewPlan(weekdays=bits, **given),
            at=request.received_at,
        )
        return self.made(RecordingPlanOut, plan, created=True)


class RecordingPlanEnd(CareView):
    """The end of a plan to record."""

    @extend_schema(
        operation_id="recording_plans_end", request=None, responses={200: RecordingPlanOut}, tags=TAGS
    )
    def post(self, request: PersonRequest, recording_plan_id: UUID) -> Response:
        """End a plan to record: nothing more is awaited of it. Twice changes nothing."""
        plan = plans.end(request.person, plan_id=recording_plan_id, at=request.received_at)
        return self.made(RecordingPlanOut, plan, created=False)
