"""How an alert is called in notifications. Outside the app only «something new» is said."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.alerts.services.telling import ALERT, UNANSWERED


def register() -> None:
    """Register both kinds: one for clinicians, one for administrators, who see no mother."""
    from apps.notifications import kinds

    kinds.register(ALERT, title=_("An alert waits for you"), url=_alert, outlives_pregnancy=True)
    kinds.register(UNANSWERED, title=_("Nobody takes an alert"), url=_unanswered, outlives_pregnancy=True)


def _alert(object_id: UUID, person: Any) -> str:
    return reverse("alerts:alert", args=[object_id])


def _unanswered(object_id: UUID, person: Any) -> str:
    return reverse("alerts:unanswered")
