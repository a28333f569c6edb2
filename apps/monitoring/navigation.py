"""This app's entries in the bar on top."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.ui import navigation
from apps.ui.navigation import NavItem


def register() -> None:
    """Care teams and administrators find the rehearsals and the words for mothers behind their name."""
    for name, url_name, order in (
        (_("Rehearsals"), "monitoring:rehearsals", 40),
        (_("Words for mothers"), "monitoring:mother_words", 41),
    ):
        navigation.register(
            NavItem(name=name, url_name=url_name, place="person", order=order, is_shown_to=_works_here)
        )


def _works_here(person: Any) -> bool:
    return bool(getattr(person, "is_clinician", False) or getattr(person, "is_administrator", False))
