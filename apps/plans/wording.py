"""Codes of plans in words, in the language that is active: why a version was made, what is missing, what is not met."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from apps.nutrition.table.nutrients import BY_CODE
from apps.plans.rules.printing import WHY

BECAUSE: Final = {
    "age": _("The age was told."),
    "activity": _("How much she moves has changed."),
    "alert": _("An alert was raised or ended."),
    "allergy": _("The allergies have changed."),
    "dating": _("The due date has changed."),
    "diagnosis": _("A diagnosis was noted or ended."),
    "facts": _("What was missing is known now."),
    "fetuses": _("The number of babies has changed."),
    "laboratory": _("There is a new value from the laboratory."),
    "measures": _("Height or weight before the pregnancy was changed."),
    "standard": _("Other reference intakes were chosen."),
    "supplement": _("What she takes as a supplement has changed."),
    "weight": _("The weight has changed."),
    "windows": _("The care team has set other targets for carbohydrate."),
}
MISSING: Final = {
    "height": _("Your height is not known yet. With it the plan can say how much energy a day should bring."),
    "weight": _("Your weight before the pregnancy is not known yet. An estimate of yours is enough."),
    "dating": _(
        "It is not known yet how far along you are. The first day of your last period is enough to begin with."
    ),
}
FAILURES: Final = {
    "outside_limits": _(
        "Something that is noted lies outside of what plans are made for. Please talk to your care team."
    ),
    "gave_up": _("The plan could not be made. Please ask for it again later."),
}
_WHY: Final = {
    "not_together": _("her dishes could bring it, but not together with her other targets"),
    "not_in_allowed_dishes": _("the dishes that are left to her cannot bring it"),
    "outweighed": _("other bounds of the day stand against it"),
    "supplement_alone": _("her own supplement alone is above the limit"),
    "too_little_fits": _("more would be no sensible portion, or break a limit"),
    "portions_smallest": _("less would be no sensible portion"),
    "supplement_leaves_little": _("her supplement leaves too little room below the limit"),
    "locked": _("dishes that were put there by hand bring it"),
}
REMARKS: Final = {
    "dish_taken_out": _("A dish that was put in by hand was taken out: it does not fit any more."),
    "allergies_not_asked": _("Nobody has asked about allergies yet."),
    "allergy_not_of_the_ten": _(
        "An allergy is noted that is about none of the ten foods which dishes are checked for."
    ),
}
SOURCES: Final = {
    "assumed": _("not told: counted as usual"),
    "dating": _("the due date"),
    "diary": _("the diary and the marks"),
    "pregnancy": _("the record of the pregnancy"),
    "profile": _("told for the diary"),
    "reading": _("a reading"),
    "record": _("the record"),
    "settings": _("her settings"),
    "supplements": _("the supplements that she noted"),
    "team": _("her care team"),
    "zone": _("where she lives"),
}
FACTS: Final = {
    "age_years": _("Age"),
    "height_cm": _("Height"),
    "weight_before_kg": _("Weight before the pregnancy"),
    "weight_kg": _("Weight"),
    "gestation_weeks": _("Weeks of pregnancy"),
    "fetuses": _("Babies"),
    "activity": _("Activity"),
    "gestational_diabetes": _("Gestational diabetes"),
    "allergies": _("Allergies"),
    "diet": _("Diet"),
    "cuisine": _("Cuisine"),
    "standard": _("Reference intakes"),
    "supplement": _("Supplements"),
    "carbohydrate_windows_g": _("Carbohydrate at meals"),
    "dislikes": _("Left out"),
    "usual": _("Usual dishes"),
}
WHEN: Final = {
    "morning": _("Breakfast"),
    "late_morning": _("Snack in the morning"),
    "noon": _("Lunch"),
    "afternoon": _("Snack in the afternoon"),
    "evening_meal": _("Dinner"),
    "evening": _("Snack in the evening"),
}
OTHER_NUTRIENTS: Final = {"epa_dha_mg": _("EPA and DHA (omega-3)"), "water_g": _("Water")}
UNITS: Final = {"kcal": "kcal", "g": "g", "mg": "mg", "ug": "µg"}
GROUPS: Final = {
    "vegetables": _("Vegetables"),
    "fruit": _("Fruit"),
    "grains": _("Bread, rice, noodles and grain"),
    "dairy": _("Milk and dairy"),
    "eggs": _("Eggs"),
    "meat_fish": _("Meat and fish"),
    "beans_nuts": _("Beans, soy, nuts and seeds"),
    "fats": _("Fats and oils"),
    "other": _("Other"),
}
ACTIVITY: Final = {
    "sedentary": _("sitting most of the day"),
    "low_active": _("a little active"),
    "active": _("active"),
    "very_active": _("very active"),
}
CUISINES: Final = {
    "western": _("Western"),
    "chinese": _("Chinese"),
    "korean": _("Korean"),
    "south_east_asian": _("South-east Asian"),
    "mixed": _("Mixed"),
}
DIETS: Final = {"vegetarian": _("Vegetarian"), "halal": _("Halal")}
ALLERGENS: Final = {
    "milk": _("Milk"),
    "egg": _("Egg"),
    "fish": _("Fish"),
    "shellfish": _("Shellfish"),
    "peanut": _("Peanut"),
    "tree_nut": _("Tree nuts"),
    "wheat": _("Wheat"),
    "soy": _("Soy"),
    "sesame": _("Sesame"),
    "mustard": _("Mustard"),
}


def words(table: dict[str, Any], code: str) -> str:
    """Return a code in words; the code itself where a newer row knows more than this table."""
    return force_str(table.get(code, code))


def all_of(table: dict[str, Any], codes: Iterable[str]) -> list[str]:
    """Return codes in words."""
    return [words(table, code) for code in codes]


def nutrient(code: str) -> str:
    """Return a nutrient's name."""
    known = BY_CODE.get(code)
    return force_str(known.name) if known else words(OTHER_NUTRIENTS, code)


def unit(code: str) -> str:
    """Return the unit that a nutrient's code ends in."""
    return UNITS.get(code.rpartition("_")[2], "")


def why_unmet(printed: str) -> str:
    """Return why a bound is not met; a plan keeps the sentence in English."""
    code = next((code for code, sentence in WHY.items() if sentence == printed), "")
    return force_str(_WHY[code]) if code in _WHY else printed


PROBLEMS: Final = {"no_such_line": _("The plan has no such line on that day.")}
SUPPLEMENT_STATUS: Final = {
    "take": _("take"),
    "continue": _("go on with"),
    "enough": _("enough from food"),
    "reduce": _("lower to"),
    "ask_clinician": _("ask the care team"),
    "avoid": _("do without"),
}
ACTIVITY_STATUS: Final = {
    "go": _("may exercise"),
    "ask_first": _("asks her care team first"),
    "stop": _("no exercise now"),
}
