"""Why an analysis failed, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _


def sentence(code: str) -> str:
    """Return what to say about a failure; empty where there was none."""
    if not code:
        return ""
    if code == "gave_up":
        return _("The analysis was begun several times and never ended. The trace itself is kept.")
    return _("The analysis failed. The trace itself is kept.")
