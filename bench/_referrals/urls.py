"""The addresses of the product and one more: an empty view, what the way out is measured against."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from kaishi.urls import urlpatterns as ours


def empty(_request: HttpRequest) -> HttpResponse:
    """Answer nothing, through everything that stands before a view."""
    return HttpResponse(status=204)


urlpatterns = [*ours, path("bench/empty", empty)]
