"""Days and weeks of a mother."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.accounts.models import Person, Role
from apps.foundation.api import PersonAPIView, PersonRequest, StrictSerializer
from apps.foundation.errors import Invalid, NotVisible
from apps.nutrition.api.days_out import DayOut, WeekOut, day_shown, week_shown
from apps.nutrition.selectors import days
from apps.pregnancies.selectors import mother_visible_to

CARE = frozenset({Role.MOTHER, Role.CLINICIAN})
MOTHERS = frozenset({Role.MOTHER})
TAGS = ["nutrition"]
EARLIEST, LATEST = date(2000, 1, 3), date(2200, 12, 28)
OF_MOTHER = OpenApiParameter(
    "mother", OpenApiTypes.UUID, description="Whose; needed from clinicians, a mother reads her own."
)


class OfMotherQuery(StrictSerializer):
    """Of which mother."""

    mother = serializers.UUIDField(required=False, default=None)


class OfMotherView(PersonAPIView):
    """A view of one mother: herself, or one in a clinician's care."""

    roles: ClassVar = CARE

    def mother(self) -> Person:
        """Return whose days are asked for. Raises NotVisible, Invalid."""
        person, asked = self.request.person, OfMotherQuery.parse_query(self.request)["mother"]
        if person.role == Role.MOTHER:
            if asked not in (None, person.public_id):
                raise NotVisible
            return person
        if asked is None:
            raise Invalid.field("mother", _("Say for which mother."), code="required")
        return mother_visible_to(person, asked)


def _day(given: str) -> date:
    """Return the day of an address. Raises NotVisible for one that is none, or far from any pregnancy."""
    try:
        day = date.fromisoformat(given)
    except ValueError as error:
        raise NotVisible from error
    if not EARLIEST <= day <= LATEST:
        raise NotVisible
    return day


class OneDay(OfMotherView):
    """One local day."""

    @extend_schema(
        operation_id="nutrition_day",
        tags=TAGS,
        parameters=[OF_MOTHER, OpenApiParameter("date", OpenApiTypes.DATE, OpenApiParameter.PATH)],
        responses=DayOut,
    )
    def get(self, request: PersonRequest, date: str) -> Response:
        """Read what a day brought, beside what it should bring: sums with ranges, cautions, carbohydrate by meal."""
        day = days.day_of(request.person, self.mother(), _day(date))
        return Response(DayOut(day_shown(day)).data)


class OneWeek(OfMotherView):
    """The week of a day."""

    @extend_schema(
        operation_id="nutrition_week",
        tags=TAGS,
        parameters=[OF_MOTHER, OpenApiParameter("date", OpenApiTypes.DATE, OpenApiParameter.PATH)],
        responses=WeekOut,
    )
    def get(self, request: PersonRequest, date: str) -> Response:
        """Read the seven days, Monday to Sunday, around a day."""
        week = days.week_of(request.person, self.mother(), _day(date))
        return Response(WeekOut(week_shown(week)).data)
