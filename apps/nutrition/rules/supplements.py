"""What a supplement adds to a day: doses times what is printed on the pack, in the names of the food table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

FOLIC_ACID, EQUIVALENT = "folic_acid_ug", "folate_dfe_ug"
EQUIVALENTS_PER_FOLIC_ACID: Final = 1.7
"""Folic acid is taken up better than the folate of food: dietary folate equivalents (IOM 1998)."""
RETINOL, VITAMIN_A = "retinol_ug", "vitamin_a_rae_ug"


@dataclass(frozen=True)
class Course:
    """A supplement that is taken day by day. `until_day`: the last day, None: it goes on."""

    per_dose: Mapping[str, float]
    doses_per_day: float
    from_day: date
    until_day: date | None = None

    def is_taken_on(self, day: date) -> bool:
        """Say whether a day is one of the course."""
        return self.from_day <= day and (self.until_day is None or day <= self.until_day)


def of_day(courses: Iterable[Course], day: date) -> dict[str, float]:
    """Return what all courses add to one day, by nutrient. Folic acid counts as folate too, retinol as vitamin A."""
    taken: dict[str, float] = {}
    for course in courses:
        if course.is_taken_on(day):
            for name, amount in _whole(course.per_dose).items():
                taken[name] = taken.get(name, 0.0) + amount * course.doses_per_day
    return taken


def _whole(per_dose: Mapping[str, float]) -> dict[str, float]:
    """Add what a pack leaves to the reader; what it prints itself stays as printed."""
    whole = dict(per_dose)
    if FOLIC_ACID in whole:
        whole.setdefault(EQUIVALENT, whole[FOLIC_ACID] * EQUIVALENTS_PER_FOLIC_ACID)
    if RETINOL in whole:
        whole.setdefault(VITAMIN_A, whole[RETINOL])
    return whole
