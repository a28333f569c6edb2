"""How a page is called in notifications. Outside the app only «something new» is said."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from apps.expectations.house import NOTICE


def register() -> None:
    """Register the kind."""
    from apps.notifications import kinds

    kinds.register(NOTICE, title=_("A part of KAISHI is silent"), url=_page, outlives_pregnancy=True)


def _page(object_id: UUID, person: Any) -> str:
    return reverse("expectations:silence")
