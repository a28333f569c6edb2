"""Trimesters and terms, by standard: two standards may name one day differently, so the caller always says
which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from apps.pregnancies.rules import tables
from apps.pregnancies.rules.gestation import GestationalAge

ACOG: Final = "acog"
WHO: Final = "who"
CHINA: Final = "china"
CHINA_CLINICAL: Final = "china_clinical"
CHINA_NUTRITION: Final = "china_nutrition"


@dataclass(frozen=True)
class Period:
    """A named stretch of gestation; `last_day` None: open until birth. `number` for trimesters only."""

    rule_id: str
    rule_version: int
    standard: str
    first_day: int
    last_day: int | None
    number: int | None
    source: str
    checked: str

    def holds(self, days: int) -> bool:
        """True where the day lies inside; both ends belong to it."""
        return self.first_day <= days and (self.last_day is None or days <= self.last_day)


def periods(section: str, standard: str) -> tuple[Period, ...]:
    """Return the periods of a standard. Raises KeyError for a standard that the table does not know."""
    found = tuple(_period(row) for row in tables.table("periods")[section] if row["standard"] == standard)
    if not found:
        raise KeyError(f"periods.toml has no {section} of standard {standard}")
    return found


def _period(row: tables.Row) -> Period:
    first, last = (*row["age_days"], None)[:2]
    return Period(
        row["id"],
        row["version"],
        row["standard"],
        first,
        last,
        row.get("number"),
        row["source"],
        row["checked"],
    )


def trimester(age: GestationalAge, *, standard: str = ACOG) -> int | None:
    """Return 1, 2 or 3, or None where weeks cannot be counted."""
    known = periods("trimester", standard)
    if not age.is_counted:
        return None
    return next(period.number for period in known if period.holds(age.days))


def terms(age: GestationalAge, *, standard: str = ACOG) -> tuple[str, ...]:
    """Return the ids of every term definition that holds for a birth at this age: («preterm_late»,),
    possibly none."""
    known = periods("term", standard)
    return tuple(period.rule_id for period in known if age.is_counted and period.holds(age.days))
