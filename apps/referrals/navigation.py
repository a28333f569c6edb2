"""This app's entries in the bar on top."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Role
from apps.ui import navigation
from apps.ui.navigation import NavItem


def register() -> None:
    """People of partners see their portal, administrators the partners."""
    navigation.register(
        NavItem(
            name=_("Partner portal"),
            url_name="portal:start",
            icon="table",
            order=10,
            is_shown_to=_is_of_partners,
        )
    )
    navigation.register(
        NavItem(
            name=_("Partners"),
            url_name="partners:partners",
            icon="table",
            order=42,
            is_shown_to=_is_administrator,
        )
    )


def _is_of_partners(person: Any) -> bool:
    return getattr(person, "role", "") == Role.PARTNER


def _is_administrator(person: Any) -> bool:
    return bool(getattr(person, "is_administrator", False))
