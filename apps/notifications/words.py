"""The only words that leave the house, in the language of whom they reach."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext


def something_new(person: Any) -> str:
    """Return «Something new in KAISHI» in her language: the same for a message, an alert and a bill."""
    with translation.override(person.language):
        return gettext("Something new in KAISHI")
