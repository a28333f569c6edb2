"""Facts and differences of a plan as sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.console.selectors.nutrients import figure
from apps.plans import wording
from apps.ui import words

UNITS: Final = {"height_cm": "cm", "weight_before_kg": "kg", "weight_kg": "kg"}
TABLES: Final[Mapping[str, dict[str, Any]]] = {
    "activity": wording.ACTIVITY,
    "cuisine": wording.CUISINES,
    "diet": wording.DIETS,
    "allergies": wording.ALLERGENS,
}


@dataclass(frozen=True)
class DifferenceWords:
    """What a version changed, in lines by subject."""

    dishes: list[str]
    portions: list[str]
    targets: list[str]
    supplements: list[str]
    activity: list[str]
    is_same_week: bool

    @property
    def moved(self) -> int:
        """Return how many lines are about dishes and portions."""
        return len(self.dishes) + len(self.portions)

    @property
    def is_empty(self) -> bool:
        """Say whether nothing is another."""
        return not (self.dishes or self.portions or self.targets or self.supplements or self.activity)


def facts(inputs: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a plan rests on, each with where it came from; what is empty is left out."""
    profile, sources = inputs["profile"], inputs["sources"]
    found = []
    for name in wording.FACTS:
        value = _value(name, profile.get(name))
        if value:
            source = sources.get(name, {})
            where = wording.words(wording.SOURCES, source.get("from", ""))
            if source.get("on"):
                where = f"{where}, {words.day(date.fromisoformat(source['on']))}"
            found.append((wording.words(wording.FACTS, name), f"{value} ({where})"))
    return found


def _value(name: str, value: Any) -> str:
    if value in (None, [], {}, False):
        return ""
    if value is True:
        return _("yes")
    table = TABLES.get(name, {})
    if isinstance(value, list):
        return ", ".join(wording.words(table, one) for one in value)
    if isinstance(value, Mapping):
        return ", ".join(_amounts(name, one, amount) for one, amount in value.items())
    if isinstance(value, int | float):
        return f"{figure(float(value))} {UNITS.get(name, '')}".strip()
    return wording.words(table, value)


def _amounts(name: str, key: str, amount: Any) -> str:
    if isinstance(amount, Sequence):
        return f"{key} {amount[0]:g}–{amount[1]:g} g"
    return f"{wording.nutrient(key)} {figure(amount)} {wording.unit(key)}"


def difference(found: Mapping[str, Any], week: date) -> DifferenceWords:
    """Put a difference into words. `week`: first day of the week."""
    return DifferenceWords(
        [_dishes(row, week) for row in found["dishes"]],
        [_portion(row, week) for row in found["portions"]],
        [_target(row) for row in found["targets"]],
        [_supplement(row) for row in found["supplements"]],
        [_activity(row) for row in found["activity"]],
        bool(found["same_week"]),
    )


def _where(row: Mapping[str, Any], week: date) -> str:
    return f"{words.weekday(week + timedelta(days=row['day']))}, {wording.words(wording.WHEN, row['when'])}"


def _dishes(row: Mapping[str, Any], week: date) -> str:
    out = ", ".join(one["name"] for one in row["out"]) or "–"
    come = ", ".join(f"{one['name']} {one['grams']:.0f} g" for one in row["in"]) or "–"
    return _("%(where)s: %(out)s → %(come)s") % {"where": _where(row, week), "out": out, "come": come}


def _portion(row: Mapping[str, Any], week: date) -> str:
    about = {
        "where": _where(row, week),
        "name": row["name"],
        "before": f"{row['before_g']:.0f}",
        "after": f"{row['after_g']:.0f}",
    }
    return _("%(where)s: %(name)s %(before)s g → %(after)s g") % about


def _target(row: Mapping[str, Any]) -> str:
    unit = wording.unit(row["nutrient"])
    before, after = (
        f"{figure(one)} {unit}" if one is not None else "–" for one in (row["before"], row["after"])
    )
    return f"{wording.nutrient(row['nutrient'])}: {before} → {after}"


def _supplement(row: Mapping[str, Any]) -> str:
    return f"{wording.nutrient(row['nutrient'])}: {_dose(row['before'])} → {_dose(row['after'])}"


def _dose(line: Mapping[str, Any] | None) -> str:
    if line is None:
        return "–"
    status = wording.words(wording.SUPPLEMENT_STATUS, line["status"])
    if line.get("dose"):
        return f"{status} {figure(line['dose'])} {wording.UNITS.get(line['unit'], line['unit'])}"
    return status


def _activity(row: Mapping[str, Any]) -> str:
    names = {"status": _("activity"), "minutes_per_week": _("minutes a week"), "steps": _("steps a day")}
    before, after = (
        wording.words(wording.ACTIVITY_STATUS, one)
        if isinstance(one, str)
        else "–"
        if one is None
        else figure(one)
        for one in (row["before"], row["after"])
    )
    return f"{names[row['what']]}: {before} → {after}"
