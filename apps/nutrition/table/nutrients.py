"""The nutrients of the food table: code, unit, name, group, and with how many digits a value is shown.

Amounts are always per 100 g. A code ends in its unit, so that no number can be read in a wrong one. Names are
translated; `fa_18_3_g` is mostly alpha-linolenic and `fa_18_2_g` mostly linoleic acid.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

FATTY_ACIDS: Final = (
    "4:0", "6:0", "8:0", "10:0", "12:0", "14:0", "16:0", "18:0", "16:1", "18:1", "20:1", "22:1", "18:4", "20:4",
)  # fmt: skip
"""Those without a name of their own here, as carbon atoms and double bonds."""
UNITS: Final = {"kcal": "kcal", "g": "g", "mg": "mg", "ug": "µg"}


@dataclass(frozen=True)
class Nutrient:
    """One column of the table. `digits`: decimals that the sources give at most."""

    code: str
    name: Any
    group: str
    digits: int = 1

    @property
    def unit(self) -> str:
        """The unit of its amounts: kcal, g, mg or µg."""
        return UNITS[self.code.rpartition("_")[2]]


GROUPS: Final = {
    "main": _("Energy and main nutrients"),
    "fat": _("Fatty acids"),
    "vitamin": _("Vitamins"),
    "mineral": _("Minerals"),
    "other": _("Other"),
}

NUTRIENTS: Final = (
    Nutrient("energy_kcal", _("Energy"), "main", 0),
    Nutrient("protein_g", _("Protein"), "main", 2),
    Nutrient("carbohydrate_g", _("Carbohydrate"), "main", 2),
    Nutrient("sugars_g", _("Sugars"), "main", 2),
    Nutrient("fiber_g", _("Fibre"), "main"),
    Nutrient("fat_g", _("Fat"), "main", 2),
    Nutrient("water_g", _("Water"), "main", 2),
    Nutrient("alcohol_g", _("Alcohol"), "main"),
    Nutrient("saturated_fat_g", _("Saturated fat"), "fat", 3),
    Nutrient("monounsaturated_fat_g", _("Monounsaturated fat"), "fat", 3),
    Nutrient("polyunsaturated_fat_g", _("Polyunsaturated fat"), "fat", 3),
    Nutrient("cholesterol_mg", _("Cholesterol"), "fat", 0),
    Nutrient("fa_18_2_g", _("Linoleic acid (omega-6)"), "fat", 3),
    Nutrient("fa_18_3_g", _("Alpha-linolenic acid (omega-3)"), "fat", 3),
    Nutrient("epa_g", _("EPA (omega-3)"), "fat", 3),
    Nutrient("dpa_g", _("DPA (omega-3)"), "fat", 3),
    Nutrient("dha_g", _("DHA (omega-3)"), "fat", 3),
    Nutrient("vitamin_a_rae_ug", _("Vitamin A"), "vitamin", 0),
    Nutrient("retinol_ug", _("Retinol (preformed vitamin A)"), "vitamin", 0),
    Nutrient("carotene_alpha_ug", _("Alpha-carotene"), "vitamin", 0),
    Nutrient("carotene_beta_ug", _("Beta-carotene"), "vitamin", 0),
    Nutrient("cryptoxanthin_beta_ug", _("Beta-cryptoxanthin"), "vitamin", 0),
    Nutrient("lycopene_ug", _("Lycopene"), "vitamin", 0),
    Nutrient("lutein_zeaxanthin_ug", _("Lutein and zeaxanthin"), "vitamin", 0),
    Nutrient("thiamin_mg", _("Thiamin (vitamin B1)"), "vitamin", 3),
    Nutrient("riboflavin_mg", _("Riboflavin (vitamin B2)"), "vitamin", 3),
    Nutrient("niacin_mg", _("Niacin (vitamin B3)"), "vitamin", 3),
    Nutrient("vitamin_b6_mg", _("Vitamin B6"), "vitamin", 3),
    Nutrient("folate_dfe_ug", _("Folate (dietary folate equivalents)"), "vitamin", 0),
    Nutrient("food_folate_ug", _("Folate that the food itself has"), "vitamin", 0),
    Nutrient("folic_acid_ug", _("Folic acid that was added"), "vitamin", 0),
    Nutrient("folate_total_ug", _("Folate (total)"), "vitamin", 0),
    Nutrient("choline_mg", _("Choline"), "vitamin"),
    Nutrient("vitamin_b12_ug", _("Vitamin B12"), "vitamin", 2),
    Nutrient("vitamin_b12_added_ug", _("Vitamin B12 that was added"), "vitamin", 2),
    Nutrient("vitamin_c_mg", _("Vitamin C"), "vitamin"),
    Nutrient("vitamin_d_ug", _("Vitamin D"), "vitamin"),
    Nutrient("vitamin_e_mg", _("Vitamin E"), "vitamin", 2),
    Nutrient("vitamin_e_added_mg", _("Vitamin E that was added"), "vitamin", 2),
    Nutrient("vitamin_k_ug", _("Vitamin K"), "vitamin"),
    Nutrient("calcium_mg", _("Calcium"), "mineral", 0),
    Nutrient("iron_mg", _("Iron"), "mineral", 2),
    Nutrient("iodine_ug", _("Iodine"), "mineral"),
    Nutrient("zinc_mg", _("Zinc"), "mineral", 2),
    Nutrient("magnesium_mg", _("Magnesium"), "mineral", 0),
    Nutrient("phosphorus_mg", _("Phosphorus"), "mineral", 0),
    Nutrient("potassium_mg", _("Potassium"), "mineral", 0),
    Nutrient("sodium_mg", _("Sodium"), "mineral", 0),
    Nutrient("copper_mg", _("Copper"), "mineral", 3),
    Nutrient("selenium_ug", _("Selenium"), "mineral"),
    Nutrient("caffeine_mg", _("Caffeine"), "other", 0),
    Nutrient("theobromine_mg", _("Theobromine"), "other", 0),
    *(
        Nutrient(f"fa_{kind.replace(':', '_')}_g", format_lazy(_("Fatty acid {}"), kind), "fat", 3)
        for kind in FATTY_ACIDS
    ),
)
BY_CODE: Final = {nutrient.code: nutrient for nutrient in NUTRIENTS}
