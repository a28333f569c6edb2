"""This app's entries in the bar on top."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Role
from apps.ui import navigation
from apps.ui.navigation import NavItem


def register() -> None:
    """People of partners see their portal."""
    navigation.register(
        NavItem(
            name=_("Partner portal"),
            url_name="portal:start",
            icon="table",
            order=10,
            is_shown_to=_is_of_partners,
        )
    )


def _is_of_partners(person: Any) -> bool:
    return getattr(person, "role", "") == Role.PARTNER
