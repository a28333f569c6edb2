"""What must be said beside a value: for whom it does not hold, and which table it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from apps.nutrition.table import folate

WITH_VITAMIN_D: Final = frozenset({"milk", "plant_milk", "yogurt", "cereal"})
MUCH_IODINE_UG: Final = 500
"""More per 100 g has only seaweed."""


@dataclass(frozen=True)
class Note:
    """A code for programs and a sentence for people."""

    code: str
    sentence: Any


FORTIFIED: Final = Note(
    "fortified_as_in_usa",
    _(
        "With the folic acid that is added to flour, rice and cereals in the USA. Where nobody adds it, as in Korea "
        "and China, only the folate that the food itself has counts."
    ),
)
VITAMIN_D: Final = Note(
    "vitamin_d_as_in_usa",
    _("With the vitamin D that is added in the USA. Read on the pack whether yours has it."),
)
FROM_ANOTHER: Final = Note(
    "from_another_table", _("Taken from a similar food of another table. Salt counts as not iodised.")
)
FROM_RECIPE: Final = Note(
    "from_recipe",
    _("Calculated from the ingredients, with values of other tables. Salt counts as not iodised."),
)
SEAWEED: Final = Note(
    "differs_widely", _("Seaweed differs a hundredfold from kind to kind: take this as an order of size.")
)


def notes_on(group: str, nutrients: Mapping[str, float], filled: Mapping[str, Any]) -> dict[str, list[Note]]:
    """Return the notes on a food's values, by nutrient."""
    notes: dict[str, list[Note]] = {}
    if folate.is_fortified(nutrients):
        notes |= {code: [FORTIFIED] for code in folate.OF_FOLATE if code in nutrients}
    if group in WITH_VITAMIN_D and nutrients.get("vitamin_d_ug", 0) > 0:
        notes["vitamin_d_ug"] = [VITAMIN_D]
    for code, source in filled.items():
        notes[code] = [FROM_RECIPE if source["note"] == "recipe" else FROM_ANOTHER]
    if nutrients.get("iodine_ug", 0) > MUCH_IODINE_UG:
        notes.setdefault("iodine_ug", []).append(SEAWEED)
    return notes
