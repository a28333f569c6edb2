"""Django's own error handlers: a problem for programs, a page for people."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.encoding import force_str
from django.utils.translation import gettext as _

from apps.foundation.errors.answers import problem_response
from apps.foundation.errors.problems import Forbidden, NotVisible, Problem, ServerError, TooLarge

FOR_PROGRAMS = ("/api/", "/health/", "/ws/")
PROBLEMS: dict[int, type[Problem]] = {
    400: Problem,
    403: Forbidden,
    404: NotVisible,
    413: TooLarge,
    500: ServerError,
}


def wants_problem(request: HttpRequest) -> bool:
    """Say whether errors on this path are for a program rather than for a person."""
    return request.path.startswith(FOR_PROGRAMS)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's 404 handler."""
    return _answer(request, 404)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's 403 handler."""
    return _answer(request, 403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Django's 400 handler."""
    return _answer(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's 500 handler: says nothing of the cause."""
    return _answer(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose secret is missing or old."""
    return _answer(
        request, 403, _("This page was open for too long. Please go back, reload it and try again.")
    )


def _answer(request: HttpRequest, status_code: int, detail: str | None = None) -> HttpResponse:
    problem = PROBLEMS[status_code](detail)
    if wants_problem(request):
        return problem_response(problem)
    names = [f"{status_code}.html", "404.html"] if status_code in (400, 413) else [f"{status_code}.html"]
    body = loader.select_template(names).render(
        {"detail": force_str(problem.detail or problem.title)}, None if status_code == 500 else request
    )
    return HttpResponse(body, status=status_code)
