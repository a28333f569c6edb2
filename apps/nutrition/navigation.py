"""This app's entry in a person's menu."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.nutrition.services import may
from apps.ui import navigation
from apps.ui.navigation import NavItem


def register() -> None:
    """Whoever keeps dishes finds where they are added."""
    navigation.register(
        NavItem(
            name=_("Added dishes"),
            url_name="admin:nutrition_addeddish_changelist",
            order=50,
            place="person",
            is_shown_to=_keeps_dishes,
        )
    )


def _keeps_dishes(person: Any) -> bool:
    return getattr(person, "is_authenticated", False) and may.keeps_dishes(person)
