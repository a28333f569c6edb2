"""The site's addresses, and beside them a bare page with nothing but a call: what any client needs to have calls."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template import engines
from django.urls import path

from apps.foundation.permissions import uses_camera_and_microphone
from kaishi.urls import handler400, handler403, handler404, handler500
from kaishi.urls import urlpatterns as of_the_site

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
HERE = Path(__file__).parent
PAGE = """{% load static %}<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Call</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{% static "ui/css/tokens.css" %}">
<link rel="stylesheet" href="{% static "ui/css/base.css" %}">
<link rel="stylesheet" href="{% static "consultations/css/call.css" %}">
<script type="module" src="/bare/page.js"></script></head>
<body data-thread="{{ thread }}"><main><h1>Call</h1><textarea aria-label="Message"></textarea>
<button type="button" id="start-video">Video</button></main>
{% include "consultations/parts/call.html" %}</body></html>"""


@uses_camera_and_microphone
def page(request: HttpRequest, thread: UUID) -> HttpResponseBase:
    context: dict[str, Any] = {"thread": thread}
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


def script(request: HttpRequest) -> HttpResponse:
    return HttpResponse((HERE / "page.js").read_text("utf-8"), content_type="text/javascript")


urlpatterns = [path("bare/page.js", script), path("bare/<uuid:thread>", page), *of_the_site]
