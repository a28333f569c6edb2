"""One shape for everything that goes wrong at the API: RFC 9457 problem details with a stable `code`.

`problems`: what services raise. `answers`: how any error of an API view becomes an answer. `pages`:
Django's own error handlers, which answer programs with a problem and people with a page.
"""

from apps.foundation.errors.answers import exception_handler, problem_response
from apps.foundation.errors.pages import (
    bad_request,
    csrf_failure,
    not_found,
    permission_denied,
    server_error,
    wants_problem,
)
from apps.foundation.errors.problems import (
    CONTENT_TYPE,
    TYPE_PREFIX,
    Conflict,
    FieldError,
    Forbidden,
    Invalid,
    Malformed,
    NotVisible,
    Problem,
    ServerError,
    Throttled,
    TooLarge,
    Unavailable,
    Unprocessable,
    flatten,
    problem_body,
    problem_for,
)

__all__ = [
    "CONTENT_TYPE",
    "TYPE_PREFIX",
    "Conflict",
    "FieldError",
    "Forbidden",
    "Invalid",
    "Malformed",
    "NotVisible",
    "Problem",
    "ServerError",
    "Throttled",
    "TooLarge",
    "Unavailable",
    "Unprocessable",
    "bad_request",
    "csrf_failure",
    "exception_handler",
    "flatten",
    "not_found",
    "permission_denied",
    "problem_body",
    "problem_for",
    "problem_response",
    "server_error",
    "wants_problem",
]
