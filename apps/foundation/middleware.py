"""What every answer of the API carries, whoever made it: no copy is kept, and an error has the one shape."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

from apps.foundation.errors import CONTENT_TYPE, problem_for

PREFIX = "/api/"
KEPT_HEADERS = ("Allow", "Retry-After", "Vary", "WWW-Authenticate", "Content-Language")


class ApiAnswersMiddleware:
    """Stands outside everything that may answer for a view: the framework's and other libraries' bare errors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.path.startswith(PREFIX):
            return response
        if response.status_code >= 400 and response.get("Content-Type") != CONTENT_TYPE:
            response = _as_problem(response)
        response.setdefault("Cache-Control", "no-store")  # type: ignore[attr-defined]
        return response


def _as_problem(response: HttpResponseBase) -> HttpResponseBase:
    answer = JsonResponse(
        problem_for(response.status_code), status=response.status_code, content_type=CONTENT_TYPE
    )
    for name in KEPT_HEADERS:
        if name in response:
            answer[name] = response[name]
    response.close()
    return answer
