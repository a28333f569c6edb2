"""Input that says what it does not know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from django.utils.translation import gettext as _
from rest_framework import serializers

from apps.foundation.errors import FieldError, Invalid, flatten


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
        serializer: Self = cls(data=data, **kwargs)
        errors: list[FieldError] = []
        if isinstance(data, Mapping):
            unknown = sorted(str(name) for name in data if name not in serializer.fields)
            errors = [FieldError(name, "unknown_field", _("There is no such field.")) for name in unknown[:20]]
        if not serializer.is_valid():
            errors += flatten(serializer.errors)
        if errors:
            raise Invalid(errors=errors)
        return dict(serializer.validated_data)
