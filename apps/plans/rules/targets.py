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
PROTEIN: Final = "protein_g"
PROTEIN_PER_KG_G: Final = 1.1
"""g a day for each kg of the weight before pregnancy (National Academies), where that is more than the figure for all."""
EPA_AND_DHA: Final = "epa_dha_mg"
"""A sum of two columns: a goal, since no single column stands for it."""
BORROWED: Final = "US DRI"
"""Edition of a target that her own standard does not have."""


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
    """Return what a day should bring this mother. `columns`: what the food table knows of each dish.

    Where her standard has no figure for a nutrient, or none for her age, the American one is used, and named.
    """
    standard = STANDARD_OF[profile.standard]
    kcal, source, notes = _energy(profile)
    found, versions, more = _references(profile, standard)
    whom = For(standard, int(profile.age_years), intakes.trimester_of(profile.gestational_days, standard))
    bounds, of_target, without = [], {}, []
    for nutrient, reference in found.items():
        made = _bounds(nutrient, reference, columns, profile)
        if reference.target is not None and nutrient not in FOLDED:
            if made and made[0].least is not None:
                of_target[made[0].key] = versions[nutrient]
            else:
                without.append(nutrient)
        bounds += made
    bounds += _goals(kcal, whom, profile, found)
    water = found.get(TOTAL_WATER)
    amounts = {
        bound.key: bound.least for bound in bounds if bound.least is not None and bound.source == "intake"
    }
    return Targets(
        round(kcal, 1), source, standard, of_target, tuple(bounds), tuple(sorted(without)),
        water.target if water else None, (*notes, *more), amounts,
    )  # fmt: skip


def _references(
    profile: Profile, standard: Standard
) -> tuple[dict[str, intakes.Reference], dict[str, str], tuple[str, ...]]:
    """Return the figures by nutrient, the edition of each target, and what is to be said about them."""
    age = int(profile.age_years)
    own = intakes.references(For(standard, age, intakes.trimester_of(profile.gestational_days, standard)))
    american = intakes.references(
        For(Standard.NASEM, _clamped(age), intakes.trimester_of(profile.gestational_days, Standard.NASEM))
    )
    found, versions = dict(own), {name: reference.edition for name, reference in own.items()}
    borrowed = [name for name in american if name not in own and american[name].target is not None]
    if not own:
        borrowed = list(american)
    for name in borrowed:
        found[name], versions[name] = american[name], BORROWED
    notes: tuple[str, ...] = ()
    if not own:
        notes = (f"{profile.standard} has no figures for {age} years: those of the US are used",)
        if _clamped(age) != age:
            notes = (*notes, f"targets were taken as at {_clamped(age)} years")
    return found, versions, notes


def _clamped(age: int) -> int:
    return min(max(age, AGES_OF_ENERGY[0]), AGES_OF_ENERGY[1])


def _energy(profile: Profile) -> tuple[float, str, tuple[str, ...]]:
    """Return kcal of a day, whose figure it is, and what has to be said about it."""
    if profile.energy_kcal is not None:
        return profile.energy_kcal, "her own target", ()
    trimester = intakes.trimester_of(profile.gestational_days, Standard.NASEM)
    counted = _clamped(int(profile.age_years))
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
    nutrient: str, reference: intakes.Reference, known: frozenset[str], profile: Profile
) -> list[Bound]:
    names, factor = intakes.OF_FOOD_TABLE.get(nutrient, ((nutrient,), 1.0))
    key, scale = COLUMN_OF.get(nutrient, (nutrient, 1.0))
    supplement, found = profile.supplement, []
    if reference.target is not None and nutrient not in FOLDED and set(names) <= known:
        columns = tuple((name, factor * scale) for name in names)
        least = reference.target * scale
        if nutrient == PROTEIN and profile.standard == "us":
            least = max(least, PROTEIN_PER_KG_G * profile.weight_before_kg)
        supplied, source = _supplied(key, supplement), "goal" if key == EPA_AND_DHA else "intake"
        found.append(
            Bound(
                key,
                columns,
                least=least,
                from_supplement=supplied,
                source=source,
                weight=2.0 if source == "goal" else 1.0,
            )
        )
    if reference.limit and nutrient != TOTAL_WATER:
        counted = reference.limit.counted
        in_food = counted.in_food if counted.in_food in known else None
        columns = ((in_food, 1.0),) if in_food else ()
        given = _counted(counted.in_supplements, supplement)
        if columns or given:
            found.append(
                Bound(
                    in_food or counted.in_supplements, columns, most=reference.limit.amount, is_hard=True,
                    from_supplement=given, source="limit",
                )
            )  # fmt: skip
    return found


def _counted(key: str, supplement: Mapping[str, float]) -> float:
    """Return what a supplement brings of what a limit counts, by whatever name it was given."""
    if key == "retinol_ug":
        return supplement.get(key, supplement.get("vitamin_a_rae_ug", 0.0))
    if key == "folic_acid_ug":
        return supplement.get(key, supplement.get("folate_dfe_ug", 0.0) / FOLATE_OF_FOLIC_ACID)
    return supplement.get(key, 0.0)


def _supplied(key: str, supplement: Mapping[str, float]) -> float:
    given = supplement.get(key, 0.0)
    if key == "folate_dfe_ug":
        return max(given, FOLATE_OF_FOLIC_ACID * supplement.get("folic_acid_ug", 0.0))
    if key == "vitamin_a_rae_ug":
        return max(given, supplement.get("retinol_ug", 0.0))
    if key == EPA_AND_DHA:
        return 1_000 * (supplement.get("dha_g", 0.0) + supplement.get("epa_g", 0.0))
    return given


def _goals(kcal: float, whom: For, profile: Profile, found: Mapping[str, intakes.Reference]) -> list[Bound]:
    """Return what is worth nearing, and the limit of caffeine. Shares of energy become grams."""
    shares = intakes.energy_shares(whom) or intakes.energy_shares(
        For(Standard.NASEM, _clamped(int(profile.age_years)), whom.trimester)
    )
    sodium = found.get("sodium_mg")
    salt = min(SODIUM_GOAL_MG, sodium.reduce_above or SODIUM_GOAL_MG) if sodium else SODIUM_GOAL_MG
    taken = profile.supplement
    goals = [
        Bound(
            "sodium_mg",
            (("sodium_mg", 1.0),),
            most=salt,
            weight=3.0,
            source="goal",
            from_supplement=taken.get("sodium_mg", 0.0),
        ),
        Bound("niacin_mg", (("niacin_mg", 1.0),), most=NIACIN_GOAL_MG, weight=0.5, source="goal"),
        Bound("vitamin_a_rae_ug", (("vitamin_a_rae_ug", 1.0),), most=3_000.0, weight=0.5, source="goal"),
        Bound(
            "caffeine_mg",
            (("caffeine_mg", 1.0),),
            most=CAFFEINE_LIMIT_MG,
            is_hard=True,
            source="limit",
            from_supplement=taken.get("caffeine_mg", 0.0),
        ),
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
