"""From a profile and a larder to a plan that can be printed: days, totals, what is unmet, and a reason for every line."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from apps.plans.rules import checking, locking, measures, mending, reach, targets, week
from apps.plans.rules.checking import Unmet
from apps.plans.rules.dishes import Dish
from apps.plans.rules.larder import Larder
from apps.plans.rules.mending import Reach
from apps.plans.rules.portions import INFINITE
from apps.plans.rules.profile import Profile
from apps.plans.rules.search import Day, Week
from apps.plans.rules.targets import BORROWED, Targets

Progress = Callable[[int, int], None]
BEYOND: Final = "not_in_allowed_dishes"
WORTH_SAYING: Final = 0.12
"""Share of a day's target from which on a dish is said to bring it."""
MOST_REASONS: Final = 3
OF_ROUNDING: Final = 0.03
"""By how much of a limit whole grams may have gone over it; what is more was there before."""
STANDARD_NAMES: Final = {
    "us": "DRI (National Academies)",
    "china": "DRIs for Chinese residents",
    "korea": "KDRI",
}


@dataclass(frozen=True)
class Brings:
    """A reason for a dish: which share of a day's target it brings."""

    nutrient: str
    share: float


@dataclass(frozen=True)
class Item:
    """One dish in one meal. `is_locked`: she put it there. `is_again`: left over from the dinner before."""

    dish: Dish
    grams: float
    is_locked: bool
    is_again: bool
    brings: tuple[Brings, ...]


@dataclass(frozen=True)
class PlannedMeal:
    """One meal. `when` tells the snacks of a day apart."""

    slot: str
    when: str
    items: tuple[Item, ...]
    carbohydrate_g: float


@dataclass(frozen=True)
class PlannedDay:
    """One day. `totals`: of food alone, by column of the food table."""

    day: date
    meals: tuple[PlannedMeal, ...]
    totals: Mapping[str, float]


@dataclass(frozen=True)
class Plan:
    """A week of meals for one profile. `cost`: what the search left, 0 is best. `seconds`: of one processor."""

    profile: Profile
    targets: Targets
    days: tuple[PlannedDay, ...]
    unmet: tuple[Unmet, ...]
    table: str
    seconds: float
    cost: float


def make(profile: Profile, larder: Larder, progress: Progress | None = None) -> Plan:
    """Plan a week. Raises ProfileError for locks that cannot be kept, and for a larder without any dish for her."""
    began = time.thread_time()
    wanted = targets.of(profile, frozenset(larder.columns))
    allowed = larder.allowed(profile)
    allowed = locking.with_locked(larder, allowed, profile)
    of_dishes = measures.of(wanted, allowed.columns, allowed.per_100g)
    found = week.begin(profile, wanted, allowed.dishes, of_dishes)
    locking.place(found, profile)
    solver, chance = week.plan(found, progress)
    mending.mend(found, solver, chance, lambda keys: _reach(found, wanted, allowed, keys))
    return _printed(found, wanted, allowed, began)


def _printed(found: Week, wanted: Targets, larder: Larder, began: float) -> Plan:
    per_gram = np.nan_to_num(larder.per_100g) / 100
    days = tuple(_day(found, number, wanted, larder, per_gram) for number in range(len(found.days)))
    totals = [day.totals for day in days]
    missed = _explained(found, wanted, larder, totals)
    missed = [_of_lock(found, unmet) for unmet in missed]
    missed += checking.meals_missed(
        found.profile, [[(meal.slot, meal.carbohydrate_g) for meal in day.meals] for day in days]
    )
    cost = sum(week.cost(found, day) for day in found.days)
    return Plan(found.profile, wanted, days, tuple(missed), larder.table, time.thread_time() - began, cost)


def _reach(found: Week, wanted: Targets, larder: Larder, keys: AbstractSet[str]) -> Reach:
    """Return which of some bounds no week of her dishes could keep on average, or are only goals; and whether one could
    keep all others."""
    average = reach.average_day(found, wanted, larder)
    most = reach.most_of(average, wanted, keys)
    least = {bound.key: bound.least_of_food or 0.0 for bound in wanted.bounds if bound.source == "intake"}
    beyond = {key for key in keys if most.get(key, 0.0) < checking.WEEK_SHARE * least.get(key, INFINITE)}
    missed = reach.misses_together(average, wanted, beyond)
    return Reach(beyond, missed is not None and missed < 1 - checking.WEEK_SHARE)


def _explained(
    found: Week, wanted: Targets, larder: Larder, totals: Sequence[Mapping[str, float]]
) -> list[Unmet]:
    """Return what is missed, and of each whether her dishes could bring it: alone, and with her other targets."""
    missed = checking.missed(wanted, totals, {})
    short = {unmet.nutrient for unmet in missed if unmet.day is None}
    if not short:  # the week itself shows that her dishes can bring it
        return missed
    average = reach.average_day(found, wanted, larder)
    missed = checking.missed(wanted, totals, reach.most_of(average, wanted, short))
    of_week = {one.nutrient for one in missed if one.day is None and one.why != BEYOND}
    if not of_week:
        return missed
    least = reach.misses_together(average, wanted, {one.nutrient for one in missed if one.why == BEYOND})
    if least is not None and least <= 1 - checking.WEEK_SHARE:
        return missed
    return [
        replace(one, why="not_together") if one.day is None and one.nutrient in of_week else one
        for one in missed
    ]


def _of_lock(found: Week, unmet: Unmet) -> Unmet:
    """Say so where too much of something stands in a day that has dishes of her own."""
    if unmet.day is None or unmet.amount <= unmet.bound or unmet.why.startswith("supplement"):
        return unmet
    return replace(unmet, why="locked") if any(found.days[unmet.day].locked) else unmet


def _day(found: Week, number: int, wanted: Targets, larder: Larder, per_gram: Any) -> PlannedDay:
    day = found.days[number]
    grams = _rounded(found, day)
    totals = sum((per_gram[day.dish[at]] * grams[at] for at in day.filled), np.zeros(len(larder.columns)))
    named = dict(zip(larder.columns, (float(amount) for amount in totals), strict=True))
    meals = []
    for meal_number, meal in enumerate(found.meals):
        here = [at for at in day.filled if found.places[at].meal == meal_number]
        items = tuple(_item(found, day, at, grams[at], wanted, larder, per_gram) for at in here)
        held = sum(float(found.measures.carbohydrate_per_gram[day.dish[at]]) * grams[at] for at in here)
        meals.append(PlannedMeal(meal.slot, meal.when, items, held))
    return PlannedDay(found.profile.start + timedelta(days=number), tuple(meals), named)


def _rounded(found: Week, day: Day) -> dict[int, float]:
    """Return whole grams by place; none goes over a limit only because it was rounded."""
    grams = {at: day.grams[at] if day.weighed[at] else float(round(day.grams[at])) for at in day.filled}
    hard = [at for at, name in enumerate(found.measures.names) if name in found.hard]
    for bound in hard:
        adds = {at: float(found.measures.per_gram[day.dish[at], bound]) for at in grams}
        for _ in range(len(grams)):
            over = float(found.measures.start[bound]) + sum(adds[at] * grams[at] for at in grams)
            smaller = [
                at
                for at in grams
                if grams[at] > found.dishes[day.dish[at]].smallest_g and not day.weighed[at]
            ]
            if not 0 < over < OF_ROUNDING or not smaller:
                break
            grams[max(smaller, key=adds.__getitem__)] -= 1
    return grams


def _item(
    found: Week, day: Day, at: int, grams: float, wanted: Targets, larder: Larder, per_gram: Any
) -> Item:
    amounts = dict(zip(larder.columns, per_gram[day.dish[at]] * grams, strict=True))
    shares = [
        Brings(bound.key, round(float(checking.amount_of(bound, amounts)) / bound.least, 3))
        for bound in wanted.bounds
        if bound.source == "intake" and bound.least
    ]
    shares.sort(key=lambda one: -one.share)
    kept = tuple(one for one in shares[:MOST_REASONS] if one.share >= WORTH_SAYING)
    again = at in day.again
    return Item(
        found.dishes[day.dish[at]], grams, day.locked[at] and at not in day.again | day.cooked, again, kept
    )


def standard_version(plan: Plan) -> str:
    """Return whose figures were used, and for what an older edition stood in."""
    newest = max((one for one in plan.targets.versions.values() if one != BORROWED), default=BORROWED)
    older: dict[str, list[str]] = {}
    for key, edition in sorted(plan.targets.versions.items()):
        if edition != newest:
            older.setdefault(edition, []).append(key)
    name = f"{STANDARD_NAMES[plan.profile.standard]} {newest}".removesuffix(" DRI")
    return "; ".join([name, *(f"{edition} for {', '.join(keys)}" for edition, keys in older.items())])
