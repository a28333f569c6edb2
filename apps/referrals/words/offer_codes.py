"""Codes of offers with their words: what is needed, why nothing is shown, what she should mind."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

NAMES: Final[dict[str, Any]] = {
    "supplement:folic_acid_ug": _("Folic acid"),
    "supplement:iron_mg": _("Iron"),
    "supplement:calcium_mg": _("Calcium"),
    "supplement:iodine_ug": _("Iodine"),
    "supplement:vitamin_d_ug": _("Vitamin D"),
    "supplement:dha_g": _("DHA (omega-3)"),
    "supplement:vitamin_b12_ug": _("Vitamin B12"),
    "supplement:choline_mg": _("Choline"),
    "gear:walking": _("For walking"),
    "gear:swimming": _("For swimming"),
    "gear:cycling": _("For cycling at home"),
    "gear:strength": _("For light strength exercise"),
    "gear:yoga": _("For yoga"),
    "gear:pelvic_floor": _("For the pelvic floor"),
    "gear:support_belt": _("Support belt"),
    "device:glucose_strips": _("Test strips for blood glucose"),
    "device:glucose_meter": _("Blood glucose meter"),
    "device:blood_pressure_cuff": _("Blood pressure monitor"),
}
REASONS: Final[dict[str, Any]] = {
    "no_country": _("Say to which country things should be sent."),
    "not_in_country": _("Such products may not be advertised in your country."),
    "none_found": _("No partner has anything that fits."),
    "nobody_checks": _("Nothing is shown, since nobody could check what is safe for you."),
    "not_judged": _("Nothing is shown, since nobody could check what is safe for you."),
    "not_now": _("No offers are shown at the moment."),
    "vetoed": _("Your care team wants no offers of this kind for you."),
    "allergens_unknown": _("What was found does not say which allergens are in it."),
    "allergy": _("What was found may contain something that you are allergic to."),
    "diet": _("What was found does not go with the way you eat, or does not say what is in it."),
    "above_limit": _("Together with your food and supplements what was found would be too much."),
    "amounts_unknown": _("What was found does not say how much of it a day brings."),
    "plan_says_otherwise": _("What was found contains something that your plan leaves to your care team."),
}
"""Why a line has no offers."""
WARNINGS: Final[dict[str, Any]] = {
    "not_medicine": _("This product cannot replace medicine."),
    "ask_first": _("Ask your care team before you take anything new."),
    "read_the_label": _("Read the label: whether you have allergies was not asked yet."),
    "read_the_manual": _("Readings at home do not replace your appointments."),
}
