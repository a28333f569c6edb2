"""The words that the script of a growing strip writes."""

from __future__ import annotations

from django.utils.translation import gettext as _

from apps.console import wall_words


def strings() -> dict[str, str]:
    """Return the words by name: those of a bed on the wall, and those of holding the strip."""
    return wall_words.strings() | {
        "freeze": _("Freeze"),
        "frozen": _("Frozen"),
        "new_seconds": _("%(length)s new: go to the end"),
    }
