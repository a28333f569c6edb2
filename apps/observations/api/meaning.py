"""What readings mean, under /api/v1/observations/meaning."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.foundation.api import PersonRequest, StrictSerializer
from apps.observations.api.by_hand import AdviceOut, noted
from apps.observations.api.charts import SourceOut
from apps.observations.api.reading import TAGS, ObservationView
from apps.observations.api.serializers import ObservationOut
from apps.observations.rules.growth import Growth
from apps.observations.rules.growth_equations import Estimate
from apps.observations.rules.normal import Centile
from apps.observations.rules.weight_gain import Judgement, Verdict, Why
from apps.observations.selectors.meaning import Meaning, meanings_of
from apps.pregnancies.selectors import pregnancy_visible_to

VERDICTS: Final = tuple(str(one) for one in Verdict)
REASONS: Final = tuple(str(one) for one in Why)


class GainBandOut(serializers.Serializer):
    """Kilograms since before the pregnancy."""

    low_kg = serializers.FloatField()
    high_kg = serializers.FloatField()


class GainOut(serializers.Serializer):
    """A weight gain beside its band. `band`: on that day; `total`: by term; `why`: what keeps the verdict unknown."""

    verdict = serializers.ChoiceField(VERDICTS)
    gain_kg = serializers.FloatField(allow_null=True)
    category = serializers.CharField(
        allow_blank=True, help_text="Class of the body mass index before pregnancy."
    )
    band = GainBandOut(allow_null=True)
    total = GainBandOut(allow_null=True)
    origin = SourceOut(allow_null=True)
    why = serializers.ChoiceField(REASONS, allow_null=True)


class CentileOut(serializers.Serializer):
    """A centile and whose. `is_beyond`: -1 or 1 where the table ends there: less, or more, than `centile`."""

    centile = serializers.FloatField()
    z = serializers.FloatField(allow_null=True)
    is_beyond = serializers.IntegerField()
    origin = SourceOut()


class EstimateOut(serializers.Serializer):
    """A weight by ultrasound; off by about a tenth."""

    weight_g = serializers.FloatField()
    low_g = serializers.FloatField()
    high_g = serializers.FloatField()
    formula = serializers.CharField()
    origin = SourceOut()


class GrowthOut(serializers.Serializer):
    """One scan. Flags rest on the standard `counts`; of several fetuses charts of one only stand in."""

    estimate = EstimateOut(allow_null=True)
    by_four = EstimateOut(allow_null=True)
    own_estimate = EstimateOut(allow_null=True, help_text="INTERGROWTH's own, beside its own standard.")
    weights = serializers.DictField(child=CentileOut(), help_text="Centiles of the weight by standard.")
    measures = serializers.DictField(child=CentileOut(), help_text="Centiles of hc, bpd, ac, fl.")
    flags = serializers.ListField(child=serializers.CharField())
    counts = serializers.CharField()
    is_several = serializers.BooleanField()


class ReadingBandOut(serializers.Serializer):
    """Where the reading should lie on its day; null: open, or not known."""

    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    second_low = serializers.FloatField(allow_null=True)
    second_high = serializers.FloatField(allow_null=True)
    origin = SourceOut(allow_null=True)


class MeaningOut(serializers.Serializer):
    """A reading, what it asks for and where it lies."""

    reading = ObservationOut()
    advice = AdviceOut()
    band = ReadingBandOut()
    gain = GainOut(allow_null=True)
    growth = GrowthOut(allow_null=True)


class MeaningsOut(serializers.Serializer):
    """The newest reading of each measure."""

    results = MeaningOut(many=True)


class OfPregnancyQuery(StrictSerializer):
    """Of which pregnancy."""

    pregnancy = serializers.UUIDField()


def shown(found: Meaning) -> dict[str, Any]:
    """Return one meaning as the serializer takes it."""
    gain = None if found.gain is None else _gain(found.gain)
    growth = None if found.growth is None else _growth(found.growth)
    return {**noted(found.reading, found.advice), "band": found.band, "gain": gain, "growth": growth}


def _gain(found: Judgement) -> dict[str, Any]:
    return {
        "verdict": str(found.verdict),
        "gain_kg": found.gain_kg,
        "category": found.category,
        "band": found.band,
        "total": found.total,
        "origin": found.origin,
        "why": None if found.why is None else str(found.why),
    }


def _growth(found: Growth) -> dict[str, Any]:
    return {
        "estimate": _estimate(found.estimate),
        "by_four": _estimate(found.by_four),
        "own_estimate": _estimate(found.own_estimate),
        "weights": {str(name): _centile(one) for name, one in found.weights.items()},
        "measures": {name: _centile(one) for name, one in found.measures.items()},
        "flags": list(found.flags),
        "counts": str(found.counts),
        "is_several": found.is_several,
    }


def _estimate(found: Estimate | None) -> dict[str, Any] | None:
    if found is None:
        return None
    low, high = found.range_g
    return {
        "weight_g": found.weight_g,
        "low_g": low,
        "high_g": high,
        "formula": found.formula,
        "origin": found.origin,
    }


def _centile(found: Centile) -> dict[str, Any]:
    return {"centile": found.centile, "z": found.z, "is_beyond": found.is_beyond, "origin": found.origin}


class Meanings(ObservationView):
    """What the newest readings mean."""

    @extend_schema(
        operation_id="observations_meaning",
        tags=TAGS,
        parameters=[OpenApiParameter("pregnancy", OpenApiTypes.UUID, required=True)],
        responses=MeaningsOut,
    )
    def get(self, request: PersonRequest) -> Response:
        """Read the newest reading of each measure of a pregnancy with its verdict, band and source."""
        asked: UUID = OfPregnancyQuery.parse_query(request)["pregnancy"]
        pregnancy = pregnancy_visible_to(request.person, asked)
        found = [shown(one) for one in meanings_of(request.person, pregnancy)]
        return Response(MeaningsOut({"results": found}).data)
