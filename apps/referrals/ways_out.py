"""`/r/TOKEN`: the way out to a partner's page. It tells the partner the id of the click, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template import loader
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from apps.referrals.services import clicks

HEADERS: Final = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
PATH: Final = re.compile(r"/r/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
LOOKS_AHEAD: Final = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")


class WaysOutMiddleware:
    """Answers a click before sessions, languages and forms are looked at, which it needs nothing of.

    Where there is nothing to go to any more, the view has a page for her.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Redirect, or pass on."""
        found = PATH.fullmatch(request.path_info)
        if found and request.method in ("GET", "HEAD"):
            way = _followed(request, UUID(found.group(1)))
            if way is not None and way.address:
                return _redirect(way)
        return self.get_response(request)


@require_safe
def way_out(request: HttpRequest, token: UUID) -> HttpResponse:
    """Write the click down and redirect; a kind page where there is nothing any more."""
    way = _followed(request, token)
    if way is None or not way.address:
        return _nothing(request, 404 if way is None else 410)
    return _redirect(way)


def _followed(request: HttpRequest, token: UUID) -> clicks.Way | None:
    meta = request.META
    return clicks.follow(
        token,
        agent=meta.get("HTTP_USER_AGENT", "")[:400],
        came_from=meta.get("REMOTE_ADDR", ""),
        is_ahead=request.method == "HEAD" or any("pre" in meta.get(name, "").lower() for name in LOOKS_AHEAD),
        at=timezone.now(),
    )


def _redirect(way: clicks.Way) -> HttpResponse:
    return HttpResponse(status=302, headers={**HEADERS, "Location": way.address})


def _nothing(request: HttpRequest, status: int) -> HttpResponse:
    detail = _("This is not offered any more. Please go back: there may be something else for you.")
    body = loader.render_to_string("404.html", {"detail": detail}, request)
    return HttpResponse(body, status=status, headers=HEADERS)
