"""Input that says what it does not know."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.foundation.errors import FieldError, Invalid, flatten

LIMITS = {
    "max_length": "max_length",
    "min_length": "min_length",
    "max_value": "max_value",
    "min_value": "min_value",
    "max_digits": "max_digits",
    "max_decimal_places": "decimal_places",
    "max_whole_digits": "max_whole_digits",
    "invalid_choice": "choices",
}
LONGEST_NAME = 100


def shown(name: str) -> str:
    """Return a client's own word for a field, fit to be sent back: short, and printable."""
    return name[:LONGEST_NAME].encode("ascii", "backslashreplace").decode("ascii")


def with_limit(serializer: serializers.Serializer, error: FieldError) -> FieldError:
    """Return the error with the limit that the field declares, where its code says that one was broken."""
    field: Any = serializer
    for name in re.sub(r"\[\d+\]", ".child", error.field).split("."):
        field = getattr(field, "child", None) if name == "child" else getattr(field, "fields", {}).get(name)
        if field is None:
            return error
    limit = getattr(field, LIMITS.get(error.code, ""), None)
    if isinstance(limit, Mapping):
        limit = [str(value) for value in limit]
    return error if error.limit is not None or limit is None else replace(error, limit=limit)


class StrictSerializer(serializers.Serializer):
    """A serializer for input: unknown fields are refused by name, and every error names its field."""

    @classmethod
    def parse(cls, request: Any) -> dict[str, Any]:
        """Return the checked body of a request. Raises Invalid."""
        return cls.check(request.data, context={"request": request})

    @classmethod
    def parse_query(cls, request: Any) -> dict[str, Any]:
        """Return the checked query parameters of a request. Raises Invalid."""
        return cls.check(request.query_params.dict(), context={"request": request})

    @classmethod
    def check(cls, data: Any, **kwargs: Any) -> dict[str, Any]:
        """Return checked values. Raises Invalid with one error for each field."""
        serializer = cls(data=data, **kwargs)
        errors: list[FieldError] = []
        if isinstance(data, Mapping):
            unknown = sorted(shown(str(name)) for name in data if name not in serializer.fields)
            errors = [
                FieldError(name, "unknown_field", _("There is no such field.")) for name in unknown[:20]
            ]
        if not serializer.is_valid():
            errors += [with_limit(serializer, error) for error in flatten(serializer.errors)]
        if errors:
            raise Invalid(errors=errors)
        return dict(serializer.validated_data)
