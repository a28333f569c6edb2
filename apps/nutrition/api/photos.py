"""Photos of meals: sent, read, deleted, opened."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.response import Response

from apps.foundation.api import PersonRequest, StrictSerializer
from apps.foundation.errors import FieldError, Invalid, NotVisible, Problem
from apps.foundation.files import words
from apps.foundation.files.reasons import Reason, Refused
from apps.foundation.files.serving import AnyAccept, whole
from apps.foundation.files.storage import checked_key
from apps.nutrition.api.meals import MealView
from apps.nutrition.api.meals_out import MealOut
from apps.nutrition.api.photos_out import SCALES
from apps.nutrition.rules.portions import PLATE_CM, Scale
from apps.nutrition.selectors import meals as reading
from apps.nutrition.services import photos

TAGS = ["meals"]
VARIANTS = ("full", "large", "small")
PLATE_WIDTH = (
    "With `scale=plate`: how wide it is from rim to rim, in cm; left out: usual, 26 cm, with wider ranges."
)
BINARY: Any = OpenApiTypes.BINARY


class PhotoParser(BaseParser):
    """The body as bytes, whatever its type claims to be. Raises TooLarge."""

    media_type = "*/*"

    def parse(  # type: ignore[override]
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> bytes:
        """Return the body."""
        most = photos.limits().image_bytes
        body: bytes = stream.read(most + 1)
        if len(body) > most:
            raise _too_large(most)
        return body


class PhotoFields(StrictSerializer):
    """What is said beside the file."""

    id = serializers.UUIDField()
    scale = serializers.ChoiceField(SCALES, required=False, default=Scale.NONE.value)
    plate_cm = serializers.FloatField(
        required=False,
        default=None,
        min_value=PLATE_CM[0],
        max_value=PLATE_CM[1],
        help_text=PLATE_WIDTH,
    )


class MealPhotos(MealView):
    """Photos of one meal."""

    parser_classes = (MultiPartParser, PhotoParser)
    throttle_scope = "upload"
    answers_once = False  # the client's id does that, and compares the bytes

    @extend_schema(
        operation_id="meal_photos_send",
        tags=TAGS,
        parameters=[
            OpenApiParameter(
                "id", OpenApiTypes.UUID, description="Made by the client, where the body is the file."
            ),
            OpenApiParameter(
                "scale", str, enum=[scale.value for scale in Scale], description="What lies beside it."
            ),
            OpenApiParameter("plate_cm", float, description=PLATE_WIDTH),
        ],
        request={
            "application/octet-stream": BINARY,
            "multipart/form-data": {
                "type": "object",
                "required": ["id", "file"],
                "properties": {
                    "id": {"type": "string", "format": "uuid"},
                    "file": {"type": "string", "format": "binary"},
                    "scale": {"type": "string", "enum": [scale.value for scale in Scale]},
                    "plate_cm": {"type": "number", "minimum": PLATE_CM[0], "maximum": PLATE_CM[1]},
                },
            },
        },
        responses={201: MealOut, 200: MealOut},
    )
    def post(self, request: PersonRequest, meal_id: UUID) -> Response:
        """Send a photo (JPEG, PNG, WebP, HEIC); she must have agreed to photos. What it may show comes over the feed.

        The same id with the same bytes again answers 200. Answers the whole meal.
        """
        fields, content = _given(request)
        _photo, is_new = photos.receive(
            request.person,
            meal_id=meal_id,
            photo_id=fields["id"],
            content=content,
            scale=Scale(fields["scale"]),
            plate_cm=fields["plate_cm"],
            at=request.received_at,
        )
        return self.answer(meal_id, 201 if is_new else 200)


def _given(request: PersonRequest) -> tuple[dict[str, Any], bytes]:
    if not (request.content_type or "").startswith("multipart/"):
        content = request.data if isinstance(request.data, bytes) else b""
        return PhotoFields.parse_query(request), content
    sent: Any = request.data
    part: UploadedFile | None = request.FILES.get("file")
    if part is None:
        message = _("Send the file in a part of this name.")
        raise Invalid(errors=[FieldError("file", "required", message)])
    fields = PhotoFields.check({name: sent[name] for name in sent if name != "file"})
    most = photos.limits().image_bytes
    if (part.size or 0) > most:
        raise _too_large(most)
    return fields, part.read()


def _too_large(limit: int) -> Problem:
    return words.problem(Refused(Reason.TOO_LARGE, limit=limit))


class OnePhoto(MealView):
    """One photo."""

    @extend_schema(operation_id="meal_photos_delete", tags=TAGS, request=None, responses={204: None})
    def delete(self, request: PersonRequest, photo_id: UUID) -> Response:
        """Delete a photo for good; only the mother herself. Items of it that she confirmed stay."""
        photos.remove_photo(request.person, photo_id=photo_id, at=request.received_at)
        return Response(status=204)


class PhotoContent(MealView):
    """The bytes of one variant."""

    content_negotiation_class = AnyAccept

    @extend_schema(
        operation_id="meal_photos_content",
        tags=TAGS,
        parameters=[OpenApiParameter("variant", str, OpenApiParameter.PATH, enum=VARIANTS)],
        responses={
            (200, "image/jpeg"): OpenApiTypes.BINARY,
            (200, "image/webp"): OpenApiTypes.BINARY,
        },
    )
    def get(self, request: PersonRequest, photo_id: UUID, variant: str) -> HttpResponseBase:
        """Open a photo: upright, without place and camera. 404 once it is deleted or has expired."""
        photo = reading.photo_visible_to(request.person, photo_id)
        about = photo.variants.get(variant)
        if about is None:
            raise NotVisible
        return whole(
            checked_key(photo.public_id, variant),
            size_bytes=int(about["size_bytes"]),
            media_type=str(about["media_type"]),
        )
