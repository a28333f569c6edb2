"""Numbers as a person reads them. Stored units are mmol/L, kg and cm; the other unit is only ever shown.

Pure functions: no settings, no clock. None stays None, NaN counts as not measured: unknown is never 0.
"""

import math
from decimal import Decimal
from typing import Final, Literal

GlucoseUnit = Literal["mmol/L", "mg/dL"]
WeightUnit = Literal["kg", "lb"]
HeightUnit = Literal["cm", "in"]

MG_DL_PER_MMOL_L: Final = 18.016  # molar mass of glucose 180.156 g/mol, one decilitre is a tenth of a litre
LB_PER_KG: Final = 1 / 0.45359237  # the international pound is exactly 0.45359237 kg
CM_PER_INCH: Final = 2.54
DAYS_PER_WEEK: Final = 7

GLUCOSE_UNITS: Final[tuple[GlucoseUnit, ...]] = ("mmol/L", "mg/dL")
WEIGHT_UNITS: Final[tuple[WeightUnit, ...]] = ("kg", "lb")


def known(value: float | Decimal | None) -> float | None:
    """The value as a float (a row gives a Decimal), or None where nothing was measured (None or NaN)."""
    return None if value is None or math.isnan(value) else float(value)


def glucose(mmol_per_l: float | Decimal | None, unit: str = "mmol/L") -> float | None:
    """Blood glucose in `unit`: one decimal in mmol/L, whole numbers in mg/dL."""
    measured = known(mmol_per_l)
    if measured is None:
        return None
    if unit == "mmol/L":
        return round(measured, 1)
    if unit == "mg/dL":
        return float(round(measured * MG_DL_PER_MMOL_L))
    raise ValueError(f"unit: mmol/L or mg/dL, not {unit!r}")


def glucose_mmol_per_l(value: float, unit: str) -> float:
    """What a person typed in her unit, as stored."""
    if unit == "mmol/L":
        return value
    if unit == "mg/dL":
        return value / MG_DL_PER_MMOL_L
    raise ValueError(f"unit: mmol/L or mg/dL, not {unit!r}")


def weight(kg: float | Decimal | None, unit: str = "kg") -> float | None:
    """Body weight in `unit`, one decimal."""
    measured = known(kg)
    if measured is None:
        return None
    if unit == "kg":
        return round(measured, 1)
    if unit == "lb":
        return round(measured * LB_PER_KG, 1)
    raise ValueError(f"unit: kg or lb, not {unit!r}")


def weight_kg(value: float, unit: str) -> float:
    """What a person typed in her unit, as stored."""
    if unit == "kg":
        return value
    if unit == "lb":
        return value / LB_PER_KG
    raise ValueError(f"unit: kg or lb, not {unit!r}")


def weeks_and_days(days: int) -> tuple[int, int]:
    """Completed weeks and days of a gestational age in days: 228 → (32, 4). Raises ValueError below zero."""
    if days < 0:
        raise ValueError(f"days: 0 or more, not {days}")
    return divmod(days, DAYS_PER_WEEK)


def clock_parts(seconds: float) -> tuple[int, int, int]:
    """Whole hours, minutes and seconds of a duration, rounded to a second. Raises ValueError below zero."""
    if seconds < 0:
        raise ValueError(f"seconds: 0 or more, not {seconds}")
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return hours, minutes, rest
