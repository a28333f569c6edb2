"""Puts a week together: dishes by search, portions by a linear programme, the worst days gone over again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from apps.plans.rules import layout, measures, search
from apps.plans.rules.dishes import SEASONS, Dish
from apps.plans.rules.measures import Measures
from apps.plans.rules.portions import Problem, Solver
from apps.plans.rules.profile import DAYS, Profile
from apps.plans.rules.search import Day, Week
from apps.plans.rules.targets import Targets

Numbers = Any
SWEEPS: Final = 2
ROUNDS: Final = 3
WORSE: Final = 1e-4
OF_A_CUISINE: Final = frozenset({"main", "whole", "soup", "staple", "vegetable"})


def begin(profile: Profile, targets: Targets, dishes: Sequence[Dish], of_dishes: Measures) -> Week:
    """Return an empty week of hers, with her locks in it."""
    meals = layout.meals(profile, targets.energy_kcal)
    places = layout.places(meals)
    liking = _liking(profile, dishes)
    season = SEASONS[profile.start.month]
    families = sorted({dish.family for dish in dishes})
    return Week(
        profile, dishes, of_dishes, meals, places,
        windows=[profile.windows_g[meal.slot] if profile.gestational_diabetes else None for meal in meals],
        choices=[search.choices(dishes, of_dishes, place, liking, season) for place in places],
        families=np.array([families.index(dish.family) for dish in dishes]),
        is_fish=np.array([bool(dish.fish) for dish in dishes]),
        hard=frozenset(f"{bound.key} most" for bound in targets.bounds if bound.is_hard),
        days=search.empty_days(len(places)),
    )  # fmt: skip


def _liking(profile: Profile, dishes: Sequence[Dish]) -> Numbers:
    """Return what each dish costs by itself: not at home in her cuisine, dear, or one that she likes."""
    return np.array([_liked_at(profile, dish) for dish in dishes], dtype=np.float32)


def _liked_at(profile: Profile, dish: Dish) -> float:
    words = {dish.code, dish.family}
    if words & profile.disliked:
        return float("inf")
    at_home = profile.cuisine in dish.cuisines and dish.part in OF_A_CUISINE
    return (
        search.STRANGE * (not dish.fits(profile.cuisine))
        + search.AT_HOME * at_home
        + search.DEAR * (dish.cost - 1) * profile.is_thrifty
        + search.USUAL * bool(words & profile.usual)
    )


def plan(week: Week, progress: Callable[[int, int], None] | None = None) -> None:
    """Fill the week. `progress` hears how many of how many steps are done."""
    solver, steps = Solver(), DAYS * (1 + ROUNDS)
    for day in range(DAYS):
        for _ in range(SWEEPS):
            search.fill(week, day)
        size(week, day, solver)
        if progress:
            progress(day + 1, steps)
    for turn in range(ROUNDS):
        order = sorted(range(DAYS), key=lambda day: -cost(week, week.days[day]))
        for done, day in enumerate(order):
            better(week, day, solver)
            if progress:
                progress(DAYS * (1 + turn) + done + 1, steps)


def better(week: Week, day: int, solver: Solver) -> None:
    """Go over a day again; keep what it was where that was no worse."""
    before, was = week.days[day], cost(week, week.days[day])
    week.days[day] = Day(list(before.dish), list(before.grams), before.locked, before.weighed)
    search.fill(week, day)
    size(week, day, solver)
    if cost(week, week.days[day]) > was - WORSE:
        week.days[day] = before


def cost(week: Week, day: Day) -> float:
    """Return what a day costs: its bounds, its windows, what of it is not to her liking."""
    filled = day.filled
    found = measures.violations(
        week.measures, [day.dish[at] for at in filled], [day.grams[at] for at in filled]
    )
    total = float(week.measures.cost(found))
    for meal, window in enumerate(week.windows):
        if window is not None:
            grams = carbohydrate(week, day, meal)
            off = max(window[0] - grams, grams - window[1], 0.0)
            total += search.WINDOW_LINEAR * off + search.WINDOW_SQUARE * off * off
    return total + sum(_liked(week, day, at) for at in range(len(week.places)))


def _liked(week: Week, day: Day, at: int) -> float:
    options = week.choices[at]
    hits = np.flatnonzero(options.dish == day.dish[at])
    return float(options.liking[hits[0]]) if len(hits) and np.isfinite(options.liking[hits[0]]) else 0.0


def carbohydrate(week: Week, day: Day, meal: int) -> float:
    """Return the grams of carbohydrate of one meal of a day."""
    per_gram = week.measures.carbohydrate_per_gram
    return sum(
        float(per_gram[day.dish[at]]) * day.grams[at] for at in day.filled if week.places[at].meal == meal
    )


def size(week: Week, day: int, solver: Solver) -> None:
    """Give the dishes of a day the portions that serve it best."""
    now = week.days[day]
    filled = now.filled
    if not filled:
        return
    grams = solver.solve(_problem(week, now, filled))
    if grams is not None:
        for at, amount in zip(filled, grams, strict=True):
            now.grams[at] = float(amount)


def _problem(week: Week, day: Day, filled: Sequence[int]) -> Problem:
    numbers = [day.dish[at] for at in filled]
    own = [week.dishes[number] for number in numbers]
    kept = np.array([day.weighed[at] for at in filled])
    held = np.array([day.grams[at] for at in filled])
    windows = [(meal, window) for meal, window in enumerate(week.windows) if window is not None]
    of_meal = np.array([week.places[at].meal for at in filled])
    in_meal = np.array([of_meal == meal for meal, _ in windows]).reshape(len(windows), len(filled))
    return Problem(
        per_gram=week.measures.per_gram[numbers].astype(float),
        start=week.measures.start.astype(float),
        cost=week.measures.linear.astype(float),
        smallest=np.where(kept, held, [dish.smallest_g for dish in own]),
        usual=np.where(kept, held, [dish.usual_g for dish in own]),
        largest=np.where(kept, held, [dish.largest_g for dish in own]),
        carbohydrate=in_meal * week.measures.carbohydrate_per_gram[numbers].astype(float),
        windows=[window for _, window in windows],
    )
