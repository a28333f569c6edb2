"""How well foods on photos are recognised: for dietitians, who know the dishes, and administrators."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from apps.console.pages.access import dietitians_and_administrators
from apps.console.pages.paging import asked
from apps.console.selectors.recognition import SPANS, recognition_page


@dataclass(frozen=True)
class Span:
    """How far back one looks."""

    words: str
    url: str
    is_current: bool
    count: int | None = None


@dietitians_and_administrators
@require_safe
def recognition(request: HttpRequest) -> HttpResponse:
    """Confirmed beside predicted over the last weeks; `?weeks=` is one of `SPANS`."""
    weeks = next((span for span in SPANS if asked(request, "weeks") == str(span)), SPANS[1])
    tabs = [
        Span(
            ngettext("%(count)d week", "%(count)d weeks", span) % {"count": span},
            f"?weeks={span}",
            span == weeks,
        )
        for span in SPANS
    ]
    page = recognition_page(weeks=weeks, today=timezone.now().date())
    return render(request, "console/recognition.html", {"page": page, "tabs": tabs})
