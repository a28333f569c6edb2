"""The wall: everybody who is recording now on one screen, for a glance from the door."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.accounts.pages import person_of
from apps.console import wall_words
from apps.console.pages.access import clinicians_only
from apps.console.selectors import wall as selectors


@clinicians_only
@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """The page without its beds: they come and go by themselves."""
    return render(request, "console/wall.html", {"strings": wall_words.strings()})


@clinicians_only
@require_safe
@never_cache
def beds(request: HttpRequest) -> HttpResponse:
    """Which recordings are being made now, as JSON; the page asks every few seconds."""
    at = timezone.now()
    return JsonResponse({"now": at.isoformat(), "beds": selectors.beds(person_of(request), at=at)})
