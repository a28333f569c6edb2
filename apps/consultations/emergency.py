"""Which number a mother rings in an emergency: her team's, else the site's, else its country's, else words alone."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

PATH: Final = Path(__file__).parent / "rules" / "emergency_numbers.toml"


@cache
def numbers() -> dict[str, str]:
    """Return the emergency numbers by country (ISO 3166 in small letters, or `eu`)."""
    rows = tomllib.loads(PATH.read_text(encoding="utf-8"))["number"]
    return {row["id"]: row["number"] for row in rows}


def number_of_site() -> str:
    """Return the number that the site has set, or that of its country; empty where neither is known."""
    return str(settings.EMERGENCY_NUMBER or numbers().get(settings.SITE_COUNTRY, ""))


def sentence(number: str) -> str:
    """Say whom to ring in an emergency, also where no number is known."""
    if number:
        return _("In an emergency call %(number)s now. Do not wait for an answer here.") % {"number": number}
    return _("In an emergency call your emergency number now. Do not wait for an answer here.")
