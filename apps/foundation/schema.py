"""OpenAPI 3 of the whole API, generated from the views. Every operation lists the problems it can answer."""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema as SpectacularSchema
from rest_framework import serializers


class FieldErrorOut(serializers.Serializer):
    """One field that was refused."""

    field = serializers.CharField(help_text="Path of the field, for example items[2].start.")
    code = serializers.CharField(help_text="Stable name of the rule that was broken.")
    message = serializers.CharField(help_text="A sentence in the language of the request.")
    limit = serializers.JSONField(required=False, allow_null=True, help_text="The limit, where there is one.")


class ProblemOut(serializers.Serializer):
    """RFC 9457 problem details: the one shape of every error."""

    type = serializers.CharField(help_text="urn:kaishi:problem: and the code.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="Stable; programs decide by it.")
    detail = serializers.CharField()
    errors = FieldErrorOut(many=True)


PROBLEM_CONTENT = {("default", "application/problem+json"): ProblemOut}


class AutoSchema(SpectacularSchema):
    """Adds the problem answers and the Idempotency-Key header to every operation."""

    def get_response_serializers(self) -> Any:
        """Return the declared answers, plus `default`: a problem."""
        declared = super().get_response_serializers()
        if not isinstance(declared, dict):
            code = "201" if self.method == "POST" else "204" if self.method == "DELETE" else "200"
            declared = {code: declared}
        return {**declared, ("default", "application/problem+json"): ProblemOut}

    def get_override_parameters(self) -> list[Any]:
        """Return extra parameters: each POST may carry an Idempotency-Key."""
        from drf_spectacular.utils import OpenApiParameter

        if self.method != "POST":
            return []
        return [
            OpenApiParameter(
                "Idempotency-Key", str, OpenApiParameter.HEADER, required=False,
                description="Up to 255 printable characters. The same key and body get the first answer again.",
            )
        ]
