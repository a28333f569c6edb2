"""The person in front of the page, as far as pictures and words need to know her.

Reads attributes and imports nobody: `time_zone`, `glucose_unit`, `weight_unit`, defaults where absent.
"""

from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import Any

from django.conf import settings

from apps.ui import units, words

THEME_COOKIE = "kaishi_theme"
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Reader:
    zone: tzinfo = UTC
    zone_name: str = "UTC"
    glucose_unit: str = "mmol/L"
    weight_unit: str = "kg"


def person_of(request: Any) -> Any | None:
    """`request.person` where accounts set it, else the signed-in user, else None."""
    person = getattr(request, "person", None)
    if person is not None:
        return person
    user = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


def reader_of(request: Any) -> Reader:
    person = person_of(request)
    zone_name = str(getattr(person, "time_zone", "") or settings.TIME_ZONE)
    zone = words.zone_of(zone_name)
    return Reader(
        zone=zone,
        zone_name=zone_name if zone is not UTC else "UTC",
        glucose_unit=_one_of(getattr(person, "glucose_unit", None), units.GLUCOSE_UNITS),
        weight_unit=_one_of(getattr(person, "weight_unit", None), units.WEIGHT_UNITS),
    )


def theme_of(request: Any) -> str:
    """`light`, `dark`, or empty: the system decides."""
    chosen = getattr(request, "COOKIES", {}).get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def _one_of(given: object, allowed: tuple[str, ...]) -> str:
    return str(given) if given in allowed else allowed[0]
