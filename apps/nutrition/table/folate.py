"""Folate is the value of this table that is not valid everywhere.

FNDDS tells what people in the USA eat, where folic acid is added to white flour, rice, pasta, maize and most breakfast
cereals: 100 g of cooked white rice have 96 µg of folate equivalents there, and 3 µg in Korea, China or Japan, where
rice and flour come as they are. The table tells both parts apart, so that what the food itself has is known.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

DFE: Final = "folate_dfe_ug"
TOTAL: Final = "folate_total_ug"
OWN: Final = "food_folate_ug"
ADDED: Final = "folic_acid_ug"
OF_FOLATE: Final = (DFE, TOTAL, ADDED)
FORTIFYING: Final = frozenset({"us"})
"""Countries in which the values hold as they are, as ISO 3166 codes in small letters."""


def is_fortified(nutrients: Mapping[str, float]) -> bool:
    """Say whether folic acid was added to a food, or to something in it."""
    return nutrients.get(ADDED, 0) > 0


def unfortified(nutrients: Mapping[str, float]) -> dict[str, float]:
    """Return the amounts of a food to which nobody added folic acid, as far as the table tells them apart."""
    if not is_fortified(nutrients):
        return dict(nutrients)
    without = {code: amount for code, amount in nutrients.items() if code not in OF_FOLATE}
    return {**without, **_only_own(nutrients)}


def as_eaten_in(country: str, nutrients: Mapping[str, float]) -> dict[str, float]:
    """Return the amounts as they are valid in a country (ISO 3166, any case; empty: nobody has said)."""
    return dict(nutrients) if country.lower() in FORTIFYING else unfortified(nutrients)


def _only_own(nutrients: Mapping[str, float]) -> dict[str, float]:
    own = nutrients.get(OWN)
    return {} if own is None else {DFE: own, TOTAL: own, ADDED: 0}
