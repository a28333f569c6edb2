"""Plans: listed, read, asked for; what counts now, and today."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID

from django.utils import translation
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.accounts.models import Role
from apps.foundation.api import NewestFirst, PersonAPIView, PersonRequest
from apps.foundation.errors import NotVisible
from apps.foundation.schema import LIST_PARAMETERS, page_of
from apps.nutrition.api.days import OF_MOTHER, OfMotherView
from apps.plans.api.inputs import AskIn, PlansQuery
from apps.plans.api.marks_out import MarkOut
from apps.plans.api.plans_out import PlanDayOut, PlanOut, day_shown, shown, words_for
from apps.plans.models import PlanContent
from apps.plans.selectors import plans as reading
from apps.plans.services import asking
from apps.plans.states import PlanState
from apps.pregnancies.days import local_day

CARE = frozenset({Role.MOTHER, Role.CLINICIAN})
TAGS = ["plans"]


class PlanView(PersonAPIView):
    """What every view of plans shares: mothers and clinicians; which mother is a matter of visibility."""

    roles: ClassVar = CARE

    def answer(self, plan_id: UUID, status: int = 200) -> Response:
        """Answer one plan, whole."""
        person = self.request.person
        return Response(shown(person, reading.plan_visible_to(person, plan_id)), status=status)


class PlanLineOut(PlanOut):
    """A plan in a list: without what it says."""

    content = None  # type: ignore[assignment]


class Plans(PlanView):
    """The plans one may see."""

    @extend_schema(
        operation_id="plans_list",
        tags=TAGS,
        parameters=[
            *LIST_PARAMETERS,
            OpenApiParameter("mother", OpenApiTypes.UUID, description="Only of this mother."),
            OpenApiParameter(
                "state", OpenApiTypes.STR, enum=PlanState.values, description="Only in this state."
            ),
            OpenApiParameter("week_start", OpenApiTypes.DATE, description="Only versions of this week."),
        ],
        responses=page_of(PlanLineOut),
    )
    def get(self, request: PersonRequest) -> Response:
        """List plans without what they say, newest first: a mother's own, a clinician's mothers'."""
        asked = PlansQuery.parse_query(request)
        rows = reading.plans_visible_to(request.person)
        if "mother" in asked:
            rows = rows.filter(subject__public_id=asked["mother"])
        for name in ("state", "week_start"):
            if name in asked:
                rows = rows.filter(**{name: asked[name]})
        paginator = NewestFirst()
        page: Any = paginator.paginate_queryset(
            rows.defer("content__result", "content__words"), request, view=self
        )
        return paginator.get_paginated_response([_line(request, plan) for plan in page])

    @extend_schema(operation_id="plans_ask", tags=TAGS, request=AskIn, responses={202: PlanOut, 200: PlanOut})
    def post(self, request: PersonRequest) -> Response:
        """Ask for a plan now: it is made within seconds, and `progress` says how far it is.

        Where one of that week is being made already, it is the answer.
        """
        given = AskIn.parse(request)
        plan, is_new = asking.ask(
            request.person,
            pregnancy_id=given["pregnancy"],
            week_start=given.get("week_start"),
            public_id=given.get("id"),
            at=request.received_at,
        )
        return self.answer(plan.public_id, 202 if is_new or plan.state == PlanState.MAKING else 200)


def _line(request: PersonRequest, plan: Any) -> dict[str, Any]:
    plan.content = None
    return {name: value for name, value in shown(request.person, plan).items() if name != "content"}


class OnePlan(PlanView):
    """One plan."""

    @extend_schema(operation_id="plans_read", tags=TAGS, responses=PlanOut)
    def get(self, request: PersonRequest, plan_id: UUID) -> Response:
        """Read a version of a week's plan."""
        return self.answer(plan_id)


class CurrentOut(serializers.Serializer):
    """What counts this week."""

    plan = PlanOut(allow_null=True, help_text="What was sent; null: nothing yet.")
    coming = PlanOut(
        allow_null=True, help_text="A version on its way, or one that waits for something to be known."
    )
    marks = MarkOut(many=True, help_text="What she marked this week.")


class CurrentPlan(OfMotherView):
    """The plan of the week."""

    @extend_schema(operation_id="plans_current", tags=TAGS, parameters=[OF_MOTHER], responses=CurrentOut)
    def get(self, request: PersonRequest) -> Response:
        """Read the plan of the week in which she is, with what is on its way."""
        person, mother = request.person, self.mother()
        found = reading.current(person, mother, local_day(mother, request.received_at))
        plan = found.sent
        last = plan.week_start + timedelta(days=6) if plan else None
        marks = reading.marks_of(person, plan.pregnancy, plan.week_start, last) if plan and last else []
        return Response(
            {
                "plan": shown(person, plan) if plan else None,
                "coming": shown(person, found.coming) if found.coming else None,
                "marks": MarkOut(marks, many=True).data,
            }
        )


class TodayOut(serializers.Serializer):
    """One day of the plan that counts."""

    date = serializers.DateField()
    plan = serializers.UUIDField(allow_null=True, help_text="Null: no plan counts today.")
    version = serializers.IntegerField(allow_null=True)
    note = serializers.CharField(help_text="From her care team.")
    day = PlanDayOut(allow_null=True)
    supplements = serializers.ListField(child=serializers.DictField())
    activity = serializers.DictField()
    marks = MarkOut(many=True)


class Today(OfMotherView):
    """Today."""

    @extend_schema(operation_id="plans_today", tags=TAGS, parameters=[OF_MOTHER], responses=TodayOut)
    def get(self, request: PersonRequest) -> Response:
        """Read what today brings: meals, supplements, activity, and what she marked."""
        person, mother = request.person, self.mother()
        today = local_day(mother, request.received_at)
        plan = reading.current(person, mother, today).sent
        with translation.override(person.language):
            return Response(TodayOut(_today(person, plan, today)).data)


def _today(person: Any, plan: Any, today: date) -> dict[str, Any]:
    if plan is None:
        nothing: dict[str, Any] = {"plan": None, "version": None, "note": "", "day": None}
        return {"date": today, **nothing, "supplements": [], "activity": {}, "marks": []}
    content: PlanContent | None = reading.content_for(person, plan)
    if content is None:
        raise NotVisible
    spoken, day = words_for(person, content), reading.day_of(content, today)
    return {
        "date": today,
        "plan": plan.public_id,
        "version": plan.version,
        "note": plan.note,
        "day": day_shown(day, person.language) if day else None,
        "supplements": spoken["supplements"],
        "activity": spoken["activity"],
        "marks": reading.marks_of(person, plan.pregnancy, today, today),
    }
