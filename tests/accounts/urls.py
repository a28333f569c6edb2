"""Addresses for tests only: views that read a mother's data in every way that a view may answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import include, path

from apps.accounts.models import Consent
from kaishi.urls import urlpatterns as real


def count_consents(request: Any) -> JsonResponse:
    return JsonResponse({"kinds": [consent.kind for consent in Consent.objects.visible_to(request.user)]})


def stream_consents(request: Any) -> StreamingHttpResponse:
    def parts() -> Iterator[str]:
        for consent in Consent.objects.visible_to(request.user).order_by("id"):
            yield consent.kind + "\n"

    return StreamingHttpResponse(parts())


def fail_after_reading(request: Any) -> HttpResponse:
    list(Consent.objects.visible_to(request.user))
    raise PermissionError("after the read")


urlpatterns = [
    path("api/test/consents", count_consents, name="test-consents"),
    path("api/test/stream", stream_consents, name="test-stream"),
    path("api/test/fail", fail_after_reading, name="test-fail"),
    path("test/page", count_consents, name="test-page"),
    path("", include(real)),
]
handler400 = "apps.foundation.errors.bad_request"
handler403 = "apps.foundation.errors.permission_denied"
handler404 = "apps.foundation.errors.not_found"
handler500 = "apps.foundation.errors.server_error"
