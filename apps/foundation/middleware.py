"""What every answer of the API carries, whoever made it: no copy is kept, and an error has the one shape."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

from apps.foundation.errors import CONTENT_TYPE, problem_for

PREFIX = "/api/"
OF_THE_BODY = frozenset({"content-type", "content-length", "content-encoding", "etag", "last-modified"})


class ApiAnswersMiddleware:
    """Stands outside everything that may answer for a view: the framework's and other libraries' bare
    errors.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.path.startswith(PREFIX):
            return response
        if response.status_code >= 400 and response.get("Content-Type") != CONTENT_TYPE:
            response = _as_problem(response)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Frame-Options", "DENY")
        return response


def _as_problem(response: HttpResponseBase) -> HttpResponseBase:
    """Answer the same status as a problem, with every header that does not describe the old body."""
    answer = JsonResponse(
        problem_for(response.status_code), status=response.status_code, content_type=CONTENT_TYPE
    )
    for name, value in response.headers.items():
        if name.lower() not in OF_THE_BODY:
            answer.headers[name] = value
    answer.cookies = response.cookies
    response.close()
    return answer
