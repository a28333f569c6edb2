"""What was read, in words for the mother who reads her access log. Filled from each app's `apps.py`.

access_words.register("recordings.recording", _("A recording of your baby's heart"))
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.utils.encoding import force_str

_words: dict[str, Any] = {}


def register(kind: str, words: Any) -> None:
    """Say what a kind of thing (a model's label in lower case) is called; twice replaces."""
    _words[kind.lower()] = words


def of(kind: str) -> str:
    """Return the words for a kind, its model's name where none were registered, else the kind itself."""
    if kind in _words:
        return force_str(_words[kind])
    try:
        return force_str(apps.get_model(kind)._meta.verbose_name).capitalize()
    except LookupError:  # a table that no longer exists; what was read from it stays in the log
        return kind
