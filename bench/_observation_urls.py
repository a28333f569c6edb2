"""The addresses of the product and one more: a view that only reads the body, what a batch is measured against."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import path
from rest_framework.response import Response

from apps.foundation.api import PersonAPIView, PersonRequest
from apps.foundation.rest.throttles import WorkThrottle
from apps.observations.api.reading import CARE
from apps.observations.api.renderers import FastJSONRenderer
from apps.recordings.api.parsers import BytesParser
from kaishi.urls import urlpatterns as ours


class JSONBytes(BytesParser):
    """The body of JSON as bytes."""

    media_type = "application/json"


class OnlyReads(PersonAPIView):
    """Signed in, throttled and answered like a batch, but the body is dropped."""

    roles: ClassVar = CARE
    parser_classes = (JSONBytes,)
    renderer_classes = (FastJSONRenderer,)
    throttle_scope = "observations"

    def get_throttles(self) -> list[Any]:
        """The same as a batch's."""
        return [WorkThrottle()]

    def post(self, request: PersonRequest) -> Response:
        """Read the body."""
        return Response({"bytes": len(request.data)})


urlpatterns = [*ours, path("api/v1/bench/read", OnlyReads.as_view())]
