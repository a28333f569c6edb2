"""This app's entries in the bar on top."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.ui import navigation
from apps.ui.navigation import NavItem


def register() -> None:
    """Care teams and administrators find the rehearsals behind their name."""
    navigation.register(
        NavItem(
            name=_("Rehearsals"),
            url_name="monitoring:rehearsals",
            place="person",
            order=40,
            is_shown_to=_works_here,
        )
    )


def _works_here(person: Any) -> bool:
    return bool(getattr(person, "is_clinician", False) or getattr(person, "is_administrator", False))
