"""What nutrients with a reference intake are called, the food table's and those that it has under no such name."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from apps.nutrition.rules.reference_intakes import COUNTED, OF_FOOD_TABLE
from apps.nutrition.table.nutrients import BY_CODE, UNITS

NAMES: Final[dict[str, Any]] = {
    "alpha_linolenic_acid_g": _("Alpha-linolenic acid (omega-3)"),
    "biotin_ug": _("Biotin"),
    "chloride_mg": _("Chloride"),
    "chromium_ug": _("Chromium"),
    "dha_mg": _("DHA (omega-3)"),
    "epa_dha_mg": _("EPA and DHA (omega-3)"),
    "fluoride_mg": _("Fluoride"),
    "folate_dfe_ug": _("Folate"),
    "folic_acid_ug": _("Folic acid, from pills and flour"),
    "linoleic_acid_g": _("Linoleic acid (omega-6)"),
    "magnesium_supplement_mg": _("Magnesium from supplements"),
    "manganese_mg": _("Manganese"),
    "molybdenum_ug": _("Molybdenum"),
    "niacin_ne_mg": _("Niacin (vitamin B3)"),
    "pantothenic_acid_mg": _("Pantothenic acid"),
    "water_total_l": _("Water, from food and drink"),
}
LIMIT_NAMES: Final[dict[str, Any]] = {
    "vitamin_a_rae_ug": _("Retinol (preformed vitamin A)"),
    "vitamin_e_mg": _("Vitamin E that was added"),
    "niacin_ne_mg": _("Niacin from supplements"),
    **{name: NAMES[name] for name in ("folic_acid_ug", "magnesium_supplement_mg")},
}
"""Where a limit counts another thing than the target of the same nutrient."""


def name_of(code: str) -> str:
    """Return the name of a nutrient with a reference intake."""
    return str(NAMES[code] if code in NAMES else BY_CODE[code].name)


def limit_name_of(code: str) -> str:
    """Return the name of what the limit of a nutrient counts."""
    return str(LIMIT_NAMES[code]) if code in COUNTED else name_of(code)


def unit_of(code: str) -> str:
    """Return the unit that a nutrient's name ends in."""
    ending = code.rpartition("_")[2]
    return "l" if ending == "l" else UNITS[ending]


def is_in_food_table(code: str) -> bool:
    """Say whether the food table has values for a nutrient at all; of the others nothing can be said."""
    names, _factor = OF_FOOD_TABLE.get(code, ((code,), 1.0))
    return all(name in BY_CODE for name in names) or code in COUNTED
