"""Centiles of fetal size at a gestational age. The standard goes with every centile; each has its own estimate of weight.

WHO 2017 is a table by week: between weeks each of its curves is a straight line by day, between curves the z-score is a
straight line in the logarithm of the weight; it has curves of 2.5 and 97.5 for both sexes together only. The others are
equations. Outside a standard's weeks there is no centile.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from typing import Final

from apps.observations.rules import growth_equations as equations
from apps.observations.rules.normal import NORMAL, Centile, of_z, z_of
from apps.observations.rules.tables import Source, rows


class WeightStandard(StrEnum):
    """Whose centiles of the estimated weight. INTERGROWTH takes its own estimate, the others Hadlock's."""

    WHO = "who"
    INTERGROWTH = "intergrowth"
    INTERGROWTH_HADLOCK = "intergrowth_hadlock"
    HADLOCK = "hadlock"


class Sex(StrEnum):
    """Of the fetus, where it is known; WHO has tables for each."""

    ALL = "all"
    FEMALE = "female"
    MALE = "male"


WHO: Final = Source("WHO 2017", "Kiserud et al., WHO fetal growth charts, PLoS Med 2017", "seen")
WEEKS: Final[Mapping[str, tuple[float, float]]] = {
    WeightStandard.WHO: (14, 40),
    WeightStandard.INTERGROWTH: (22, 40),
    WeightStandard.INTERGROWTH_HADLOCK: (18, 41),
    WeightStandard.HADLOCK: (10, 40),
    "hc": (14, 40),
    "bpd": (14, 40),
    "ac": (14, 40),
    "fl": (14, 40),
    "sfh": (16, 42),
}
"""First and last week, the days of the last one included."""
COLUMNS: Final = {
    "p2_5_g": 2.5,
    "p5_g": 5.0,
    "p10_g": 10.0,
    "p25_g": 25.0,
    "p50_g": 50.0,
    "p75_g": 75.0,
    "p90_g": 90.0,
    "p95_g": 95.0,
    "p97_5_g": 97.5,
}
Curves = tuple[tuple[float, float], ...]
"""z-score and weight in g, from the lowest."""
CLOSE: Final = 1e-9
LMS: Final[Mapping[str, Callable[[float], tuple[float, float, float]]]] = {
    WeightStandard.INTERGROWTH: equations.lms_2017,
    WeightStandard.INTERGROWTH_HADLOCK: equations.lms_2020,
}
ORIGINS: Final = {
    WeightStandard.WHO: WHO,
    WeightStandard.INTERGROWTH: equations.INTERGROWTH_EFW,
    WeightStandard.INTERGROWTH_HADLOCK: equations.INTERGROWTH_HADLOCK,
    WeightStandard.HADLOCK: equations.HADLOCK_1991,
}


def is_covered(name: str, age_days: int) -> bool:
    """Say whether a standard or measure has figures for a day of gestation."""
    first, last = WEEKS[name]
    return first * 7 <= age_days < last * 7 + 7


def of_weight(weight_g: float, age_days: int, standard: WeightStandard, sex: Sex = Sex.ALL) -> Centile | None:
    """Return the centile of an estimated weight above 0 g; None outside the standard's weeks."""
    if weight_g <= 0 or not is_covered(standard, age_days):
        return None
    week = age_days / 7
    if standard == WeightStandard.WHO:
        return _of_who(weight_g, _who_on(age_days, sex))
    if standard == WeightStandard.HADLOCK:
        mean, sd = equations.hadlock_1991(week)
        return of_z((weight_g - mean) / sd, equations.HADLOCK_1991)
    skew, middle, spread = LMS[standard](week)
    z = ((math.log(weight_g) / middle) ** skew - 1) / (spread * skew)
    return of_z(z, ORIGINS[standard])


def weight_at(centile: float, age_days: int, standard: WeightStandard, sex: Sex = Sex.ALL) -> float | None:
    """Return the weight in g at a centile; None outside the standard's weeks, and beyond the curves of WHO."""
    if not is_covered(standard, age_days):
        return None
    z, week = z_of(centile), age_days / 7
    if standard == WeightStandard.WHO:
        return _at_who(z, _who_on(age_days, sex))
    if standard == WeightStandard.HADLOCK:
        mean, sd = equations.hadlock_1991(week)
        return mean + z * sd
    skew, middle, spread = LMS[standard](week)
    return math.exp(middle * (1 + skew * spread * z) ** (1 / skew))


def of_measure(measure: str, value: float, age_days: int) -> Centile | None:
    """Return INTERGROWTH's centile of hc, bpd, ac, fl (mm) or sfh (cm); None outside its weeks."""
    if not is_covered(measure, age_days):
        return None
    mean, sd = equations.mean_and_sd(measure, age_days / 7)
    origin = equations.INTERGROWTH_SFH if measure == "sfh" else equations.INTERGROWTH_2014
    return of_z((value - mean) / sd, origin)


def measure_at(measure: str, centile: float, age_days: int) -> float | None:
    """Return the size at a centile in mm (sfh: cm); None outside the standard's weeks."""
    if not is_covered(measure, age_days):
        return None
    mean, sd = equations.mean_and_sd(measure, age_days / 7)
    return mean + z_of(centile) * sd


@cache
def _who(sex: Sex) -> Mapping[int, Curves]:
    return {
        int(row["gestation_wk"]): tuple(
            (z_of(centile), float(row[name])) for name, centile in COLUMNS.items() if row[name]
        )
        for row in rows("who_efw")
        if row["sex"] == sex
    }


def _who_on(age_days: int, sex: Sex) -> Curves:
    """The curves on a day. Behind the last printed week they grow on as in the week before."""
    table = _who(sex)
    week = min(age_days // 7, int(WEEKS[WeightStandard.WHO][1]) - 1)
    share = age_days / 7 - week
    pairs = zip(table[week], table[week + 1], strict=True)
    return tuple((z, low + (high - low) * share) for (z, low), (_, high) in pairs)


def _of_who(weight_g: float, curves: Curves) -> Centile:
    (first_z, first), (last_z, last) = curves[0], curves[-1]
    if weight_g < first:
        return Centile(_centile(first_z), None, WHO, is_beyond=-1)
    if weight_g > last:
        return Centile(_centile(last_z), None, WHO, is_beyond=1)
    at = max(number for number, (_, curve) in enumerate(curves[:-1]) if curve <= weight_g)
    (low_z, low), (high_z, high) = curves[at], curves[at + 1]
    share = math.log(weight_g / low) / math.log(high / low)
    return of_z(low_z + (high_z - low_z) * share, WHO)


def _centile(z: float) -> float:
    return round(100 * NORMAL.cdf(z), 1)


def _at_who(z: float, curves: Curves) -> float | None:
    if not curves[0][0] - CLOSE <= z <= curves[-1][0] + CLOSE:
        return None
    at = max((number for number, (mark, _) in enumerate(curves[:-1]) if mark <= z + CLOSE), default=0)
    (low_z, low), (high_z, high) = curves[at], curves[at + 1]
    return low * (high / low) ** ((z - low_z) / (high_z - low_z))
