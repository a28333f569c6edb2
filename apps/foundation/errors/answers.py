"""How any error of an API view becomes an answer.

What nobody foresaw is left to Django: logged, and a bare 500.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import structlog
from django.core.exceptions import (
    BadRequest,
    PermissionDenied,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import OperationalError
from django.http import Http404, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from apps.foundation.errors.problems import (
    CONTENT_TYPE,
    Forbidden,
    Invalid,
    Malformed,
    NotVisible,
    Problem,
    TooLarge,
    Unavailable,
    flatten,
    problem_for,
)

log = structlog.get_logger(__name__)
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
UNREADABLE = (UnreadablePostError, MultiPartParserError, BadRequest, exceptions.ParseError)


def exception_handler(exc: Exception, context: Mapping[str, Any]) -> Response | None:
    """Answer an error of an API view as a problem; None for one that nobody foresaw."""
    body = body_of(exc)
    if body is None:
        return None
    return Response(body, status=body["status"], headers=headers_of(exc), content_type=CONTENT_TYPE)


def body_of(exc: Exception) -> dict[str, Any] | None:
    """Return the problem body for an exception, or None for one that nobody foresaw."""
    problem = problem_of(exc)
    if problem is not None:
        return problem.to_json()
    if isinstance(exc, exceptions.APIException):  # in our words: theirs may repeat what was sent
        return problem_for(exc.status_code)
    return None


def problem_of(exc: Exception) -> Problem | None:
    """Return our own error for one of the framework's that means the same."""
    if isinstance(exc, Problem):
        return exc
    if isinstance(exc, Http404):
        return NotVisible()
    if isinstance(exc, exceptions.PermissionDenied) and str(exc.detail).startswith("CSRF Failed"):
        return Forbidden(_("The form secret is missing or old."), code="csrf_failed")
    if isinstance(exc, PermissionDenied):
        return Forbidden()
    if isinstance(exc, TOO_MUCH):
        return TooLarge()
    if isinstance(exc, UNREADABLE):
        return Malformed(_("The body could not be read."))
    if isinstance(exc, exceptions.ValidationError):
        return Invalid(errors=flatten(exc.detail))
    if isinstance(exc, OperationalError):  # the database is away, or broke a deadlock: coming again helps
        log.error("database_did_not_answer", exc_info=exc)
        return Unavailable(headers={"Retry-After": "1"})
    return None


def headers_of(exc: Exception) -> dict[str, str]:
    """Return the headers that belong to an error: how to sign in, when to come back."""
    known = problem_of(exc)
    headers = dict(known.headers) if known else {}
    if auth := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = auth
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(math.ceil(wait))
    return headers


def problem_response(problem: Problem) -> JsonResponse:
    """Answer a problem from outside the API views: middleware and Django's own error handlers."""
    return JsonResponse(
        problem.to_json(), status=problem.status, headers=problem.headers, content_type=CONTENT_TYPE
    )
