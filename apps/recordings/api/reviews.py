"""Clinicians read a recording; the mother reads what was released."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from apps.foundation.api import PersonAPIView, PersonRequest
from apps.recordings import selectors
from apps.recordings.api.inputs import ReviewIn
from apps.recordings.api.receiving import ROLES, TAGS
from apps.recordings.api.serializers import ReviewOut, ReviewsOut
from apps.recordings.services import reviews
from apps.recordings.services.reviews import Reading


class Reviews(PersonAPIView):
    """The reviews of a recording."""

    roles: ClassVar = ROLES

    @extend_schema(operation_id="reviews_list", tags=TAGS, responses=ReviewsOut)
    def get(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Read the reviews that you may see."""
        found = selectors.reviews_of(request.person, recording_id)
        return Response(ReviewsOut({"reviews": found}, context={"person": request.person}).data)

    @extend_schema(
        operation_id="reviews_write", tags=TAGS, request=ReviewIn, responses={201: ReviewOut, 200: ReviewOut}
    )
    def post(self, request: PersonRequest, recording_id: UUID) -> Response:
        """Keep a draft, sign, or amend. Only an obstetrician or a midwife of the mother's team."""
        given = ReviewIn.parse(request)
        action = given.pop("action")
        reading = Reading(is_released=given.pop("released"), **given)
        about: dict[str, Any] = {"recording_id": recording_id, "reading": reading, "at": request.received_at}
        is_new = True
        if action == "draft":
            review, is_new = reviews.save_draft(request.person, **about)
        elif action == "sign":
            review = reviews.sign(request.person, **about)
        else:
            review = reviews.amend(request.person, **about)
        return Response(
            ReviewOut(review, context={"person": request.person}).data, status=201 if is_new else 200
        )
