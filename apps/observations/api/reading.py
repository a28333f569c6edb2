"""Readings, days and the order of devices under /api/v1/observations."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from apps.accounts.models import Person, Role
from apps.foundation.api import NewestFirst, PersonAPIView, PersonRequest
from apps.foundation.errors import Forbidden, Invalid, NotVisible
from apps.foundation.rest.throttles import WorkThrottle
from apps.foundation.schema import LIST_PARAMETERS, page_of
from apps.observations.api.parsers import BatchParser, FhirParser
from apps.observations.api.receiving import receive
from apps.observations.api.renderers import FastJSONRenderer
from apps.observations.api.serializers import (
    EARLIEST,
    LATEST,
    MEASURES,
    MOST_DAYS,
    BatchAnswerOut,
    BatchIn,
    DaysQuery,
    DaySummariesOut,
    ObservationOut,
    OfMotherQuery,
    ReadingsQuery,
    SourcePreferenceIn,
    SourcePreferenceOut,
    SourcePreferencesOut,
)
from apps.observations.selectors import days, readings
from apps.observations.services import preferences
from apps.pregnancies.selectors import mother_visible_to

CARE = frozenset({Role.MOTHER, Role.CLINICIAN})
TAGS = ["observations"]
OF_MOTHER = OpenApiParameter(
    "mother", OpenApiTypes.UUID, description="Whose; needed from clinicians, a mother reads her own."
)
MEASURE = OpenApiParameter("measure", OpenApiTypes.STR, enum=MEASURES, description="Only of this measure.")


class LatestFirst(NewestFirst):
    """Pages of readings, the latest measured first."""

    ordering = ("-start_at", "-id")  # type: ignore[assignment]


class ObservationView(PersonAPIView):
    """What every view of readings shares."""

    roles: ClassVar = CARE

    def mother(self, asked: UUID | None) -> Person:
        """Return whose readings are asked for. Raises NotVisible, Invalid."""
        person: Person = self.request.person
        if person.role == Role.MOTHER:
            if asked not in (None, person.public_id):
                raise NotVisible
            return person
        if asked is None:
            raise Invalid.field("mother", _("Say for which mother."), code="required")
        return mother_visible_to(person, asked)


class Observations(ObservationView):
    """Readings come in, and are listed."""

    parser_classes = (BatchParser, FhirParser)
    renderer_classes = (FastJSONRenderer,)
    throttle_scope = "observations"

    def get_throttles(self) -> list[Any]:
        """A phone that catches up sends more batches than anybody asks questions: they have a rate of their own."""
        return [WorkThrottle()] if self.request.method == "POST" else super().get_throttles()

    @extend_schema(
        operation_id="observations_list",
        tags=TAGS,
        parameters=[
            *LIST_PARAMETERS,
            OF_MOTHER,
            MEASURE,
            OpenApiParameter("from", OpenApiTypes.DATETIME, description="Begun at this moment or later."),
            OpenApiParameter("to", OpenApiTypes.DATETIME, description="Begun before this moment."),
            OpenApiParameter("day", OpenApiTypes.DATE, description="Only of this local day."),
            OpenApiParameter("source", OpenApiTypes.STR, description="Only of this source app."),
        ],
        responses=page_of(ObservationOut),
    )
    def get(self, request: PersonRequest) -> Response:
        """List readings, the latest first: a mother's own, or those of a mother in a clinician's care."""
        asked = ReadingsQuery.parse_query(request)
        mother = self.mother(asked.get("mother"))
        rows = readings.readings_visible_to(request.person).filter(subject=mother)
        for name, column in FILTERS.items():
            if name in asked:
                rows = rows.filter(**{column: asked[name]})
        return self.paged(rows, ObservationOut, paging=LatestFirst)

    @extend_schema(
        operation_id="observations_send",
        tags=TAGS,
        request={"application/json": BatchIn, "application/fhir+json": OpenApiTypes.OBJECT},
        responses=BatchAnswerOut,
    )
    def post(self, request: PersonRequest) -> Response:
        """Send 1 to 1,000 points, of either form (mothers). Each is answered by itself; one bad one leaves the others
        alone. The same source and id again updates; an older version of it changes nothing."""
        return receive(request)


FILTERS = {
    "measure": "measure",
    "from": "start_at__gte",
    "to": "start_at__lt",
    "day": "local_day",
    "source": "source_app",
}


class OneObservation(ObservationView):
    """One reading."""

    @extend_schema(operation_id="observations_read", tags=TAGS, responses=ObservationOut)
    def get(self, request: PersonRequest, observation_id: UUID) -> Response:
        """Read one reading."""
        return Response(ObservationOut(readings.reading_visible_to(request.person, observation_id)).data)


class Days(ObservationView):
    """Days of one measure."""

    @extend_schema(
        operation_id="observations_days",
        tags=TAGS,
        parameters=[
            OF_MOTHER,
            OpenApiParameter("measure", OpenApiTypes.STR, enum=MEASURES, required=True),
            OpenApiParameter("from", OpenApiTypes.DATE, required=True, description="First local day."),
            OpenApiParameter("to", OpenApiTypes.DATE, required=True, description="Last local day, included."),
        ],
        responses=DaySummariesOut,
    )
    def get(self, request: PersonRequest) -> Response:
        """Read what each local day comes to: all devices together, no minute counted twice. At most 366 days."""
        asked = DaysQuery.parse_query(request)
        first, last = _range(asked["from"], asked["to"])
        mother = self.mother(asked.get("mother"))
        found = days.days_of(request.person, mother, asked["measure"], first, last)
        return Response(DaySummariesOut({"results": found}).data)


def _range(first: date, last: date) -> tuple[date, date]:
    if last < first:
        raise Invalid.field("to", _("This day is before the first one."))
    if (last - first).days >= MOST_DAYS:
        raise Invalid.field("to", _("Ask for at most 366 days."), code="too_many", limit=MOST_DAYS)
    return max(first, EARLIEST), min(last, LATEST)


class Sources(ObservationView):
    """Which device is believed first."""

    @extend_schema(
        operation_id="observations_sources_read",
        tags=TAGS,
        parameters=[OF_MOTHER],
        responses=SourcePreferencesOut,
    )
    def get(self, request: PersonRequest) -> Response:
        """Read in which order her devices are believed, for the measures for which she has said so."""
        mother = self.mother(OfMotherQuery.parse_query(request).get("mother"))
        found = readings.preferences_of(request.person, mother)
        return Response(SourcePreferencesOut({"results": found}).data)

    @extend_schema(
        operation_id="observations_sources_set",
        tags=TAGS,
        request=SourcePreferenceIn,
        responses=SourcePreferenceOut,
    )
    def put(self, request: PersonRequest) -> Response:
        """Set in which order her devices are believed for one measure (mothers)."""
        if not request.person.is_mother:
            raise Forbidden
        given: dict[str, Any] = SourcePreferenceIn.parse(request)
        row = preferences.set_preference(request.person, at=request.received_at, **given)
        return Response(SourcePreferenceOut(row).data)
