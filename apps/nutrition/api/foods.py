"""The food table under /api/v1/foods: public data, so nothing is narrowed and nothing is noted."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.accounts.models import Role
from apps.foundation.api import PersonAPIView, PersonRequest
from apps.foundation.schema import page_of
from apps.nutrition.api.paging import BestFirst
from apps.nutrition.api.serializers import FoodDetailOut, FoodOut, FoodQuery, LanguageQuery
from apps.nutrition.selectors import foods

TAGS = ["foods"]


class FoodView(PersonAPIView):
    """A view for those who note or advise on meals."""

    roles: ClassVar = frozenset({Role.MOTHER, Role.CLINICIAN})


class Foods(FoodView):
    """The search."""

    @extend_schema(operation_id="foods_list", parameters=[FoodQuery], responses=page_of(FoodOut), tags=TAGS)
    def get(self, request: PersonRequest) -> Response:
        """Find foods, best first; without a query all of them, everyday foods first."""
        asked = FoodQuery.parse_query(request)
        language = asked.get("language") or get_language() or "en"
        rows = foods.found(asked.get("query", ""), language=language, group=asked.get("group", ""))
        paging = BestFirst()
        page = foods.with_energy(paging.paginate_queryset(rows, request, view=self))
        return paging.get_paginated_response(FoodOut(page, many=True, context={"language": language}).data)


class FoodDetail(FoodView):
    """One food."""

    @extend_schema(operation_id="foods_read", parameters=[LanguageQuery], responses=FoodDetailOut, tags=TAGS)
    def get(self, request: PersonRequest, food_id: UUID) -> Response:
        """Read a food: amounts per 100 g with their origin, household measures, recipe."""
        language = LanguageQuery.parse_query(request).get("language") or get_language() or "en"
        food = foods.food_by_id(food_id)
        return Response(FoodDetailOut(food, context={"language": language, "tables": foods.tables()}).data)
