"""What a day of hers should bring: energy, reference intakes of one standard, limits, and goals worth nearing.

A target counts food and the supplement that she takes anyway; so does a limit, of what the limit is about
(`apps.nutrition.rules.reference_intakes.COUNTED`). What the food table has no column for is named, not left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from apps.nutrition.rules import energy
from apps.nutrition.rules import reference_intakes as intakes
from apps.nutrition.rules.reference_intakes import For, Standard
from apps.plans.rules.profile import Profile

STANDARD_OF: Final = {"us": Standard.NASEM, "china": Standard.CHINA, "korea": Standard.KOREA}
FOLATE_OF_FOLIC_ACID: Final = 1.7
"""µg of dietary folate equivalents in 1 µg of folic acid taken with food (National Academies 1998)."""
KCAL_BY_FETUSES: Final = 300.0
"""kcal a day that each fetus adds from the second trimester on where there are several (ACOG, for patients; recalled)."""
AGES_OF_ENERGY: Final = (14, 50)
SODIUM_GOAL_MG: Final = 2_300.0
NIACIN_GOAL_MG: Final = 35.0
"""The limit is about what is added to food and pills; the table does not tell it from food's own."""
CAFFEINE_LIMIT_MG: Final = 200.0
SATURATED_SHARE: Final = 0.10
KCAL_PER_G: Final = {"carbohydrate_g": 4.0, "fat_g": 9.0, "protein_g": 4.0, "saturated_fat_g": 9.0}
COLUMN_OF: Final[Mapping[str, tuple[str, float]]] = {
    "linoleic_acid_g": ("fa_18_2_g", 1.0),
    "alpha_linolenic_acid_g": ("fa_18_3_g", 1.0),
    "niacin_ne_mg": ("niacin_mg", 1.0),
    "dha_mg": ("dha_g", 0.001),
}
"""The food table's column that stands for a nutrient of another name, and what its amounts are multiplied with."""
TOTAL_WATER: Final = "water_total_l"
FOLDED: Final = frozenset({"protein_g_per_kg", TOTAL_WATER})


@dataclass(frozen=True)
class Bound:
    """How much of something a day should bring at least or at most, of food alone: the supplement is taken off.

    `columns`: columns of the food table and what to multiply each with, summed. `is_hard`: a limit, not a goal.
    `from_supplement`: what the supplement brings of it. `weight`: what a shortfall of the whole costs.
    """

    key: str
    columns: tuple[tuple[str, float], ...]
    least: float | None = None
    most: float | None = None
    is_hard: bool = False
    from_supplement: float = 0.0
    weight: float = 1.0
    source: str = ""

    @property
    def least_of_food(self) -> float | None:
        """What food should bring beside the supplement."""
        return None if self.least is None else max(0.0, self.least - self.from_supplement)

    @property
    def most_of_food(self) -> float | None:
        """What food may bring beside the supplement; negative: the supplement alone is too much."""
        return None if self.most is None else self.most - self.from_supplement


@dataclass(frozen=True)
class Targets:
    """A day's bounds. `without_column`: nutrients that the standard names and the food table does not know."""

    energy_kcal: float
    energy_source: str
    standard: Standard
    versions: Mapping[str, str]
    bounds: tuple[Bound, ...]
    without_column: tuple[str, ...]
    water_l: float | None
    notes: tuple[str, ...] = ()
    amounts: Mapping[str, float] = field(default_factory=dict)


def of(profile: Profile, columns: frozenset[str]) -> Targets:
    """Return what a day should bring this mother. `columns`: what the food table knows of each dish."""
    standard = STANDARD_OF[profile.standard]
    age = int(profile.age_years)
    whom = For(standard, age, intakes.trimester_of(profile.gestational_days, standard))
    kcal, source, notes = _energy(profile)
    found = intakes.references(whom)
    bounds, versions, without = [], {}, []
    for nutrient, reference in found.items():
        made = _bounds(nutrient, reference, columns, profile.supplement)
        if reference.target is not None and nutrient not in FOLDED:
            if made and made[0].least is not None:
                versions[made[0].key] = reference.edition
            else:
                without.append(nutrient)
        bounds += made
    bounds += _goals(kcal, whom, profile)
    if not found:
        notes = (*notes, "the standard has no figures for this age")
    water = found.get(TOTAL_WATER)
    amounts = {
        bound.key: bound.least for bound in bounds if bound.least is not None and bound.source == "intake"
    }
    return Targets(
        round(kcal, 1), source, standard, versions, tuple(bounds), tuple(sorted(without)),
        water.target if water else None, notes, amounts,
    )  # fmt: skip


def _energy(profile: Profile) -> tuple[float, str, tuple[str, ...]]:
    """Return kcal of a day, whose figure it is, and what has to be said about it."""
    if profile.energy_kcal is not None:
        return profile.energy_kcal, "her own target", ()
    trimester = intakes.trimester_of(profile.gestational_days, Standard.NASEM)
    counted = min(max(int(profile.age_years), AGES_OF_ENERGY[0]), AGES_OF_ENERGY[1])
    whom = For(Standard.NASEM, counted, trimester)
    body = energy.Body(profile.height_cm, profile.weight_before_kg)
    need = energy.need(whom, body, energy.Activity(profile.activity))
    if need is None:
        raise ValueError("the energy equations have no row for this profile")
    several = (profile.fetuses > 1) * (trimester != 1) * KCAL_BY_FETUSES * profile.fetuses
    more = max(0.0, several - need.added_low)
    notes = (f"{profile.fetuses} fetuses add {several:.0f} kcal (ACOG; recalled)",) if more else ()
    if counted != int(profile.age_years):
        notes = (*notes, f"energy was counted as at {counted} years")
    return need.low + more, need.source, notes


def _bounds(
    nutrient: str, reference: intakes.Reference, known: frozenset[str], supplement: Mapping[str, float]
) -> list[Bound]:
    names, factor = intakes.OF_FOOD_TABLE.get(nutrient, ((nutrient,), 1.0))
    key, scale = COLUMN_OF.get(nutrient, (nutrient, 1.0))
    found = []
    if reference.target is not None and nutrient not in FOLDED and set(names) <= known:
        columns = tuple((name, factor * scale) for name in names)
        least, supplied = reference.target * scale, _supplied(key, supplement)
        found.append(Bound(key, columns, least=least, from_supplement=supplied, source="intake"))
    if reference.limit and nutrient != TOTAL_WATER:
        counted = reference.limit.counted
        columns = ((counted.in_food, 1.0),) if counted.in_food else ()
        if all(name in known for name, _ in columns):
            given = supplement.get(counted.in_supplements, 0.0)
            found.append(
                Bound(
                    counted.in_food or counted.in_supplements, columns, most=reference.limit.amount, is_hard=True,
                    from_supplement=given, source="limit",
                )
            )  # fmt: skip
    return found


def _supplied(key: str, supplement: Mapping[str, float]) -> float:
    given = supplement.get(key, 0.0)
    if key == "folate_dfe_ug" and not given:
        return FOLATE_OF_FOLIC_ACID * supplement.get("folic_acid_ug", 0.0)
    if key == "vitamin_a_rae_ug" and not given:
        return supplement.get("retinol_ug", 0.0)
    if key == "epa_dha_mg" and not given:
        return 1_000 * (supplement.get("dha_g", 0.0) + supplement.get("epa_g", 0.0))
    return given


def _goals(kcal: float, whom: For, profile: Profile) -> list[Bound]:
    """Return what is worth nearing, and the limit of caffeine. Shares of energy become grams."""
    shares = dict(intakes.energy_shares(whom))
    goals = [
        Bound("sodium_mg", (("sodium_mg", 1.0),), most=SODIUM_GOAL_MG, weight=3.0, source="goal"),
        Bound("niacin_mg", (("niacin_mg", 1.0),), most=NIACIN_GOAL_MG, weight=0.5, source="goal"),
        Bound("vitamin_a_rae_ug", (("vitamin_a_rae_ug", 1.0),), most=3_000.0, weight=0.5, source="goal"),
        Bound("caffeine_mg", (("caffeine_mg", 1.0),), most=CAFFEINE_LIMIT_MG, is_hard=True, source="limit"),
        Bound("saturated_fat_g", (("saturated_fat_g", 1.0),), most=SATURATED_SHARE * kcal / 9, source="goal"),
    ]
    for nutrient in ("carbohydrate", "fat", "protein"):
        low, high = shares.get(f"{nutrient}_pct_energy", (None, None))
        key = f"{nutrient}_g"
        if nutrient == "carbohydrate" and profile.gestational_diabetes:
            low = None
        to_g = kcal / 100 / KCAL_PER_G[key]
        goals.append(
            Bound(
                key, ((key, 1.0),), least=low and low * to_g, most=high and high * to_g, weight=0.5, source="goal"
            )
        )  # fmt: skip
    return goals
