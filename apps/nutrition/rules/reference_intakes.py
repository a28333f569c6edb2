"""What a day in pregnancy should bring, and where it should end: by the standard of a country, age and trimester.

What is aimed at and what is the most are two things, and often count two things: the limit of vitamin A is about
preformed retinol, that of folate about folic acid out of pills and flour (`COUNTED`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from apps.nutrition.rules.tables import Row, rows


class Standard(StrEnum):
    """Whose figures."""

    NASEM = "nasem"
    CHINA = "china"
    KOREA = "korea"


EDITIONS: Final = {
    Standard.NASEM: ("DRI",),
    Standard.CHINA: ("2023", "2013"),
    Standard.KOREA: ("2025", "2020"),
}
"""Newest first; an older one stands in where the newer has no figure."""

SOURCES: Final = {
    (Standard.NASEM, "DRI"): "National Academies (US), Dietary Reference Intakes, 1997-2019",
    (Standard.CHINA, "2023"): "Chinese Nutrition Society, Dietary Reference Intakes, 2023",
    (Standard.CHINA, "2013"): "WS/T 578 (China), 2017-2018, with the figures of 2013",
    (Standard.KOREA, "2025"): "Dietary Reference Intakes for Koreans (KDRI), 2025",
    (Standard.KOREA, "2020"): "Dietary Reference Intakes for Koreans (KDRI), 2020",
}

ZONES: Final = {
    Standard.KOREA: frozenset({"Asia/Seoul", "Asia/Pyongyang", "ROK"}),
    Standard.CHINA: frozenset(
        {
            "Asia/Shanghai",
            "Asia/Chongqing",
            "Asia/Chungking",
            "Asia/Harbin",
            "Asia/Urumqi",
            "Asia/Kashgar",
            "Asia/Hong_Kong",
            "Asia/Macau",
            "Asia/Macao",
            "PRC",
            "Hongkong",
        }
    ),
}
"""Time zones by which somebody's standard is guessed until she, or her care team, says another."""

SECOND_FROM_DAY: Final = {Standard.NASEM: 98, Standard.CHINA: 91, Standard.KOREA: 98}
"""Nutrition in China counts the second trimester from 13w0d, elsewhere it begins at 14w0d."""
THIRD_FROM_DAY: Final = 196

AGE_WHEN_UNKNOWN: Final = 29
"""Figures hardly differ between 19 and 49; the answer says that the age was assumed."""

TARGETS: Final = ("rda", "ai")


@dataclass(frozen=True)
class Counted:
    """What a limit counts: a nutrient in food (None: nothing out of food), and one in supplements."""

    in_food: str | None
    in_supplements: str


COUNTED: Final[Mapping[str, Counted]] = {
    "vitamin_a_rae_ug": Counted("retinol_ug", "retinol_ug"),
    "folic_acid_ug": Counted("folic_acid_ug", "folic_acid_ug"),
    "vitamin_e_mg": Counted("vitamin_e_added_mg", "vitamin_e_mg"),
    "niacin_ne_mg": Counted(None, "niacin_mg"),
    "magnesium_supplement_mg": Counted(None, "magnesium_mg"),
}
"""Limits that are not about the whole of their nutrient. Vitamin E, niacin and magnesium out of food have none."""

OF_FOOD_TABLE: Final[Mapping[str, tuple[tuple[str, ...], float]]] = {
    "niacin_ne_mg": (("niacin_mg",), 1.0),
    "linoleic_acid_g": (("fa_18_2_g",), 1.0),
    "alpha_linolenic_acid_g": (("fa_18_3_g",), 1.0),
    "dha_mg": (("dha_g",), 1_000.0),
    "epa_dha_mg": (("epa_g", "dha_g"), 1_000.0),
    "water_total_l": (("water_g",), 0.001),
}
"""Nutrients that the food table knows under other names or units: the names to add, and what to multiply with."""

AT_LEAST: Final = frozenset({"niacin_ne_mg"})
"""The table knows only a part of these: niacin that the body makes out of tryptophan is not in it."""


@dataclass(frozen=True)
class Limit:
    """The most of a day, of what `COUNTED` says."""

    amount: float
    counted: Counted
    edition: str
    checked: str


@dataclass(frozen=True)
class Reference:
    """What one nutrient should be in a day. `target`: None where the standard gives none for her.

    `kind`: `rda`, `ai`, or empty without a target. `reduce_above`: less is better from there on, though it is no limit.
    """

    nutrient: str
    target: float | None = None
    kind: str = ""
    edition: str = ""
    checked: str = ""
    limit: Limit | None = None
    reduce_above: float | None = None


@dataclass(frozen=True)
class For:
    """For whom. `age`: whole years, None where unknown. `trimester`: 1 to 3, None where unknown."""

    standard: Standard
    age: int | None = None
    trimester: int | None = None

    @property
    def age_counted(self) -> int:
        """The age by which figures are looked up."""
        return AGE_WHEN_UNKNOWN if self.age is None else self.age


def standard_of_zone(zone_name: str) -> Standard:
    """Return the standard of the country that a time zone belongs to; the American one for all others."""
    for standard, zones in ZONES.items():
        if zone_name in zones:
            return standard
    return Standard.NASEM


def trimester_of(days: int | None, standard: Standard) -> int | None:
    """Return the trimester of a gestational age in days; None where it is not known, or before day 0."""
    if days is None or days < 0:
        return None
    if days >= THIRD_FROM_DAY:
        return 3
    return 2 if days >= SECOND_FROM_DAY[standard] else 1


def references(whom: For) -> dict[str, Reference]:
    """Return what a day should bring by nutrient; nutrients without any figure for her are left out."""
    found = {}
    for nutrient in _nutrients(whom.standard):
        reference = _reference(nutrient, whom)
        if reference.target is not None or reference.limit or reference.reduce_above is not None:
            found[nutrient] = reference
    return found


def energy_added_kcal(whom: For) -> float | None:
    """Return what pregnancy adds to the energy she needs by her own age, size and work; None where unknown."""
    row = _figure("energy_kcal", ("increment",), whom)
    return float(row["value"]) if row else None


def energy_shares(whom: For) -> dict[str, tuple[float | None, float | None]]:
    """Return for carbohydrate, fat and protein from and to which share of the energy they should bring, in %."""
    shares = {}
    for nutrient in _nutrients(whom.standard):
        if nutrient.endswith("_pct_energy"):
            low, high = _figure(nutrient, ("amdr_min",), whom), _figure(nutrient, ("amdr_max",), whom)
            shares[nutrient] = (float(low["value"]) if low else None, float(high["value"]) if high else None)
    return shares


def _reference(nutrient: str, whom: For) -> Reference:
    target, most = _figure(nutrient, TARGETS, whom), _figure(nutrient, ("ul",), whom)
    reduce = _figure(nutrient, ("cdrr",), whom)
    counted = COUNTED.get(nutrient, Counted(nutrient, nutrient))
    return Reference(
        nutrient,
        float(target["value"]) if target else None,
        target["kind"] if target else "",
        target["edition"] if target else "",
        target["checked"] if target else "",
        Limit(float(most["value"]), counted, most["edition"], most["checked"]) if most else None,
        float(reduce["value"]) if reduce else None,
    )


def _figure(nutrient: str, kinds: Iterable[str], whom: For) -> Row | None:
    """Return the row of the newest edition that has one for her."""
    for edition in EDITIONS[whom.standard]:
        for row in _by_nutrient().get((whom.standard, edition, nutrient), ()):
            if row["kind"] in kinds and _fits(row, whom):
                return row
    return None


def _fits(row: Row, whom: For) -> bool:
    of_age = int(row["age_min"]) <= whom.age_counted <= int(row["age_max"])
    return of_age and row["trimester"] in ("all", str(whom.trimester))


@cache
def _by_nutrient() -> dict[tuple[str, str, str], list[Row]]:
    found: dict[tuple[str, str, str], list[Row]] = {}
    for row in rows("intakes"):
        found.setdefault((row["standard"], row["edition"], row["nutrient"]), []).append(row)
    return found


@cache
def _nutrients(standard: Standard) -> tuple[str, ...]:
    return tuple(sorted({row["nutrient"] for row in rows("intakes") if row["standard"] == standard}))
