"""The last check: every bound of every day against what the dishes hold as they are printed, and why one is missed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from apps.plans.rules.profile import DAYS, Profile
from apps.plans.rules.targets import Bound, Targets

DAY_SHARE: Final = 0.95
"""Share of a target that a single day should bring."""
WEEK_SHARE: Final = 0.98
"""Share of a target that the mean of the week should bring."""
ENERGY_SHARE: Final = 0.03
WINDOW_SLACK_G: Final = 5.0
ENERGY, CARBOHYDRATE = "energy_kcal", "carbohydrate_g"


@dataclass(frozen=True)
class Unmet:
    """A bound that does not hold. `day`: 0 to 6, None for the mean of the week. `kind`: intake, limit, goal, energy,
    meal. `why` is a code; `reach` the most of it that her dishes can bring in a day.
    """

    day: int | None
    nutrient: str
    amount: float
    bound: float
    kind: str
    why: str
    slot: str = ""
    reach: float | None = None


def amount_of(bound: Bound, totals: Mapping[str, float]) -> float:
    """Return how much food brings of what a bound counts."""
    return sum(totals.get(name, 0.0) * factor for name, factor in bound.columns)


def missed(targets: Targets, days: Sequence[Mapping[str, float]], reach: Mapping[str, float]) -> list[Unmet]:
    """Return what is missed. `days`: totals of food by column; `reach`: the most of a nutrient that a day can bring."""
    found = []
    for number, totals in enumerate(days):
        found += _energy(number, totals.get(ENERGY, 0.0), targets.energy_kcal)
        for bound in targets.bounds:
            found += _of_day(number, bound, amount_of(bound, totals), reach)
    for bound in targets.bounds:
        found += _of_week(bound, [amount_of(bound, totals) for totals in days], reach)
    return found


def _energy(day: int, amount: float, wanted: float) -> list[Unmet]:
    if abs(amount - wanted) <= ENERGY_SHARE * wanted:
        return []
    return [
        Unmet(
            day,
            ENERGY,
            amount,
            wanted,
            "energy",
            "too_little_fits" if amount < wanted else "portions_smallest",
        )
    ]


def _of_day(day: int, bound: Bound, food: float, reach: Mapping[str, float]) -> list[Unmet]:
    found, amount = [], food + bound.from_supplement
    if bound.least is not None and amount < _share(bound) * bound.least:
        found.append(
            Unmet(
                day,
                bound.key,
                amount,
                bound.least,
                bound.source,
                _why(bound, reach),
                reach=reach.get(bound.key),
            )
        )
    if bound.most is not None and amount > bound.most * (1 + 1e-9):
        why = "supplement_alone" if bound.from_supplement >= bound.most else "outweighed"
        if bound.from_supplement and why == "outweighed":
            why = "supplement_leaves_little"
        found.append(Unmet(day, bound.key, amount, bound.most, bound.source, why))
    return found


def _share(bound: Bound) -> float:
    return DAY_SHARE if bound.source == "intake" else 1.0


def _of_week(bound: Bound, foods: Sequence[float], reach: Mapping[str, float]) -> list[Unmet]:
    if bound.least is None or bound.source != "intake":
        return []
    mean = sum(foods) / DAYS + bound.from_supplement
    if mean >= WEEK_SHARE * bound.least:
        return []
    return [
        Unmet(
            None, bound.key, mean, bound.least, bound.source, _why(bound, reach), reach=reach.get(bound.key)
        )
    ]


def _why(bound: Bound, reach: Mapping[str, float]) -> str:
    """Say whether the dishes that are left to her could bring it at all."""
    most = reach.get(bound.key)
    if most is not None and most + bound.from_supplement < WEEK_SHARE * (bound.least or 0.0):
        return "not_in_allowed_dishes"
    return "outweighed"


def meals_missed(profile: Profile, days: Sequence[Sequence[tuple[str, float]]]) -> list[Unmet]:
    """Return meals whose carbohydrate lies outside its window. `days`: of each meal its slot and grams."""
    if not profile.gestational_diabetes:
        return []
    found = []
    for number, meals in enumerate(days):
        for slot, grams in meals:
            low, high = profile.windows_g[slot]
            if grams < low - WINDOW_SLACK_G or grams > high + WINDOW_SLACK_G:
                end = low if grams < low else high
                found.append(Unmet(number, CARBOHYDRATE, grams, end, "meal", "outweighed", slot))
    return found


def as_json(unmet: Unmet, names: Mapping[str, str]) -> dict[str, Any]:
    """Return it as plain data. `names`: the sentence for each code of `why`."""
    said: dict[str, Any] = {
        "day": unmet.day, "nutrient": unmet.nutrient, "amount": round(unmet.amount, 3), "bound": round(unmet.bound, 3),
        "kind": unmet.kind, "why": names.get(unmet.why, unmet.why),
    }  # fmt: skip
    if unmet.slot:
        said["slot"] = unmet.slot
    if unmet.reach is not None:
        said["reach"] = round(unmet.reach, 3)
    return said
