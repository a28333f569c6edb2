"""Live or sandbox, as addresses have it."""

from __future__ import annotations

from django.urls import register_converter


class Mode:
    """`live` or `sandbox` in an address, True or False in Python."""

    regex: str = "live|sandbox"

    def to_python(self, value: str) -> bool:
        """Return whether it is live."""
        return value == "live"

    def to_url(self, value: bool) -> str:
        """Return the word."""
        return "live" if value else "sandbox"


register_converter(Mode, "mode")
