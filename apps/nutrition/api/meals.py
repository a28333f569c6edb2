"""Meals of the diary: noted, read, changed, confirmed, deleted."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from apps.accounts.models import Role
from apps.foundation.api import NewestFirst, PersonAPIView, PersonRequest
from apps.foundation.errors import Forbidden
from apps.foundation.schema import LIST_PARAMETERS, page_of
from apps.nutrition.api.meals_in import (
    ItemChange,
    ItemIn,
    MealChange,
    MealIn,
    MealsQuery,
    item_changes,
    item_given,
    meal_given,
)
from apps.nutrition.api.meals_out import MealOut, represented, represented_one
from apps.nutrition.selectors import meals as reading
from apps.nutrition.services import items, meals

CARE = frozenset({Role.MOTHER, Role.CLINICIAN})
TAGS = ["meals"]


class MealView(PersonAPIView):
    """What every view of meals shares: mothers and clinicians; which mother is a matter of visibility."""

    roles: ClassVar = CARE

    def answer(self, meal_id: UUID, status: int = 200) -> Response:
        """Answer one meal, whole."""
        meal = reading.meal_visible_to(self.request.person, meal_id)
        return Response(MealOut(represented_one(meal)).data, status=status)

    def require_mother(self) -> None:
        """Raise Forbidden for anybody but a mother: only she begins something in her diary."""
        if not self.request.person.is_mother:
            raise Forbidden


class Meals(MealView):
    """The meals one may see."""

    @extend_schema(
        operation_id="meals_list",
        tags=TAGS,
        parameters=[
            *LIST_PARAMETERS,
            OpenApiParameter("mother", OpenApiTypes.UUID, description="Only of this mother."),
            OpenApiParameter("first_day", OpenApiTypes.DATE, description="From this local day on."),
            OpenApiParameter("last_day", OpenApiTypes.DATE, description="Up to this local day."),
        ],
        responses=page_of(MealOut),
    )
    def get(self, request: PersonRequest) -> Response:
        """List meals, newest first: a mother's own, a clinician's mothers'."""
        asked = MealsQuery.parse_query(request)
        rows = reading.meals_visible_to(request.person)
        if "mother" in asked:
            rows = rows.filter(subject__public_id=asked["mother"])
        if "first_day" in asked:
            rows = rows.filter(local_day__gte=asked["first_day"])
        if "last_day" in asked:
            rows = rows.filter(local_day__lte=asked["last_day"])
        paginator = NewestFirst()
        page: Any = paginator.paginate_queryset(rows, request, view=self)
        return paginator.get_paginated_response(MealOut(represented(page), many=True).data)

    @extend_schema(
        operation_id="meals_note", tags=TAGS, request=MealIn, responses={201: MealOut, 200: MealOut}
    )
    def post(self, request: PersonRequest) -> Response:
        """Note a meal, with items or without (mothers). The same id again answers 200 with what stands."""
        self.require_mother()
        given = meal_given(MealIn.parse(request))
        meal, is_new = meals.note_meal(request.person, given=given, at=request.received_at)
        return self.answer(meal.public_id, 201 if is_new else 200)


class OneMeal(MealView):
    """One meal."""

    @extend_schema(operation_id="meals_read", tags=TAGS, responses=MealOut)
    def get(self, request: PersonRequest, meal_id: UUID) -> Response:
        """Read a meal with its items and photos."""
        return self.answer(meal_id)

    @extend_schema(operation_id="meals_change", tags=TAGS, request=MealChange, responses=MealOut)
    def patch(self, request: PersonRequest, meal_id: UUID) -> Response:
        """Change kind, moment or note; only the mother herself."""
        changes = MealChange.parse(request)
        if "zone" in changes:
            changes["zone_name"] = changes.pop("zone")
        meals.change_meal(request.person, meal_id=meal_id, changes=changes, at=request.received_at)
        return self.answer(meal_id)

    @extend_schema(operation_id="meals_delete", tags=TAGS, request=None, responses={204: None})
    def delete(self, request: PersonRequest, meal_id: UUID) -> Response:
        """Delete a meal with its items and photos; only the mother herself."""
        meals.delete_meal(request.person, meal_id=meal_id, at=request.received_at)
        return Response(status=204)


class Confirmation(MealView):
    """She has looked at all of a meal."""

    @extend_schema(operation_id="meals_confirm", tags=TAGS, request=None, responses=MealOut)
    def post(self, request: PersonRequest, meal_id: UUID) -> Response:
        """Confirm every item as it stands: nutrients are copied from the food table. Again changes nothing."""
        meals.confirm_meal(request.person, meal_id=meal_id, at=request.received_at)
        return self.answer(meal_id)


class MealItems(MealView):
    """Items of a meal."""

    @extend_schema(
        operation_id="meal_items_add", tags=TAGS, request=ItemIn, responses={201: MealOut, 200: MealOut}
    )
    def post(self, request: PersonRequest, meal_id: UUID) -> Response:
        """Add an item: a food of the table, a label of the recogniser, or her own words. Answers the whole meal."""
        given = item_given(ItemIn.parse(request))
        _item, is_new = items.add_item(request.person, meal_id=meal_id, given=given, at=request.received_at)
        return self.answer(meal_id, 201 if is_new else 200)


class OneItem(MealView):
    """One item."""

    @extend_schema(operation_id="meal_items_change", tags=TAGS, request=ItemChange, responses=MealOut)
    def patch(self, request: PersonRequest, meal_id: UUID, item_id: UUID) -> Response:
        """Change what it is or how much, or confirm it alone. Answers the whole meal."""
        changes = item_changes(ItemChange.parse(request))
        items.change_item(
            request.person, meal_id=meal_id, item_id=item_id, changes=changes, at=request.received_at
        )
        return self.answer(meal_id)

    @extend_schema(operation_id="meal_items_remove", tags=TAGS, request=None, responses={200: MealOut})
    def delete(self, request: PersonRequest, meal_id: UUID, item_id: UUID) -> Response:
        """Take an item out. Answers the whole meal."""
        items.remove_item(request.person, meal_id=meal_id, item_id=item_id, at=request.received_at)
        return self.answer(meal_id)
