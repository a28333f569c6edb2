"""Carbohydrate meal by meal: what gestational diabetes is managed by.

Targets for a meal are set by her care team for her; there is none that fits everybody, so none counts until somebody
has set it. `PROPOSED` is what a form begins with. Only the least of a whole day is built in: 175 g (National Academies,
RDA in pregnancy; KDRI 2025 has the same), since a baby needs glucose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from apps.nutrition.rules.totals import Amount, Total

CARBOHYDRATE: Final = "carbohydrate_g"
FIBRE: Final = "fiber_g"
SUGARS: Final = "sugars_g"
LEAST_OF_DAY_G: Final = 175.0


class Verdict(StrEnum):
    """Where a meal's carbohydrate lies beside its target. UNCLEAR: the range reaches across an end of it."""

    BELOW = "below"
    WITHIN = "within"
    ABOVE = "above"
    UNCLEAR = "unclear"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Target:
    """From and to how many grams of carbohydrate a meal should bring."""

    low_g: float
    high_g: float


PROPOSED: Final[Mapping[str, Target]] = {
    "breakfast": Target(15.0, 45.0),
    "lunch": Target(30.0, 75.0),
    "dinner": Target(30.0, 75.0),
    "snack": Target(15.0, 30.0),
}
"""By kind of meal: where a dietitian or an obstetrician begins, who changes it for her. Usual practice, `recalled`."""


@dataclass(frozen=True)
class MealCarbohydrate:
    """One meal. `share`: of the day's carbohydrate. `net`: without fibre, where fibre is known of all of it."""

    meal_id: str
    kind: str
    carbohydrate: Amount | None
    net: Amount | None
    sugars: Amount | None
    share: float | None
    target: Target | None
    verdict: Verdict


def of_day(meals: Sequence[tuple[str, str, Total]], targets: Mapping[str, Target]) -> list[MealCarbohydrate]:
    """Return each meal's carbohydrate in the order given. `meals`: id, kind, total. `targets`: by kind of meal."""
    whole = sum(total.amounts[CARBOHYDRATE].value for _, _, total in meals if CARBOHYDRATE in total.amounts)
    return [_of_meal(meal_id, kind, total, whole, targets.get(kind)) for meal_id, kind, total in meals]


def _of_meal(meal_id: str, kind: str, total: Total, whole: float, target: Target | None) -> MealCarbohydrate:
    carbohydrate = total.amounts.get(CARBOHYDRATE)
    return MealCarbohydrate(
        meal_id,
        kind,
        carbohydrate,
        _net(carbohydrate, total.amounts.get(FIBRE)),
        total.amounts.get(SUGARS),
        carbohydrate.value / whole if carbohydrate and whole > 0 else None,
        target,
        verdict(carbohydrate, target),
    )


def _net(carbohydrate: Amount | None, fibre: Amount | None) -> Amount | None:
    """Carbohydrate «by difference» holds the fibre. Both grow with the weight, so that low goes with low."""
    if carbohydrate is None or fibre is None or fibre.share_of_grams != carbohydrate.share_of_grams:
        return None
    return Amount(
        max(0.0, carbohydrate.value - fibre.value),
        max(0.0, carbohydrate.low - fibre.low),
        max(0.0, carbohydrate.high - fibre.high),
        carbohydrate.share_of_energy,
        carbohydrate.share_of_grams,
    )


def verdict(carbohydrate: Amount | None, target: Target | None) -> Verdict:
    """Return where the range lies. Where something has no value, it can only be found to be above."""
    if carbohydrate is None or target is None:
        return Verdict.UNKNOWN
    if carbohydrate.low > target.high_g:
        return Verdict.ABOVE
    if not carbohydrate.is_complete:
        return Verdict.UNKNOWN
    if carbohydrate.high < target.low_g:
        return Verdict.BELOW
    inside = target.low_g <= carbohydrate.low and carbohydrate.high <= target.high_g
    return Verdict.WITHIN if inside else Verdict.UNCLEAR
