"""Body mass index and its classes. Four standards draw the lines elsewhere, so the caller always says which."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from apps.observations.rules.tables import Source, number, rows

DECIMALS: Final = 6
"""More than any scale shows, fewer than floats get wrong: a class begins at its bound, not just above it."""


class BmiStandard(StrEnum):
    """Whose classes, as `facts/bmi_classes.csv` names them."""

    WHO = "WHO"
    WHO_ASIAN = "WHO Asian action points"
    CHINA = "China"
    KOREA = "Korea"


@dataclass(frozen=True)
class BmiClass:
    """A class. Its lower bound belongs to it, its upper one to the next; None: open."""

    name: str
    low: float | None
    high: float | None
    origin: Source


def bmi(height_cm: float | None, weight_kg: float | None) -> float | None:
    """Return kg/m², free of the dust of floats (160 cm, 64 kg are 25, not less). None where a measure is unknown."""
    if not height_cm or not weight_kg:
        return None
    return round(weight_kg / (height_cm / 100) ** 2, DECIMALS)


def classes(standard: BmiStandard) -> tuple[BmiClass, ...]:
    """Return the classes of a standard, from the lightest."""
    return tuple(
        BmiClass(
            row["category"],
            number(row["bmi_min_kg_m2"]),
            number(row["bmi_max_kg_m2"]),
            Source(row["standard"], row["source"], row["checked"]),
        )
        for row in rows("bmi_classes")
        if row["standard"] == standard
    )


def class_of(value: float | None, standard: BmiStandard) -> BmiClass | None:
    """Return the class of a body mass index before pregnancy; None where it is unknown."""
    if value is None:
        return None
    return next(one for one in classes(standard) if one.high is None or round(value, DECIMALS) < one.high)
