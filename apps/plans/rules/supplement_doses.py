"""The everyday dose of a nutrient: by the rule of her standard, what food leaves short, and the room under a limit.

Nothing that is to be taken exceeds a limit together with food: a dose is made smaller or withheld, and says so.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from apps.nutrition.rules.supplements import EQUIVALENT, EQUIVALENTS_PER_FOLIC_ACID, FOLIC_ACID
from apps.plans.rules import guidance
from apps.plans.rules.guidance import INTERNATIONAL, Row
from apps.plans.rules.supplement_laboratory import lacks_iron
from apps.plans.rules.supplement_lines import OBESITY, Advice, Reason, Status, SupplementInput, Way

IRON: Final = "iron_mg"
EVERYDAY: Final = frozenset({"routine", "gap", "short", "none", "food"})
NEARLY: Final = 0.10
"""Of its target: so little is missing that food makes it up."""
LEAST_OF_DOSE: Final = 0.25
"""Of the smallest usual dose: less than that is not worth a pill."""
CLOSE_TO_DOSE: Final = 0.8
"""Of the dose: who takes as much goes on with it, another pill is not worth the rest."""
STEPS: Final = {
    "folic_acid_ug": 50.0,
    "iron_mg": 1.0,
    "calcium_mg": 50.0,
    "iodine_ug": 10.0,
    "vitamin_d_ug": 1.0,
    "dha_g": 0.05,
    "vitamin_b12_ug": 0.1,
}
"""Doses are rounded down to these."""
A_HAIR: Final = 1e-9
ORDERED_FROM_INDEX: Final = 28.0
"""kg/m²: the lowest index from which some standard gives more folic acid."""
MAY_BE_ORDERED: Final = {
    "iron_mg": frozenset({"anaemia"}),
    "folic_acid_ug": frozenset(
        {
            "previous_neural_tube_defect", "diabetes_type_1", "diabetes_type_2", "epilepsy", "obesity",
            "sickle_cell_or_thalassaemia", "coeliac_disease",
        }
    ),
    "calcium_mg": frozenset({"previous_preeclampsia", "chronic_hypertension", "gestational_hypertension"}),
}  # fmt: skip
"""With these, a dose above a limit may be a prescription: it is asked about, not lowered."""


def of_nutrient(nutrient: str, whom: SupplementInput) -> Advice | None:
    """Return the line on one nutrient; None where no rule concerns her and she takes none."""
    held = _held(nutrient, whom)
    if held:
        return held
    found = _row(nutrient, whom)
    if found is None:
        return too_much(nutrient, whom)
    if found["role"] == "none":
        return _without_supplement(nutrient, whom, found)
    over = too_much(nutrient, whom, found)
    if over:
        return over
    if found["role"] == "food" or not guidance.is_from(found, whom.gestation_weeks):
        return _by_food(nutrient, whom, found)
    return _dosed(nutrient, whom, found)


def rows_of(nutrient: str, roles: Iterable[str]) -> list[Row]:
    """Return the rules on a nutrient that have one of some roles."""
    return [
        row for row in guidance.rows("supplements") if row["nutrient"] == nutrient and row["role"] in roles
    ]


def _row(nutrient: str, whom: SupplementInput) -> Row | None:
    """Return the rule in force: of her standard, the next one of hers, or the international where hers has none."""
    weeks = whom.gestation_weeks
    fitting = [
        row
        for row in rows_of(nutrient, EVERYDAY)
        if not guidance.is_over(row, weeks)
        and (not row["diets"] or whom.diet in guidance.codes(row, "diets"))
    ]
    for standard in (whom.standard, INTERNATIONAL):
        own = [row for row in fitting if row["standard"] == standard]
        if own:
            return next((row for row in own if guidance.is_from(row, weeks)), own[0])
    return None


def _held(nutrient: str, whom: SupplementInput) -> Advice | None:
    """Return the line that leaves a nutrient to a clinician for what she has; only where she would be given any."""
    for row in rows_of(nutrient, ("hold",)):
        found = sorted(guidance.codes(row, "conditions") & whom.codes)
        usual = _row(nutrient, whom)
        if found and (whom.taken.get(nutrient) or (usual and usual["role"] != "none")):
            reasons = (Reason("held", {"condition": found[0]}), *_takes(nutrient, whom))
            return Advice(nutrient, Status.ASK_CLINICIAN, Way.PRESCRIPTION, row, reasons)
    return None


def too_much(nutrient: str, whom: SupplementInput, row: Row | None = None) -> Advice | None:
    """Return the line on what she takes, where it breaks the limit together with food; None where it does not."""
    taken, limit, food = whom.taken.get(nutrient, 0.0), limit_of(nutrient, whom, row), whom.of_food(nutrient)
    if not taken or limit is None or (food or 0.0) + taken <= limit:
        return None
    values = {"taken": taken, "food": food or 0.0, "limit": limit}
    reasons = [Reason("above_limit", values), *_unknown(food), *(_borrowed(whom, row) if row else ())]
    at = row or guidance.row("supplements", "limits")
    if _may_be_ordered(nutrient, whom):
        return Advice(
            nutrient, Status.ASK_CLINICIAN, Way.PRESCRIPTION, at, (*reasons, Reason("may_be_ordered"))
        )
    return Advice(
        nutrient, Status.REDUCE, Way.SUPPLEMENT, at, tuple(reasons), _lower(nutrient, whom, row, limit)
    )


def _may_be_ordered(nutrient: str, whom: SupplementInput) -> bool:
    """Say whether she has something that a high dose is ordered for."""
    ordered_for = MAY_BE_ORDERED.get(nutrient, frozenset())
    index = whom.body_mass_index
    is_obese = OBESITY in ordered_for and index is not None and index >= ORDERED_FROM_INDEX
    return is_obese or bool(whom.codes & ordered_for) or (nutrient == IRON and lacks_iron(whom))


def _lower(nutrient: str, whom: SupplementInput, row: Row | None, limit: float) -> float:
    """Return the dose to come down to: the usual one as far as the limit leaves room for it."""
    room = max(0.0, limit - (whom.of_food(nutrient) or 0.0))
    if row is None or not row["dose_min"] or not guidance.is_in_week(row, whom.gestation_weeks):
        return _rounded(nutrient, room)
    return _rounded(nutrient, min(room, _wanted(nutrient, whom, row) or 0.0))


def limit_of(nutrient: str, whom: SupplementInput, row: Row | None = None) -> float | None:
    """Return the strictest limit: of her standard, and of the rule itself."""
    own = guidance.number(row, "limit") if row and row["limit"] else None
    known = [limit for limit in (whom.limit(nutrient), own) if limit is not None]
    if not known:
        known = [float(each["limit"]) for each in rows_of(nutrient, EVERYDAY) if each["limit"]]
    return min(known, default=None)


def _without_supplement(nutrient: str, whom: SupplementInput, row: Row) -> Advice:
    reasons = (Reason("no_supplement_here", {"whose": row["whose"]}), *_takes(nutrient, whom))
    status = Status.ENOUGH
    if whom.taken.get(nutrient):
        status = Status.ASK_CLINICIAN if row["limit"] else Status.AVOID
    return Advice(nutrient, status, Way.FOOD, row, reasons)


def _by_food(nutrient: str, whom: SupplementInput, row: Row) -> Advice:
    """Return a hint about meals: no supplement is meant, or not yet."""
    short = _short(nutrient, whom)
    reasons = [] if guidance.is_from(row, whom.gestation_weeks) else [_not_yet(row)]
    if whom.taken.get(nutrient):
        return Advice(
            nutrient, Status.CONTINUE, Way.SUPPLEMENT, row, (*reasons, *_takes(nutrient, whom)),
            whom.taken[nutrient],
        )  # fmt: skip
    if short is None:
        return Advice(nutrient, Status.TAKE, Way.FOOD, row, (*reasons, Reason("food_not_known")))
    code = "food_short" if _is_worth_it(nutrient, whom, short) else "food_meets_target"
    status = Status.TAKE if code == "food_short" else Status.ENOUGH
    return Advice(nutrient, status, Way.FOOD, row, (*reasons, Reason(code, _beside_target(nutrient, whom))))


def _not_yet(row: Row) -> Reason:
    return Reason("not_yet", {"from_week": float(row["from_week"])})


def _dosed(nutrient: str, whom: SupplementInput, row: Row) -> Advice:
    wanted = _wanted(nutrient, whom, row)
    if wanted is None:
        return _by_food(nutrient, whom, row)
    reasons = [_why(nutrient, whom, row, wanted), *_borrowed(whom, row), *_takes(nutrient, whom)]
    if not wanted:
        return Advice(nutrient, Status.ENOUGH, Way.FOOD, row, tuple(reasons))
    food, limit = whom.of_food(nutrient), limit_of(nutrient, whom, row)
    reasons += _unknown(food)
    dose = wanted if limit is None else min(wanted, max(0.0, limit - (food or 0.0)))
    if limit is not None and dose < wanted:
        reasons.append(Reason("limit_with_food", {"food": food or 0.0, "limit": limit, "wanted": wanted}))
    dose, taken = _rounded(nutrient, dose), whom.taken.get(nutrient, 0.0)
    if dose < LEAST_OF_DOSE * min(wanted, float(row["dose_min"])):
        return Advice(nutrient, Status.ENOUGH, Way.FOOD, row, tuple(reasons))
    if taken >= CLOSE_TO_DOSE * dose:
        return Advice(nutrient, Status.CONTINUE, Way.SUPPLEMENT, row, tuple(reasons), taken)
    return Advice(nutrient, Status.TAKE, Way.SUPPLEMENT, row, tuple(reasons), dose)


def _wanted(nutrient: str, whom: SupplementInput, row: Row) -> float | None:
    """Return the dose before any limit; 0: food is enough; None: it depends on food that is not known."""
    least, most = float(row["dose_min"]), float(row["dose_max"])
    short = _short(nutrient, whom, least)
    if row["role"] == "routine":
        return min(max(short or 0.0, least), most)
    if short is None:
        return least if row["role"] == "gap" else None
    if not _is_worth_it(nutrient, whom, short, least):
        return 0.0
    step = STEPS[nutrient]
    return min(most, max(least if row["role"] == "gap" else 0.0, math.ceil(short / step - A_HAIR) * step))


def _short(nutrient: str, whom: SupplementInput, otherwise: float | None = None) -> float | None:
    """Return what food leaves short of the target, in the unit of the dose. `otherwise`: where there is no target."""
    column = EQUIVALENT if nutrient == FOLIC_ACID else nutrient
    target, food = whom.targets.get(column, otherwise), whom.food.get(column)
    if target is None or food is None:
        return None
    return max(0.0, target - food) / (EQUIVALENTS_PER_FOLIC_ACID if nutrient == FOLIC_ACID else 1.0)


def _is_worth_it(nutrient: str, whom: SupplementInput, short: float, otherwise: float = 0.0) -> bool:
    column = EQUIVALENT if nutrient == FOLIC_ACID else nutrient
    return short > NEARLY * whom.targets.get(column, otherwise)


def _beside_target(nutrient: str, whom: SupplementInput) -> dict[str, float | str]:
    column = EQUIVALENT if nutrient == FOLIC_ACID else nutrient
    known = {"food": whom.food.get(column), "target": whom.targets.get(column)}
    return {name: value for name, value in known.items() if value is not None}


def _why(nutrient: str, whom: SupplementInput, row: Row, wanted: float) -> Reason:
    if row["role"] == "routine":
        return Reason("routine", {"whose": row["whose"]})
    beside = _beside_target(nutrient, whom)
    if len(beside) < 2:
        if not wanted:
            return Reason("food_enough", beside)
        return Reason("food_not_known") if not beside else Reason("food_brings_little", beside)
    return Reason("food_short" if wanted else "food_meets_target", beside)


def _borrowed(whom: SupplementInput, row: Row) -> list[Reason]:
    is_borrowed = row["standard"] != whom.standard
    return [Reason("no_rule_of_standard", {"whose": row["whose"]})] if is_borrowed else []


def _takes(nutrient: str, whom: SupplementInput) -> list[Reason]:
    taken = whom.taken.get(nutrient)
    return [Reason("takes", {"taken": taken})] if taken else []


def _unknown(food: float | None) -> list[Reason]:
    return [Reason("food_not_known")] if food is None else []


def _rounded(nutrient: str, dose: float) -> float:
    step = STEPS.get(nutrient, 0.1)
    return round(math.floor(dose / step + A_HAIR) * step, 6)
