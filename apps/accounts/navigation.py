"""This app's entries in a person's menu."""

from django.utils.translation import gettext_lazy as _

from apps.ui import navigation
from apps.ui.navigation import NavItem


def register() -> None:
    """Add settings, second factor, sessions and signing out to the menu of everybody who is signed in."""
    for item in (
        NavItem(name=_("Settings"), url_name="accounts:settings", order=60, place="person"),
        NavItem(name=_("Second factor"), url_name="mfa_index", order=70, place="person"),
        NavItem(name=_("Signed-in devices"), url_name="usersessions_list", order=80, place="person"),
        NavItem(name=_("Sign out"), url_name="account_logout", order=90, place="person", method="post"),
    ):
        navigation.register(item)
