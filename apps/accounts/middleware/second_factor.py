"""Whoever works with other people's data passes a second factor, where the settings ask for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse

from apps.accounts import second_factor
from apps.foundation.errors import problem_response, wants_problem

ANYWAY = (
    "/sign-in/",
    "/sign-out/",
    "/api/auth/",
    "/api/schema",
    "/api/docs",
    "/static/",
    "/preferences/",
    "/health/",
    "/metrics",
)
# Where she may go to set a factor up, and where to show the one that she has.
SETUP_PAGES = (
    "/account/second-factor/",
    "/account/reauthenticate/",
    "/account/confirm-email/",
    "/account/email/",
)
PASS_PAGES = ("/account/second-factor/reauthenticate/", "/account/second-factor/webauthn/reauthenticate/")

PAGES = {second_factor.Missing.SETUP: SETUP_PAGES, second_factor.Missing.PASS: PASS_PAGES}


class RequireSecondFactorMiddleware:
    """Pages: on to the setup page. API with a cookie: problem 403. Tokens are checked where they are met.

    `request.is_admitted` tells pages whether to show what lies behind the second factor.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.REQUIRE_SECOND_FACTOR or request.path.startswith(ANYWAY):
            return self.get_response(request)
        missing = second_factor.missing(request.user, request.session)
        request.is_admitted = missing is None  # type: ignore[attr-defined]
        if missing is None or request.path.startswith(PAGES[missing]):
            return self.get_response(request)
        if wants_problem(request):
            return problem_response(second_factor.SecondFactorRequired())
        return _send_on(request, missing)


def _send_on(request: HttpRequest, missing: second_factor.Missing) -> HttpResponseRedirect:
    page = "mfa_index" if missing is second_factor.Missing.SETUP else "mfa_reauthenticate"
    query: dict[str, Any] = {"next": request.get_full_path()} if request.method == "GET" else {}
    return HttpResponseRedirect(reverse(page) + (f"?{urlencode(query)}" if query else ""))
