"""Which day it is for somebody: a date of hers is never in the future where she lives."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from apps.accounts.models import Person
from apps.accounts.preferences import zone_of

_zone = lru_cache(maxsize=600)(zone_of)


def zone(person: Person) -> ZoneInfo:
    """Return the person's zone; UTC where hers is not known to this machine."""
    return _zone(person.time_zone)


def local_day(person: Person, at: datetime) -> date:
    """Return the calendar day of a moment where the person lives."""
    return at.astimezone(zone(person)).date()
