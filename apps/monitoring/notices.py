"""How the words about a trace are called in notifications. Outside the app only «something new» is said."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.monitoring.services.trace_words import NOTICE


def register() -> None:
    """Register the kind. It is not told any more once the pregnancy has ended."""
    from apps.notifications import kinds

    kinds.register(NOTICE, title=_("Please read this about your recording"), url=_page)


def _page(object_id: UUID, person: Any) -> str:
    return reverse("monitoring:trace_words", args=[object_id])
