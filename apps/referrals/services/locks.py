"""Rows that are held until the commit."""

from __future__ import annotations

from typing import Any

from apps.foundation.errors import NotVisible
from apps.referrals.models import Partner


def locked_partner(**which: Any) -> Partner:
    """Return a partner (`pk` or `public_id`), locked; rows that point at it can still be written. Raises NotVisible."""
    found = Partner.objects.select_for_update(no_key=True).filter(**which).first()
    if found is None:
        raise NotVisible
    return found
