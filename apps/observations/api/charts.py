"""Series for charts, and charts as pictures."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.http import HttpResponse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.foundation.api import PersonRequest
from apps.foundation.api.fields import ZonedMoment
from apps.foundation.errors import Invalid
from apps.observations.api.reading import OF_MOTHER, TAGS, ObservationView
from apps.observations.api.renderers import FastJSONRenderer
from apps.observations.api.serializers import MEASURES, OfMotherQuery
from apps.observations.charts import png
from apps.observations.rules.by_hand import PARTS_MM
from apps.observations.rules.standards import Guideline
from apps.observations.selectors.series import FEWEST_POINTS, MOST_POINTS, Asked, Series, series_of
from apps.pregnancies.models import LABELS

GUIDELINES: Final = tuple(str(one) for one in Guideline)
LONGEST: Final = timedelta(days=3_660)
USUAL: Final = timedelta(days=90)
THEMES: Final = ("light", "dark")
NO_CHART: Final = frozenset({"symptoms", "laboratory", "medication_taken"})
"""Measures whose readings are no figures over time."""
CHARTED: Final = tuple(name for name in MEASURES if name not in NO_CHART)


class SeriesQuery(OfMotherQuery):
    """Which series. `from` and `to` are added in `get_fields`: they are no names in Python."""

    measure = serializers.ChoiceField(CHARTED)
    points = serializers.IntegerField(
        required=False, default=600, min_value=FEWEST_POINTS, max_value=MOST_POINTS
    )
    part = serializers.ChoiceField(tuple(PARTS_MM), required=False, default="")
    fetus = serializers.ChoiceField(tuple(LABELS), required=False, default="")
    guideline = serializers.ChoiceField(GUIDELINES, required=False, default="")

    def get_fields(self) -> dict[str, Any]:
        """Add `from` and `to`."""
        moments = {"from": ZonedMoment(required=False), "to": ZonedMoment(required=False)}
        return super().get_fields() | moments


class ChartQuery(SeriesQuery):
    """Which picture."""

    theme = serializers.ChoiceField(THEMES, required=False, default="light")
    width = serializers.IntegerField(required=False, default=800, min_value=320, max_value=2_400)
    height = serializers.IntegerField(required=False, default=400, min_value=200, max_value=1_600)


PARAMETERS: Final = [
    OF_MOTHER,
    OpenApiParameter("measure", OpenApiTypes.STR, enum=CHARTED, required=True),
    OpenApiParameter("from", OpenApiTypes.DATETIME, description="Default: 90 days before `to`."),
    OpenApiParameter(
        "to", OpenApiTypes.DATETIME, description="Default: now. At most ten years after `from`."
    ),
    OpenApiParameter(
        "points",
        {"type": "integer", "minimum": FEWEST_POINTS, "maximum": MOST_POINTS, "default": 600},
        description="At most so many points; with more readings each stretch keeps its lowest and its highest.",
    ),
    OpenApiParameter(
        "part", OpenApiTypes.STR, enum=tuple(PARTS_MM), description="Of a scan; else its weight."
    ),
    OpenApiParameter("fetus", OpenApiTypes.STR, enum=tuple(LABELS), description="Of scans. Default: A."),
    OpenApiParameter(
        "guideline", OpenApiTypes.STR, enum=GUIDELINES, description="Default: that of her time zone."
    ),
]
PICTURE_PARAMETERS: Final = [
    *PARAMETERS,
    OpenApiParameter("theme", OpenApiTypes.STR, enum=THEMES),
    OpenApiParameter("width", {"type": "integer", "minimum": 320, "maximum": 2400, "default": 800}),
    OpenApiParameter("height", {"type": "integer", "minimum": 200, "maximum": 1600, "default": 400}),
]


class SourceOut(serializers.Serializer):
    """Whose figures. `checked`: seen, or recalled (not compared with the source yet)."""

    standard = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]
    checked = serializers.ChoiceField(("seen", "recalled"))


class BandsOut(serializers.Serializer):
    """The band by local day, as columns; null: open on that side. `curves`: by centile, as columns too."""

    day = serializers.ListField(child=serializers.DateField())
    low = serializers.ListField(child=serializers.FloatField(allow_null=True))
    high = serializers.ListField(child=serializers.FloatField(allow_null=True))
    second_low = serializers.ListField(child=serializers.FloatField(allow_null=True))
    second_high = serializers.ListField(child=serializers.FloatField(allow_null=True))
    curves = serializers.DictField(
        child=serializers.ListField(child=serializers.FloatField(allow_null=True)), help_text="By centile."
    )


class ChartMarkOut(serializers.Serializer):
    """A line across the chart."""

    code = serializers.CharField()
    value = serializers.FloatField()


class SeriesOut(serializers.Serializer):
    """One measure over time, as columns of equal length. A band is not a verdict."""

    measure = serializers.ChoiceField(CHARTED)
    part = serializers.CharField(allow_blank=True)
    fetus = serializers.CharField(allow_blank=True)
    unit = serializers.CharField(help_text="UCUM.")
    at = serializers.ListField(child=serializers.DateTimeField())
    value = serializers.ListField(child=serializers.FloatField())
    second_value = serializers.ListField(child=serializers.FloatField(allow_null=True))
    total = serializers.IntegerField(help_text="Readings in this stretch of time.")
    thinned = serializers.BooleanField(help_text="Not every reading is a point.")
    bands = BandsOut()
    marks = ChartMarkOut(many=True)
    guideline = serializers.ChoiceField(GUIDELINES)
    origin = SourceOut(allow_null=True)


def shown(found: Series) -> dict[str, Any]:
    """Return a series as plain values for the fast renderer."""
    origin = found.origin
    return {
        "measure": found.measure,
        "part": found.part,
        "fetus": found.fetus,
        "unit": found.unit,
        "at": found.at,
        "value": found.value,
        "second_value": found.second_value,
        "total": found.total,
        "thinned": found.is_thinned,
        "bands": _bands(found),
        "marks": [{"code": mark.code, "value": mark.value} for mark in found.marks],
        "guideline": str(found.guideline),
        "origin": None
        if origin is None
        else {"standard": origin.standard, "source": origin.source, "checked": origin.checked},
    }


def _bands(found: Series) -> dict[str, Any]:
    centiles = sorted({centile for one in found.bands for centile in one.band.curves or {}})
    return {
        "day": [one.day for one in found.bands],
        "low": [one.band.low for one in found.bands],
        "high": [one.band.high for one in found.bands],
        "second_low": [one.band.second_low for one in found.bands],
        "second_high": [one.band.second_high for one in found.bands],
        "curves": {
            f"{centile:g}": [(one.band.curves or {}).get(centile) for one in found.bands]
            for centile in centiles
        },
    }


def _asked(given: dict[str, Any], now: datetime) -> Asked:
    """Return what is asked for. Raises Invalid."""
    end: datetime = given.get("to") or now
    start: datetime = given.get("from") or end - USUAL
    if start >= end:
        raise Invalid.field("to", _("The end must lie after the start."), code="ends_early")
    if end - start > LONGEST:
        raise Invalid.field("from", _("Ask for at most ten years."), code="too_many", limit=LONGEST.days)
    if given["part"] and given["measure"] != "fetal_biometry":
        raise Invalid.field("part", _("Only ultrasound measures have parts."), code="not_of_this_measure")
    guideline = Guideline(given["guideline"]) if given["guideline"] else None
    return Asked(given["measure"], start, end, given["points"], given["part"], given["fetus"], guideline)


class SeriesView(ObservationView):
    """A measure over time."""

    renderer_classes = (FastJSONRenderer,)

    @extend_schema(operation_id="observations_series", tags=TAGS, parameters=PARAMETERS, responses=SeriesOut)
    def get(self, request: PersonRequest) -> Response:
        """Read a measure over time with its band by day: data for a chart."""
        given = SeriesQuery.parse_query(request)
        mother = self.mother(given.get("mother"))
        found = series_of(request.person, mother, _asked(given, request.received_at))
        return Response(shown(found))


class ChartView(ObservationView):
    """A measure over time as a picture."""

    @extend_schema(
        operation_id="observations_chart",
        tags=TAGS,
        parameters=PICTURE_PARAMETERS,
        responses={(200, "image/png"): OpenApiTypes.BINARY},
    )
    def get(self, request: PersonRequest) -> HttpResponse:
        """Draw a measure over time as PNG, in her language: for reports."""
        given = ChartQuery.parse_query(request)
        mother = self.mother(given.get("mother"))
        found = series_of(request.person, mother, _asked(given, request.received_at))
        style = png.Style(given["width"], given["height"], is_dark=given["theme"] == "dark")
        body = png.draw(found, style, time_zone=mother.time_zone)
        return HttpResponse(body, content_type="image/png", headers={"Cache-Control": "private, no-store"})
