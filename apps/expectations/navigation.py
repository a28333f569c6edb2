"""This app's entry in the bar on top."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.ui import navigation
from apps.ui.navigation import NavItem


def register() -> None:
    """Administrators see what is silent."""
    navigation.register(
        NavItem(
            name=_("Silence"),
            url_name="expectations:silence",
            icon="level-critical",
            order=36,
            is_shown_to=_is_administrator,
            count_for=_unanswered,
        )
    )


def _is_administrator(person: Any) -> bool:
    return bool(getattr(person, "is_administrator", False))


def _unanswered(person: Any) -> int | None:
    from apps.expectations.selectors import unanswered_count

    return unanswered_count() or None
