"""How much energy a day should bring her: what she needs by herself, and what her trimester adds, by one standard.

The American standard has an equation of age, height, weight before pregnancy and activity; those of China and Korea have
a figure for each age. Where activity or trimester is not known the answer is a range over what they may be.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from apps.nutrition.rules.reference_intakes import For, Standard
from apps.nutrition.rules.tables import Row, rows


class Activity(StrEnum):
    """How much she moves on a usual day."""

    SEDENTARY = "sedentary"
    LOW_ACTIVE = "low_active"
    ACTIVE = "active"
    VERY_ACTIVE = "very_active"


NOT_SAID: Final = (Activity.SEDENTARY, Activity.LOW_ACTIVE, Activity.ACTIVE)
"""What she may be where nobody has said; few pregnant women are very active."""

NAMED: Final = {
    Standard.CHINA: {
        Activity.SEDENTARY: "light",
        Activity.LOW_ACTIVE: "light",
        Activity.ACTIVE: "moderate",
        Activity.VERY_ACTIVE: "moderate",
    },
    Standard.KOREA: dict.fromkeys(Activity, "reference"),
}
"""How standards with tables name it. What we have of them ends at moderate work."""

SOURCES: Final = {
    Standard.NASEM: "National Academies (US), Estimated Energy Requirements, 2005",
    Standard.CHINA: "Chinese Nutrition Society, Dietary Reference Intakes, 2023",
    Standard.KOREA: "Dietary Reference Intakes for Koreans (KDRI), 2020",
}


@dataclass(frozen=True)
class Body:
    """Her size. Height in cm, weight before pregnancy in kg; None: not known."""

    height_cm: float | None = None
    weight_before_kg: float | None = None


@dataclass(frozen=True)
class Need:
    """kcal of a day, from and to. Equal ends: the standard gives one figure for her.

    `added_low`, `added_high`: what of it pregnancy adds. `checked`: the weaker word of the figures behind it.
    `assumed`: what is not known and was counted as anything it may be (age: as 29).
    """

    low: float
    high: float
    added_low: float
    added_high: float
    source: str
    checked: str
    assumed: tuple[str, ...] = ()


def need(whom: For, body: Body, activity: Activity | None) -> Need | None:
    """Return the energy of a day in pregnancy; None where the standard has no figure for her, or her size is unknown."""
    levels = NOT_SAID if activity is None else (activity,)
    own = [found for level in levels if (found := _own(whom, body, level))]
    added = [row for row in _rows(whom, "increment") if row["trimester"] in _trimesters(whom)]
    if len(own) < len(levels) or not added:
        return None
    figures, more = [kcal for kcal, _ in own], [float(row["added_kcal"]) for row in added]
    checked = [row["checked"] for row in (*added, *(row for _, row in own))]
    assumed = {"activity": activity is None, "trimester": whom.trimester is None, "age": whom.age is None}
    return Need(
        min(figures) + min(more),
        max(figures) + max(more),
        min(more),
        max(more),
        SOURCES[whom.standard],
        "recalled" if "recalled" in checked else "seen",
        tuple(name for name, is_assumed in assumed.items() if is_assumed),
    )


def _trimesters(whom: For) -> tuple[str, ...]:
    return ("1", "2", "3") if whom.trimester is None else (str(whom.trimester),)


def _own(whom: For, body: Body, activity: Activity) -> tuple[float, Row] | None:
    """Return what she would need without being pregnant, and the row that says so."""
    name = NAMED.get(whom.standard, {}).get(activity, activity.value)
    for row in _rows(whom, "equation", "table"):
        if row["activity"] != name:
            continue
        if row["kind"] == "table":
            return float(row["added_kcal"]), row
        if body.height_cm is None or body.weight_before_kg is None:
            return None
        size = float(row["per_cm_kcal"]) * body.height_cm + float(row["per_kg_kcal"]) * body.weight_before_kg
        by_age = float(row["intercept_kcal"]) + float(row["per_year_kcal"]) * whom.age_counted
        return by_age + float(row["activity_factor"]) * size + float(row["added_kcal"]), row
    return None


def _rows(whom: For, *kinds: str) -> Iterable[Row]:
    for row in rows("energy"):
        of_age = int(row["age_min"]) <= whom.age_counted <= int(row["age_max"])
        if row["standard"] == whom.standard and row["kind"] in kinds and of_age:
            yield row
