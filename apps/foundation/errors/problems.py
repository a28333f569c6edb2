"""What a service refuses.

Details never carry health values: the field, its limit, and what kind of thing was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy

CONTENT_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:kaishi:problem:"

TITLES: dict[str, Any] = {
    "bad_request": gettext_lazy("The request could not be understood."),
    "not_authenticated": gettext_lazy("Please sign in."),
    "forbidden": gettext_lazy("You may not do this."),
    "not_found": gettext_lazy("There is nothing here."),
    "method_not_allowed": gettext_lazy("This address does not take this method."),
    "not_acceptable": gettext_lazy("There is no answer in the format that was asked for."),
    "conflict": gettext_lazy("This has changed in the meantime."),
    "gone": gettext_lazy("This is over. Please start again."),
    "too_large": gettext_lazy("This is larger than the limit."),
    "unsupported_media_type": gettext_lazy("A body of this type is not taken here."),
    "unprocessable": gettext_lazy("This contradicts what was sent before."),
    "throttled": gettext_lazy("Too many requests. Please wait a moment."),
    "server_error": gettext_lazy("Something went wrong on our side. Nothing was stored."),
    "unavailable": gettext_lazy("This is not available right now. Please try again."),
}
CODE_OF_STATUS = {
    400: "bad_request",
    401: "not_authenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    409: "conflict",
    410: "gone",
    413: "too_large",
    415: "unsupported_media_type",
    422: "unprocessable",
    429: "throttled",
    500: "server_error",
    503: "unavailable",
}


@dataclass(frozen=True)
class FieldError:
    """One field that was refused: its path, a stable code, a sentence, and the limit it broke where there
    is one.
    """

    field: str
    code: str
    message: str
    limit: Any = None

    def to_json(self) -> dict[str, Any]:
        """Return the error as plain values; a limit that does not exist is left out."""
        return {key: value for key, value in asdict(self).items() if value is not None}


class Problem(Exception):
    """What a service refuses.

    Subclasses set `status`, `code` and `title`; one raise may set a narrower `code`.
    """

    status: int = 400
    code: str = "bad_request"
    title: Any = TITLES["bad_request"]

    def __init__(
        self,
        detail: Any = None,
        *,
        code: str | None = None,
        errors: list[FieldError] | None = None,
        headers: Mapping[str, str] | None = None,
        **extra: Any,
    ) -> None:
        super().__init__(force_str(detail or self.title))
        self.code = code or type(self).code
        self.detail = detail
        self.errors = errors or []
        self.headers = dict(headers or {})
        self.extra = extra

    @classmethod
    def field(cls, field: str, message: Any, *, code: str = "invalid", limit: Any = None) -> Self:
        """Return the problem for one field, naming the limit that it broke."""
        return cls(message, errors=[FieldError(field, code, force_str(message), limit)])

    def to_json(self) -> dict[str, Any]:
        """Return the body that goes to the client."""
        errors = [error.to_json() for error in self.errors]
        return problem_body(self.status, self.code, self.title, self.detail, errors, self.extra)


class Malformed(Problem):
    """The body is not what its Content-Type says, or ended early."""

    code = "malformed"


class Invalid(Problem):
    """The request is well formed, but a field breaks a rule."""

    code = "invalid"
    title = gettext_lazy("Some of what was sent is not valid.")


class Forbidden(Problem):
    """She may see it, but may not do this."""

    status, code, title = 403, "forbidden", TITLES["forbidden"]


class NotVisible(Problem):
    """There is no such thing, or it is not this person's to see: the answer is the same."""

    status, code, title = 404, "not_found", TITLES["not_found"]


class Conflict(Problem):
    """Somebody else was first, or the thing has moved on."""

    status, code, title = 409, "conflict", TITLES["conflict"]


class TooLarge(Problem):
    """More than the limit that the error names."""

    status, code, title = 413, "too_large", TITLES["too_large"]


class Unprocessable(Problem):
    """Understood, but contradicts what is already known."""

    status, code, title = 422, "unprocessable", TITLES["unprocessable"]


class Throttled(Problem):
    """Too many requests; `Retry-After` says how long to wait."""

    status, code, title = 429, "throttled", TITLES["throttled"]


class ServerError(Problem):
    """Our fault. Says nothing of how."""

    status, code, title = 500, "server_error", TITLES["server_error"]


class Unavailable(Problem):
    """A part that is needed does not answer; nothing was done."""

    status, code, title = 503, "unavailable", TITLES["unavailable"]


def problem_body(
    status_code: int,
    code: str,
    title: Any,
    detail: Any,
    errors: list[dict[str, Any]],
    extra: Mapping[str, Any],
) -> dict[str, Any]:
    """Build the one body that every error has; `errors` is always a list."""
    return {
        **extra,
        "type": TYPE_PREFIX + code,
        "title": force_str(title),
        "status": status_code,
        "code": code,
        "detail": force_str(detail or title),
        "errors": errors,
    }


def problem_for(
    status_code: int, *, detail: Any = None, errors: list[dict[str, Any]] | None = None, **extra: Any
) -> dict[str, Any]:
    """Return the body for a bare status; one without words of its own is told by its class."""
    code = CODE_OF_STATUS.get(status_code) or ("server_error" if status_code >= 500 else "bad_request")
    return problem_body(status_code, code, TITLES[code], detail, errors or [], extra)


def flatten(detail: Any, path: str = "") -> list[FieldError]:
    """Turn a serializer's nested errors into a flat list with dotted paths."""
    if isinstance(detail, Mapping):
        return [e for key, value in detail.items() for e in flatten(value, _below(path, str(key)))]
    if isinstance(detail, list):
        found: list[FieldError] = []
        for index, value in enumerate(detail):
            found += flatten(value, f"{path}[{index}]" if isinstance(value, Mapping | list) else path)
        return found
    limit = getattr(detail, "limit", None)
    return [
        FieldError(path or "non_field_errors", getattr(detail, "code", "invalid"), force_str(detail), limit)
    ]


def _below(path: str, key: str) -> str:
    if key.isdigit():  # the framework numbers the items of some lists by keys
        return f"{path}[{key}]"
    return f"{path}.{key}" if path else key
