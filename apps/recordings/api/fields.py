"""Input fields that only recordings have."""

from __future__ import annotations

import math
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers


class Seconds(serializers.FloatField):
    """Seconds since the start of a recording."""

    default_error_messages = {"finite": _("Give a finite number.")}

    def to_internal_value(self, data: Any) -> float:
        """Return a finite number."""
        value = super().to_internal_value(data)
        if not math.isfinite(value):
            self.fail("finite")
        return value
