"""How much she should have gained by a day, for her body mass index before pregnancy and the number of fetuses.

IOM 2009 (taken in the United States, the United Kingdom and Korea) and China WS/T 801-2022. A band on a day is its
gain of the first trimester, spread evenly over 13 weeks, and its weekly rate after that, never above its
total. For twins the IOM gives totals at term only, and none for underweight; for more fetuses nobody gives any.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from apps.observations.rules.bodies import BmiStandard, class_of
from apps.observations.rules.normal import Centile, of_z, z_of
from apps.observations.rules.standards import Guideline
from apps.observations.rules.tables import Row, Source, number, rows

FIRST_TRIMESTER_DAYS: Final = 91
LAST_DAY: Final = 294
TERM_DAYS: Final = 259
IOM, WST801 = "IOM 2009", "China WS/T 801-2022"
INTERGROWTH_DAYS: Final = (98, 286)
"""14w0d to 40w6d: the table's weeks."""
INTERGROWTH: Final = Source("INTERGROWTH-21st", "Cheikh Ismail et al., INTERGROWTH-21st, BMJ 2016", "seen")


class Verdict(StrEnum):
    """Where a gain lies beside its band."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"
    UNKNOWN = "unknown"


class Why(StrEnum):
    """Why there is no band."""

    NO_BMI = "no_bmi"
    NO_AGE = "no_age"
    NO_TWINS_RANGE = "no_twins_range"
    NO_TWINS_BAND = "no_twins_band"
    NO_RANGE_FOR_MORE = "no_range_for_more"
    BEYOND = "beyond"


@dataclass(frozen=True)
class Band:
    """Kilograms gained since before the pregnancy, from and to."""

    low_kg: float
    high_kg: float

    def verdict(self, gain_kg: float) -> Verdict:
        """Return where a gain lies; both ends belong to the band."""
        if gain_kg < self.low_kg:
            return Verdict.BELOW
        return Verdict.ABOVE if gain_kg > self.high_kg else Verdict.WITHIN


@dataclass(frozen=True)
class Range:
    """The row of the table that is hers. `rates` None: it has a total only (twins)."""

    category: str
    total: Band
    first_trimester: Band | None
    weekly: Band | None
    version: int
    origin: Source


@dataclass(frozen=True)
class Judgement:
    """A gain beside its band. `band`: on that day; `total`: by term; `why`: what keeps the verdict unknown."""

    verdict: Verdict
    gain_kg: float | None
    band: Band | None = None
    total: Band | None = None
    category: str = ""
    origin: Source | None = None
    why: Why | None = None


def range_for(bmi: float | None, fetuses: int, guideline: Guideline) -> Range | Why:
    """Return the row that holds for her, or why there is none."""
    standard, system = (WST801, BmiStandard.CHINA) if guideline == Guideline.CHINA else (IOM, BmiStandard.WHO)
    if fetuses > 2:
        return Why.NO_RANGE_FOR_MORE
    found = class_of(bmi, system)
    if found is None:
        return Why.NO_BMI
    category = found.name.split(" class")[0]
    for row in rows("weight_gain"):
        if (row["standard"], row["category"], row["fetuses"]) == (standard, category, str(fetuses)):
            return _range(row)
    return Why.NO_TWINS_RANGE


def _range(row: Row) -> Range:
    return Range(
        row["category"],
        Band(float(row["total_min_kg"]), float(row["total_max_kg"])),
        _band(row, "t1_min_kg", "t1_max_kg"),
        _band(row, "weekly_min_kg", "weekly_max_kg"),
        int(row["version"]),
        Source(row["standard"], row["source"], row["checked"]),
    )


def _band(row: Row, low: str, high: str) -> Band | None:
    ends = number(row[low]), number(row[high])
    return None if ends[0] is None or ends[1] is None else Band(ends[0], ends[1])


def band_on(found: Range, age_days: int) -> Band | None:
    """Return the band on a day of gestation; None for twins before term, and outside 0w0d to 42w0d."""
    if not 0 <= age_days <= LAST_DAY:
        return None
    if found.first_trimester is None or found.weekly is None:
        return found.total if age_days >= TERM_DAYS else None
    share = min(age_days / FIRST_TRIMESTER_DAYS, 1.0)
    weeks = max(age_days - FIRST_TRIMESTER_DAYS, 0) / 7
    low = found.first_trimester.low_kg * share + found.weekly.low_kg * weeks
    high = found.first_trimester.high_kg * share + found.weekly.high_kg * weeks
    return Band(min(low, found.total.low_kg), min(high, found.total.high_kg))


def judge(
    *,
    gain_kg: float | None,
    age_days: int | None,
    bmi: float | None,
    fetuses: int,
    guideline: Guideline,
) -> Judgement:
    """Return where a gain lies. `gain_kg`: since before the pregnancy; None: one of the weights is not known."""
    found = range_for(bmi, fetuses, guideline)
    if isinstance(found, Why):
        return Judgement(Verdict.UNKNOWN, gain_kg, why=found)
    known = {"total": found.total, "category": found.category, "origin": found.origin}
    if age_days is None:
        return Judgement(Verdict.UNKNOWN, gain_kg, None, why=Why.NO_AGE, **known)  # type: ignore[arg-type]
    band = band_on(found, age_days)
    if band is None:
        why = Why.NO_TWINS_BAND if found.weekly is None and 0 <= age_days < TERM_DAYS else Why.BEYOND
        return Judgement(Verdict.UNKNOWN, gain_kg, None, why=why, **known)  # type: ignore[arg-type]
    verdict = Verdict.UNKNOWN if gain_kg is None else band.verdict(gain_kg)
    return Judgement(verdict, gain_kg, band, **known)  # type: ignore[arg-type]


def intergrowth_centile(gain_kg: float, age_days: int, bmi: float | None, fetuses: int) -> Centile | None:
    """Return the centile of a gain since the first trimester's weight, of women of normal body mass index with one
    fetus, 14w0d to 40w6d; None for anybody else.

    z = (ln(gain + 8.75) - m) / s (Cheikh Ismail et al., BMJ 2016).
    """
    if not (fetuses == 1 and bmi is not None and 18.5 <= bmi < 25 and gain_kg > -8.75):
        return None
    if not INTERGROWTH_DAYS[0] <= age_days <= INTERGROWTH_DAYS[1]:
        return None
    m, s = _gain_moments(age_days / 7)
    return of_z((math.log(gain_kg + 8.75) - m) / s, INTERGROWTH)


def intergrowth_gain_kg(centile: float, age_days: int) -> float:
    """Return the gain in kg at a centile (0 to 100) on a day between 14w0d and 40w6d."""
    m, s = _gain_moments(age_days / 7)
    return math.exp(m + s * z_of(centile)) - 8.75


def _gain_moments(week: float) -> tuple[float, float]:
    m = 1.382972 - 56.14743 / week**2 + 0.2787683 * math.sqrt(week)
    s = 0.2501993731 + 142.4297879 / week**2 - 61.45345 * math.log(week) / week**2
    return m, s
