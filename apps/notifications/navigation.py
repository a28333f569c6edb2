"""The bell in the bar, and the way to one's preferences."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.notifications import selectors
from apps.ui import navigation
from apps.ui.navigation import NavItem


def works_here(person: Any) -> bool:
    """Say whether somebody has the console's pages: clinicians and administrators."""
    return bool(getattr(person, "is_clinician", False) or getattr(person, "is_administrator", False))


BELL = NavItem(
    name=_("Notifications"),
    url_name="notifications:list",
    icon="bell",
    place="tools",
    is_shown_to=works_here,
    count_for=selectors.unread_count,
    live_url_name="notifications:bell",
)


def register() -> None:
    """Put the bell into the bar, and the preferences into the menu."""
    navigation.register(BELL)
    navigation.register(
        NavItem(
            name=_("How I am told"),
            url_name="notifications:preferences",
            order=65,
            place="person",
            is_shown_to=works_here,
        )
    )
