"""OpenAPI 3.1 of the whole API, generated from the views. Every operation lists the problem it may answer
with.

`page_of(XOut)` describes a page of a list, `LIST_PARAMETERS` how it is asked for, `binary()` a body that is
no JSON.
"""

from __future__ import annotations

from typing import Any, Literal

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema as SpectacularSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, inline_serializer
from rest_framework import serializers


class SessionTokenScheme(OpenApiAuthenticationExtension):
    """How a phone signs its requests. Named by its path: the foundation imports nothing from above."""

    target_class = "apps.accounts.authentication.AppTokenAuthentication"
    name = "sessionToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """Return the scheme."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "X-Session-Token",
            "description": "`meta.session_token` of a sign-in under /api/auth/app/v1/.",
        }


class FieldErrorOut(serializers.Serializer):
    """One field that was refused."""

    field = serializers.CharField(help_text="Path of the field, for example items[2].start.")
    code = serializers.CharField(help_text="Stable name of the rule that was broken.")
    message = serializers.CharField(help_text="A sentence in the language of the request.")
    limit = serializers.JSONField(required=False, allow_null=True, help_text="The limit, where there is one.")


class ProblemOut(serializers.Serializer):
    """RFC 9457 problem details: the one shape of every error. Some codes add members of their own."""

    type = serializers.CharField(help_text="urn:kaishi:problem: and the code.")
    title = serializers.CharField(help_text="A sentence that is the same for each code.")
    status = serializers.IntegerField(min_value=400, max_value=599, help_text="The HTTP status again.")
    code = serializers.CharField(
        help_text="Stable; programs decide by it. All codes: docs/reference/errors.md."
    )
    detail = serializers.CharField(help_text="A sentence for people, in the language of the request.")
    errors = FieldErrorOut(  # type: ignore[assignment]
        many=True, help_text="The fields that were refused; empty where it is about no field."
    )


LIST_PARAMETERS = [
    OpenApiParameter(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": 200, "default": 50},
        description="At most so many results.",
    ),
    OpenApiParameter("cursor", str, description="From `next` or `previous` of another page."),
]
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
    OpenApiParameter.HEADER,
    required=False,
    description="The same key with the same request gets the first answer again, for seven days.",
)


def page_of(serializer: type[serializers.Serializer]) -> Any:
    """Return the serializer of a page of a list: `{next, previous, results}`."""
    return inline_serializer(
        f"{serializer.__name__.removesuffix('Out')}Page",
        {
            "next": serializers.URLField(allow_null=True, help_text="Address of the next page."),
            "previous": serializers.URLField(allow_null=True, help_text="Address of the page before."),
            "results": serializer(many=True),
        },
    )


def binary(*media_types: str) -> dict[str, Any]:
    """Return what `extend_schema(request=…)` takes for a body of bytes in one of these media types."""
    return dict.fromkeys(media_types, OpenApiTypes.BINARY)


class AutoSchema(SpectacularSchema):
    """Adds the problem answer and the Idempotency-Key header to every operation that has them."""

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> Any:
        """Return the declared answers, plus `default`: a problem. Below what `extend_schema` replaces."""
        problem = self._get_response_for_code(ProblemOut, "default", ["application/problem+json"], direction)
        return {**super()._get_response_bodies(direction), "default": problem}

    def _map_serializer_field(self, field: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        """Tell how long a list of objects may be and must be, which the generator leaves out."""
        described = super()._map_serializer_field(field, direction, bypass_extensions)
        if isinstance(field, serializers.ListSerializer):
            bounds = {
                "maxItems": getattr(field, "max_length", None),
                "minItems": getattr(field, "min_length", None),
            }
            described |= {name: bound for name, bound in bounds.items() if bound is not None}
        return described

    def get_override_parameters(self) -> list[Any]:
        """Return extra parameters: a POST may carry an Idempotency-Key."""
        return (
            [IDEMPOTENCY_KEY] if self.method == "POST" and getattr(self.view, "answers_once", False) else []
        )


def only_ours(endpoints: list[tuple[str, str, str, Any]], **_: Any) -> list[tuple[str, str, str, Any]]:
    """Leave out the schema's own address and pages: preprocessing hook."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/")]


WORDS = {
    "200": "Done.",
    "201": "Made.",
    "202": "Taken, and under way.",
    "204": "Done; there is nothing to tell.",
}


def tell_errors_once(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Refer every operation to one problem answer, and describe the others: postprocessing hook."""
    answers = result.setdefault("components", {}).setdefault("responses", {})
    for operation in operations_of(result):
        for status, answer in operation["responses"].items():
            answer["description"] = answer.get("description") or WORDS.get(status, "What went wrong.")
        if "default" in operation["responses"]:
            answers["Problem"] = operation["responses"]["default"]
            operation["responses"]["default"] = {"$ref": "#/components/responses/Problem"}
    return result


def any_value_may_be_null(
    result: dict[str, Any], generator: Any, request: Any, public: bool
) -> dict[str, Any]:
    """Write «anything» where the generator writes «anything, or else null»: null would fit both.
    Postprocessing hook.
    """
    waiting: list[Any] = [result]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            if {} in (item.get("oneOf") or ()):
                del item["oneOf"]
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return result


def operations_of(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every operation of a schema."""
    methods = {"get", "put", "post", "delete", "patch", "head", "options", "trace"}
    return [item[name] for item in schema.get("paths", {}).values() for name in item if name in methods]
