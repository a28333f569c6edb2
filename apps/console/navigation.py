"""This app's entries in the bar on top: the care team's work, or an administrator's."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Person
from apps.console.pages.access import watches_recognition
from apps.ui import navigation
from apps.ui.navigation import NavItem


def register() -> None:
    """Clinicians see worklist and mothers, administrators people and teams; how foods are recognised see both."""
    for item in (
        NavItem(
            name=_("Worklist"), url_name="console:worklist", icon="list", order=10, is_shown_to=_is_clinician
        ),
        NavItem(name=_("Wall"), url_name="console:wall", icon="trace", order=15, is_shown_to=_is_clinician),
        NavItem(
            name=_("Mothers"), url_name="console:mothers", icon="people", order=20, is_shown_to=_is_clinician
        ),
        NavItem(
            name=_("People"),
            url_name="console:people",
            icon="person",
            order=30,
            is_shown_to=_is_administrator,
        ),
        NavItem(
            name=_("Teams"), url_name="console:teams", icon="people", order=40, is_shown_to=_is_administrator
        ),
        NavItem(
            name=_("Food recognition"),
            url_name="console:recognition",
            place="person",
            order=30,
            is_shown_to=_watches_recognition,
        ),
    ):
        navigation.register(item)


def _is_clinician(person: Any) -> bool:
    return bool(getattr(person, "is_clinician", False))


def _is_administrator(person: Any) -> bool:
    return bool(getattr(person, "is_administrator", False))


def _watches_recognition(person: Any) -> bool:
    return isinstance(person, Person) and watches_recognition(person)
