"""Codes of offers in the words of who reads. Nothing here is ever said to a partner."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.foundation.contracts.foods import name_of
from apps.foundation.contracts.needs import NeedCode
from apps.referrals.words.offer_codes import NAMES

UNITS: Final = {"ug": "µg", "mg": "mg", "g": "g"}


def disclosure() -> str:
    """Return what stands on every offer."""
    return _("Advertisement: we earn a commission if you buy.")


def how_ordered() -> str:
    """Return how offers are ordered."""
    return _(
        "Ordered by how well an offer fits your plan, its price, availability, what is known of it, and delivery. "
        "What we earn plays no part."
    )


def name(code: NeedCode) -> str:
    """Return what is needed, with its dose where there is one."""
    if code.kind == "food":
        return name_of(code.name, get_language() or "en")
    said = str(NAMES[code.key])
    if code.amount is None:
        return said
    return _("%(name)s, %(amount)s a day") % {"name": said, "amount": amount(code.name, code.amount)}


def amount(nutrient: str, value: float) -> str:
    """Return an amount with the unit that the nutrient's name ends in."""
    return f"{value:g} {UNITS[nutrient.rpartition('_')[2]]}"


def said(table: dict[str, Any], code: str) -> dict[str, str]:
    """Return a code with its words."""
    return {"code": code, "says": str(table[code])}


def why(code: NeedCode, *, is_asked: bool, brings: float | None) -> dict[str, str]:
    """Return why a product stands beside a line."""
    if code.amount is not None and brings is not None:
        about = {"amount": amount(code.name, brings), "wanted": amount(code.name, code.amount)}
        return {
            "code": "fits_dose",
            "says": _("Brings %(amount)s a day; wanted are %(wanted)s.") % about,
        }
    if is_asked:
        return {"code": "asked_for", "says": _("You asked for it.")}
    if code.kind == "food":
        return {"code": "on_shopping_list", "says": _("It is on the shopping list of your plan.")}
    return {"code": "goes_with_activity", "says": _("It goes with the activity of your plan.")}


def cheapest(code: NeedCode) -> dict[str, str]:
    """Return that nothing shown for a line costs less."""
    words = {"supplement": _("The lowest price for a day."), "food": _("The lowest price for 100 g.")}
    return {"code": "lowest_price", "says": words.get(code.kind, _("The lowest price."))}


def delivers() -> dict[str, str]:
    """Return that the partner says that it delivers to her country."""
    return {"code": "delivers", "says": _("The partner says that it delivers to your country.")}
