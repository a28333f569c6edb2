"""The entry in the bar on top, with the number of unread messages."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.consultations import selectors
from apps.ui import navigation
from apps.ui.navigation import NavItem


def register() -> None:
    """Put consultations beside the worklist, for whoever is in a care team."""
    navigation.register(
        NavItem(
            name=_("Consultations"),
            url_name="consultations:queue",
            icon="message",
            order=15,
            is_shown_to=_is_clinician,
            count_for=selectors.unread_total,
            script="consultations/js/badge.js",
        )
    )


def _is_clinician(person: Any) -> bool:
    return bool(getattr(person, "is_clinician", False))
