"""Gives the sign-in addresses (`/api/auth/`) the one shape of errors that the rest of the API has.

The library's own members `data` and `meta` (which flow is pending, the session token) stay beside it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from apps.foundation.errors import CONTENT_TYPE, TooLarge, problem_body, problem_response

PREFIX = "/api/auth/"
LONGEST_BODY = 64 * 1024
MOST_BRACKETS = 200
PROBLEMS: dict[int, tuple[str, Any]] = {
    400: ("invalid", _("Some of what was sent is not valid.")),
    401: ("not_authenticated", _("You are not signed in yet.")),
    403: ("forbidden", _("You may not do this.")),
    404: ("not_found", _("There is nothing here.")),
    405: ("method_not_allowed", _("This address does not take this method.")),
    409: ("conflict", _("This step is not possible now. Start the sign-in again.")),
    410: ("session_gone", _("This session has ended. Sign in again.")),
    429: ("throttled", _("Too many attempts. Please wait a moment.")),
    500: ("server_error", _("Something went wrong on our side. Nothing was stored.")),
}
RETRY_AFTER_S = 60


class AuthProblemsMiddleware:
    """Refuses bodies that are no JSON object, and answers every error under `/api/auth/` as a problem."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(PREFIX):
            return self.get_response(request)
        refused = _refused_body(request)
        response = self.get_response(request) if refused is None else refused
        if _ended_session(request, response):
            return HttpResponse(status=204)
        if response.status_code < 400 or response.get("Content-Type") == CONTENT_TYPE:
            return response
        return _as_problem(response)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """Refuse a method before the library looks at what came with it."""
        methods = _methods_of(view) if request.path.startswith(PREFIX) else []
        if not methods or request.method in methods:
            return None
        return HttpResponseNotAllowed(methods)


def _methods_of(view: Callable[..., Any]) -> list[str]:
    """Return what a class-based view answers; empty for any other."""
    view_class = getattr(view, "view_class", None)
    known = ("get", "post", "put", "patch", "delete", "options")
    found = [name.upper() for name in known if view_class is not None and hasattr(view_class, name)]
    return [*found, "HEAD"] if "GET" in found else found


def _refused_body(request: HttpRequest) -> HttpResponse | None:
    """The library would fail on numbers of thousands of digits and on halves of characters."""
    if request.method in ("GET", "HEAD", "OPTIONS") or not request.body:
        return None
    if len(request.body) > LONGEST_BODY:
        return problem_response(TooLarge(_("A sign-in is at most 64 KB."), limit_bytes=LONGEST_BODY))
    if (
        request.body.count(b"{") + request.body.count(b"[") > MOST_BRACKETS
    ):  # read again deeper in the stack, it fails
        return _answer(400, "malformed", _("The body is not a JSON object."), [], {})
    try:
        whole = isinstance(orjson.loads(request.body), dict) and isinstance(json.loads(request.body), dict)
    except (ValueError, RecursionError):
        whole = False
    return None if whole else _answer(400, "malformed", _("The body is not a JSON object."), [], {})


def _ended_session(request: HttpRequest, response: HttpResponseBase) -> bool:
    """Signing out answers «you are signed out» as an error; it is what was asked for."""
    path = request.path.rstrip("/")
    signed_out = request.method == "DELETE" and path.endswith("/auth/session") and response.status_code == 401
    return signed_out and "X-Session-Token" in request.headers


def _as_problem(response: HttpResponseBase) -> HttpResponse:
    given = _json_of(response)
    code, title = PROBLEMS.get(
        response.status_code, ("bad_request", _("The request could not be understood."))
    )
    kept: dict[str, Any] = {name: given[name] for name in ("data", "meta") if name in given}
    answer = _answer(response.status_code, code, title, given.get("errors") or [], kept)
    for name in ("Allow", "Vary", "Cache-Control", "Expires"):
        if name in response:
            answer[name] = response[name]
    if response.status_code == 429:
        answer["Retry-After"] = str(RETRY_AFTER_S)
    return answer


def _json_of(response: HttpResponseBase) -> dict[str, Any]:
    if not isinstance(response, JsonResponse):
        return {}
    body = orjson.loads(response.content)
    return body if isinstance(body, dict) else {}


def _answer(
    status: int, code: str, title: Any, errors: list[dict[str, Any]], kept: dict[str, Any]
) -> JsonResponse:
    fields = [
        {
            "field": error.get("param", "non_field_errors"),
            "code": error.get("code", "invalid"),
            "message": error.get("message", ""),
        }
        for error in errors
    ]
    detail = fields[0]["message"] if len(fields) == 1 else None
    return JsonResponse(
        problem_body(status, code, title, detail, fields, kept), status=status, content_type=CONTENT_TYPE
    )
