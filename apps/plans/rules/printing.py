"""A plan as plain data: what the phone, the command line and the next plan read. Keys are the food table's columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from apps.plans.rules import checking, notes
from apps.plans.rules.checking import ENERGY_SHARE
from apps.plans.rules.making import Item, Plan, PlannedDay, PlannedMeal, standard_version
from apps.plans.rules.targets import Bound

WHY: Final[Mapping[str, str]] = {
    "not_together": "her dishes could bring it, but not together with her other targets",
    "not_in_allowed_dishes": "the dishes that are left to her cannot bring it",
    "outweighed": "other bounds of the day stand against it",
    "supplement_leaves_little": "her supplement leaves too little room below the limit",
    "locked": "dishes that were put there by hand bring it",
    "supplement_alone": "her own supplement alone is above the limit",
    "too_little_fits": "more would be no sensible portion, or break a limit",
    "portions_smallest": "less would be no sensible portion",
}
DIGITS: Final = 6
"""Significant digits of an amount: adding up the printed dishes gives the printed totals."""


def as_json(
    plan: Plan, *, language: str = "en", supplements: Sequence[Mapping[str, Any]] = (),
    activity: Mapping[str, Any] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return the plan as it is printed and stored."""
    targets = plan.targets
    return {
        "start": plan.profile.start.isoformat(),
        "standard": plan.profile.standard,
        "standard_version": standard_version(plan),
        "food_table": plan.table,
        "targets": {"energy_kcal": targets.energy_kcal, **{key: _short(one) for key, one in targets.amounts.items()}},
        "limits": {bound.key: bound.most for bound in targets.bounds if bound.is_hard},
        "goals": [_goal(bound) for bound in targets.bounds if bound.source == "goal"],
        "energy": {"source": targets.energy_source, "within_share": ENERGY_SHARE, "notes": list(targets.notes)},
        "supplement": dict(plan.profile.supplement),
        "not_in_food_table": list(targets.without_column),
        "water": _water(plan),
        "days": [_day(number, day, language) for number, day in enumerate(plan.days)],
        "unmet": [checking.as_json(unmet, WHY) for unmet in plan.unmet],
        "supplements": [dict(one) for one in supplements],
        "activity": dict(activity or {}),
        "ignored": list(plan.profile.ignored),
        "cost": round(plan.cost, 4),
        "seconds": round(plan.seconds, 4),
    }  # fmt: skip


def _goal(bound: Bound) -> dict[str, Any]:
    return {
        "nutrient": bound.key,
        "least": bound.least and _short(bound.least),
        "most": bound.most and _short(bound.most),
    }


def _water(plan: Plan) -> dict[str, Any]:
    """Return what to drink beside the dishes: they bring some of the water of a day themselves."""
    wanted = plan.targets.water_l
    in_dishes = sum(day.totals.get("water_g", 0.0) for day in plan.days) / len(plan.days) / 1_000
    if wanted is None:
        return {"target_l": None, "in_dishes_l": round(in_dishes, 2)}
    return {
        "target_l": wanted, "in_dishes_l": round(in_dishes, 2), "to_drink_l": round(max(0.0, wanted - in_dishes), 1)
    }  # fmt: skip


def _day(number: int, day: PlannedDay, language: str) -> dict[str, Any]:
    return {
        "day": number,
        "date": day.day.isoformat(),
        "meals": [_meal(meal, language) for meal in day.meals],
        "totals": {name: _short(amount) for name, amount in day.totals.items()},
    }


def _meal(meal: PlannedMeal, language: str) -> dict[str, Any]:
    return {
        "slot": meal.slot,
        "when": meal.when,
        "carbohydrate_g": _short(meal.carbohydrate_g),
        "items": [_item(item, language) for item in meal.items],
    }


def _item(item: Item, language: str) -> dict[str, Any]:
    dish = item.dish
    said: dict[str, Any] = {
        "food_code": dish.code,
        "name": dish.name(language),
        "grams": item.grams,
        "why": [{"nutrient": one.nutrient, "share_of_target": one.share} for one in item.brings],
        "locked": item.is_locked,
        "left_over": item.is_again,
    }
    if dish.pregnancy_note:
        said["caution"] = notes.said(dish.pregnancy_note, language)
    return said


def _short(amount: float) -> float:
    return float(f"{amount:.{DIGITS}g}")
