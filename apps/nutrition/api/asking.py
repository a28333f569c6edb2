"""She answers the one question of a meal."""

from __future__ import annotations

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from apps.foundation.api import PersonRequest, StrictSerializer
from apps.nutrition.api.asking_out import KINDS
from apps.nutrition.api.meals import TAGS, MealView
from apps.nutrition.api.meals_out import MealOut
from apps.nutrition.rules.questions import Kind
from apps.nutrition.services import answering


class AnswerIn(StrictSerializer):
    """Her answer."""

    item = serializers.UUIDField()
    kind = serializers.ChoiceField(KINDS)
    answer = serializers.CharField(
        required=False,
        allow_null=True,
        default=None,
        max_length=64,
        help_text="Null: she skips the question.",
    )


class Answer(MealView):
    """The question of a meal."""

    @extend_schema(operation_id="meals_answer", tags=TAGS, request=AnswerIn, responses=MealOut)
    def post(self, request: PersonRequest, meal_id: UUID) -> Response:
        """Answer the meal's question, or skip it; only the mother herself. Nothing more is asked of this meal."""
        given = AnswerIn.parse(request)
        answering.answer(
            request.person,
            meal_id=meal_id,
            item_id=given["item"],
            kind=Kind(given["kind"]),
            option=given["answer"],
            at=request.received_at,
        )
        return self.answer(meal_id)
