"""One shape for everything that goes wrong at the API: RFC 9457 problem details with a stable `code`.

A service raises a `Problem`; whatever else the framework raises is turned into one here. Details never carry health
values, only the name of the field, its limit and what kind of thing was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, JsonResponse
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

CONTENT_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:kaishi:problem:"
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class FieldError:
    """One field that was refused: its path, a stable code, a sentence, and the limit it broke where there is one."""

    field: str
    code: str
    message: str
    limit: Any = None

    def to_json(self) -> dict[str, Any]:
        """Return the error as plain values; a limit that does not exist is left out."""
        return {key: value for key, value in asdict(self).items() if value is not None}


class Problem(Exception):
    """What a service refuses. Subclasses set `status`, `code` and `title`."""

    status: int = 400
    code: str = "bad_request"
    title: Any = gettext_lazy("The request could not be understood.")

    def __init__(
        self,
        detail: Any = None,
        *,
        errors: list[FieldError] | None = None,
        headers: Mapping[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(force_str(detail or self.title))
        self.detail = detail
        self.errors = errors or []
        self.headers = dict(headers or {})
        self.extra = extra

    @classmethod
    def field(cls, field: str, message: Any, *, code: str = "invalid", limit: Any = None) -> Problem:
        """Return the problem for one field, naming the limit that it broke."""
        return cls(message, errors=[FieldError(field, code, force_str(message), limit)])

    def to_json(self) -> dict[str, Any]:
        """Return the body that goes to the client."""
        return problem_body(
            self.status, self.code, self.title, self.detail, [e.to_json() for e in self.errors], self.extra
        )


class Invalid(Problem):
    """The request is well formed, but a field breaks a rule."""

    status, code = 400, "invalid"
    title = gettext_lazy("Some of what was sent is not valid.")


class NotVisible(Problem):
    """There is no such thing, or it is not this person's to see: the answer is the same."""

    status, code, title = 404, "not_found", gettext_lazy("There is nothing here.")


class Forbidden(Problem):
    """She may see it, but may not do this."""

    status, code, title = 403, "forbidden", gettext_lazy("You may not do this.")


class Conflict(Problem):
    """Somebody else was first, or the thing has moved on."""

    status, code, title = 409, "conflict", gettext_lazy("This has changed in the meantime.")


class TooLarge(Problem):
    """More than the limit that the error names."""

    status, code, title = 413, "too_large", gettext_lazy("This is larger than the limit.")


class Unprocessable(Problem):
    """Understood, but contradicts what is already known."""

    status, code, title = 422, "unprocessable", gettext_lazy("This contradicts what was sent before.")


class Throttled(Problem):
    """Too many requests; `Retry-After` says how long to wait."""

    status, code, title = 429, "throttled", gettext_lazy("Too many requests. Please wait a moment.")


class Unavailable(Problem):
    """A part that is needed does not answer; nothing was done."""

    status, code, title = 503, "unavailable", gettext_lazy("This is not available right now. Please try again.")


def problem_body(
    status_code: int, code: str, title: Any, detail: Any, errors: list[dict[str, Any]], extra: Mapping[str, Any]
) -> dict[str, Any]:
    """Build the one body that every error has; `errors` is always a list."""
    return {
        "type": TYPE_PREFIX + code,
        "title": force_str(title),
        "status": status_code,
        "code": code,
        "detail": force_str(detail or title),
        "errors": errors,
        **extra,
    }


def flatten(detail: Any, path: str = "") -> list[FieldError]:
    """Turn a serializer's nested errors into a flat list with dotted paths."""
    if isinstance(detail, Mapping):
        return [e for key, value in detail.items() for e in flatten(value, f"{path}.{key}" if path else str(key))]
    if isinstance(detail, list):
        found: list[FieldError] = []
        for index, value in enumerate(detail):
            nested = isinstance(value, Mapping | list)
            found += flatten(value, f"{path}[{index}]" if nested else path)
        return found
    limit = getattr(detail, "limit", None)
    return [FieldError(path or "non_field_errors", getattr(detail, "code", "invalid"), force_str(detail), limit)]


FRAMEWORK_CODES: list[tuple[type[Exception], str]] = [
    (exceptions.ParseError, "malformed"),
    (exceptions.NotAuthenticated, "not_authenticated"),
    (exceptions.AuthenticationFailed, "authentication_failed"),
    (exceptions.PermissionDenied, "forbidden"),
    (exceptions.NotFound, "not_found"),
    (exceptions.MethodNotAllowed, "method_not_allowed"),
    (exceptions.NotAcceptable, "not_acceptable"),
    (exceptions.UnsupportedMediaType, "unsupported_media_type"),
    (exceptions.Throttled, "throttled"),
]


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """Answer any error of an API view as a problem; an unexpected one is logged and answered as 500 by Django."""
    set_rollback()
    body = body_of(exc)
    if body is None:
        return None
    headers = dict(getattr(exc, "headers", {}) or {})
    if isinstance(exc, exceptions.APIException):
        if auth := getattr(exc, "auth_header", None):
            headers["WWW-Authenticate"] = auth
        if wait := getattr(exc, "wait", None):
            headers["Retry-After"] = str(int(wait))
    return Response(body, status=body["status"], headers=headers, content_type=CONTENT_TYPE)


def body_of(exc: Exception) -> dict[str, Any] | None:
    """Return the problem body for an exception, or None for one that nobody foresaw."""
    if isinstance(exc, Problem):
        return exc.to_json()
    if isinstance(exc, Http404):
        return NotVisible().to_json()
    if isinstance(exc, PermissionDenied):
        return Forbidden().to_json()
    if isinstance(exc, RequestDataTooBig):
        return TooLarge().to_json()
    if isinstance(exc, exceptions.ValidationError):
        return Invalid(errors=flatten(exc.detail)).to_json()
    if isinstance(exc, exceptions.APIException):
        code = next((code for kind, code in FRAMEWORK_CODES if isinstance(exc, kind)), exc.default_code)
        return problem_body(exc.status_code, code, exc.default_detail, exc.detail, [], {})
    return None


def problem_response(problem: Problem) -> JsonResponse:
    """Answer a problem from outside the API views: middleware and Django's own error handlers."""
    return JsonResponse(
        problem.to_json(), status=problem.status, headers=problem.headers, content_type=CONTENT_TYPE
    )


def wants_problem(request: HttpRequest) -> bool:
    """Say whether errors on this path are for a program rather than for a person."""
    return request.path.startswith(("/api/", "/health/", "/ws/"))


class ServerError(Problem):
    """Our fault. Says nothing of how."""

    status, code = 500, "server_error"
    title = gettext_lazy("Something went wrong on our side. Nothing was stored.")


STATUS_PROBLEMS: dict[int, type[Problem]] = {400: Problem, 403: Forbidden, 404: NotVisible, 413: TooLarge, 500: ServerError}


def not_found(request: HttpRequest, exception: Exception | None = None) -> Any:
    """Django's 404 handler: a problem for programs, a page for people."""
    return _error_page(request, 404)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> Any:
    """Django's 403 handler."""
    return _error_page(request, 403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> Any:
    """Django's 400 handler."""
    return _error_page(request, 413 if isinstance(exception, RequestDataTooBig) else 400)


def server_error(request: HttpRequest) -> Any:
    """Django's 500 handler: says nothing of the cause."""
    return _error_page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> Any:
    """Answer a form whose secret is missing or old."""
    return _error_page(request, 403, _("This page was open for too long. Please go back, reload it and try again."))


def _error_page(request: HttpRequest, status_code: int, detail: str | None = None) -> Any:
    from django.template import loader

    problem = STATUS_PROBLEMS[status_code](detail)
    if wants_problem(request):
        return problem_response(problem)
    from django.http import HttpResponse

    names = [f"{status_code}.html", "404.html"] if status_code in (400, 413) else [f"{status_code}.html"]
    body = loader.select_template(names).render(
        {"detail": force_str(problem.detail or problem.title)}, None if status_code == 500 else request
    )
    return HttpResponse(body, status=status_code)


