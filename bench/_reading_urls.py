"""The addresses of the product and one more: a view that only reads the body, what an upload is measured
against."""

from __future__ import annotations

from typing import ClassVar

from django.urls import path
from rest_framework.response import Response

from apps.foundation.api import PersonAPIView, PersonRequest
from apps.recordings.api.parsers import BytesParser
from apps.recordings.api.receiving import ROLES
from kaishi.urls import urlpatterns as ours


class OnlyReads(PersonAPIView):
    """Signed in, throttled and answered like an upload, but the body is dropped."""

    roles: ClassVar = ROLES
    parser_classes = (BytesParser,)
    throttle_scope = "upload"

    def put(self, request: PersonRequest) -> Response:
        """Read the body."""
        return Response({"bytes": len(request.data)}, status=201)


urlpatterns = [*ours, path("api/v1/bench/read", OnlyReads.as_view())]
