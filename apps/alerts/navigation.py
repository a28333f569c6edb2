"""This app's entries in the bar on top."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.ui import navigation
from apps.ui.navigation import NavItem


def register() -> None:
    """Clinicians see their alerts and the rota, administrators what nobody takes and the rota."""
    for item in (
        NavItem(
            name=_("Alerts"),
            url_name="alerts:worklist",
            icon="level-warning",
            order=5,
            is_shown_to=_is_clinician,
            count_for=_waiting,
        ),
        NavItem(name=_("Rota"), url_name="alerts:rotas", icon="clock", order=45, is_shown_to=_keeps_a_rota),
        NavItem(
            name=_("Unanswered"),
            url_name="alerts:unanswered",
            icon="level-critical",
            order=35,
            is_shown_to=_is_administrator,
            count_for=_unanswered,
        ),
    ):
        navigation.register(item)


def _is_clinician(person: Any) -> bool:
    return bool(getattr(person, "is_clinician", False))


def _is_administrator(person: Any) -> bool:
    return bool(getattr(person, "is_administrator", False))


def _keeps_a_rota(person: Any) -> bool:
    return _is_clinician(person) or _is_administrator(person)


def _waiting(person: Any) -> int | None:
    from apps.alerts.selectors.alerts import waiting_count

    return waiting_count(person, at=timezone.now()) or None


def _unanswered(person: Any) -> int | None:
    from apps.alerts.selectors.alerts import unanswered_count

    return unanswered_count() or None
