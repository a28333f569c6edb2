"""Gestational age: days since day 0 of the pregnancy, which lies 280 days before the due date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

DAYS_TO_DUE: Final = 280
POST_TERM_DAYS: Final = 294
LAST_BELIEVABLE_DAYS: Final = 314
"""44w6d. Nobody is pregnant for longer: what counts on is a record whose outcome is missing."""


class Standing(StrEnum):
    """What a number of days can honestly be called."""

    BEFORE = "before"
    COUNTED = "counted"
    POST_TERM = "post_term"
    BEYOND = "beyond"


@dataclass(frozen=True, order=True)
class GestationalAge:
    """A gestational age in whole days. Before day 0 and beyond 44w6d it has no weeks: they would be a lie."""

    days: int

    @property
    def standing(self) -> Standing:
        """Whether these days can be counted as weeks of pregnancy."""
        if self.days < 0:
            return Standing.BEFORE
        if self.days > LAST_BELIEVABLE_DAYS:
            return Standing.BEYOND
        return Standing.POST_TERM if self.days >= POST_TERM_DAYS else Standing.COUNTED

    @property
    def is_counted(self) -> bool:
        """True from 0w0d to 44w6d."""
        return 0 <= self.days <= LAST_BELIEVABLE_DAYS

    @property
    def weeks(self) -> int | None:
        """Completed weeks, or None where they cannot be counted."""
        return self.days // 7 if self.is_counted else None

    @property
    def extra_days(self) -> int | None:
        """Days beyond the completed weeks, 0 to 6, or None where they cannot be counted."""
        return self.days % 7 if self.is_counted else None

    def __str__(self) -> str:
        """«32w4d», or «?» where weeks cannot be counted."""
        return f"{self.weeks}w{self.extra_days}d" if self.is_counted else "?"


def age_on(due_on: date, on: date) -> GestationalAge:
    """Return the gestational age on a day, for a due date (280 days)."""
    return GestationalAge(DAYS_TO_DUE - (due_on - on).days)


def due_from_age(age_days: int, on: date) -> date:
    """Return the due date of a pregnancy that is `age_days` old on a day."""
    return on + timedelta(days=DAYS_TO_DUE - age_days)
