"""Puts a week together: dishes by search, portions by a linear programme, the worst days gone over again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
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
ROUNDS: Final = 4
MENDING: Final = 2
"""How many of the rounds look for what the week still misses."""
CLEARED: Final = 2
"""Places that are cleared before a day is gone over again."""
SETTLED: Final = 0.1
"""A day whose bounds and meals cost no more is left as it is."""
MISSING: Final = 0.015
PRESSING: Final = 4.0
"""From which share on a week is said to miss something, and how much more it weighs then."""
COOKED: Final = 2
"""Places of a dinner, from the first on, that are served again: what it is based on, and the main dish."""
STRICT_FROM, STRICT, STRICT_LIMIT, WINDOW_STRICT = 50.0, 6.0, 30.0, 1.5
"""Limits, energy and windows weigh more where portions are chosen than where dishes are: there they can be kept exactly,
here steep walls would only keep the search from walking."""
WORSE: Final = 1e-4
SEED: Final = 7
QUICK_SUGARS: Final = {"sweet": 0.1, "drink": 0.03, "spread": 0.15}
"""g of sugars in a gram from which on a dish of a part is none for gestational diabetes: juices, honey, jam, sweets."""
OF_A_CUISINE: Final = frozenset({"main", "whole", "soup", "staple", "vegetable"})


def begin(profile: Profile, targets: Targets, dishes: Sequence[Dish], of_dishes: Measures) -> Week:
    """Return an empty week of hers, with her locks in it."""
    meals = layout.meals(profile, targets.energy_kcal)
    places = layout.places(meals, targets.energy_kcal)
    liking = _liking(profile, dishes, of_dishes.sugars_per_gram)
    season = SEASONS[profile.start.month]
    families = sorted({dish.family for dish in dishes})
    return Week(
        profile, dishes, of_dishes, meals, places,
        windows=[profile.windows_g[meal.slot] if profile.gestational_diabetes else None for meal in meals],
        shares=[layout.ENERGY_SHARES[meal.slot] for meal in meals],
        choices=[search.choices(dishes, of_dishes, place, liking, season) for place in places],
        families=np.array([families.index(dish.family) for dish in dishes]),
        is_fish=np.array([bool(dish.fish) for dish in dishes]),
        hard=frozenset(f"{bound.key} most" for bound in targets.bounds if bound.is_hard),
        days=search.empty_days(len(places)),
    )  # fmt: skip


def _liking(profile: Profile, dishes: Sequence[Dish], sugars: Numbers) -> Numbers:
    """Return what each dish costs by itself: not at home in her cuisine, dear, or one that she likes."""
    return np.array(
        [_liked_at(profile, dish, float(one)) for dish, one in zip(dishes, sugars, strict=True)],
        dtype=np.float32,
    )


def _liked_at(profile: Profile, dish: Dish, sugars: float) -> float:
    words = {dish.code, dish.family, dish.family.replace(" ", "_")}
    if words & profile.disliked:
        return float("inf")
    if profile.gestational_diabetes and sugars > QUICK_SUGARS.get(dish.part, 1.0):
        return float("inf")
    at_home = profile.cuisine in dish.cuisines and dish.part in OF_A_CUISINE
    return (
        search.STRANGE * (not dish.fits(profile.cuisine))
        + search.AT_HOME * at_home
        + search.DEAR * (dish.cost - 1) * profile.is_thrifty
        + search.USUAL * bool(words & profile.usual)
    )


def plan(
    week: Week, progress: Callable[[int, int], None] | None = None
) -> tuple[Solver, np.random.Generator]:
    """Fill the week; return what `mending` goes on with. `progress` hears how many of how many steps are done."""
    solver, chance = Solver(), np.random.default_rng(SEED)
    done, steps = 0, DAYS * (1 + ROUNDS)
    for day in range(DAYS):
        if week.profile.wants_leftovers and day % 2:
            _serve_again(week, day)
        for _ in range(SWEEPS):
            search.fill(week, day)
        size(week, day, solver)
        done = _tell(progress, done, steps)
    for turn in range(ROUNDS):
        if turn == ROUNDS - MENDING:
            _press(week)
        for day in sorted(range(DAYS), key=lambda day: -cost(week, week.days[day])):
            if turn == 0 or unsettled(week, week.days[day]) > SETTLED:
                better(week, day, solver, None if turn == 0 else chance)
            done = _tell(progress, done, steps)
    return solver, chance


def off(week: Week, day: Day, much: float) -> bool:
    """Say whether a day misses its energy, a limit or a share of a target above `much`."""
    found = violated(week, day)
    strict = week.measures.linear >= STRICT_FROM
    least = np.array([name.endswith("least") for name in week.measures.names])
    return bool((found[strict] > WORSE).any() or (found[least] > much).any())


def _tell(progress: Callable[[int, int], None] | None, done: int, steps: int) -> int:
    if progress:
        progress(done + 1, steps)
    return done + 1


def _serve_again(week: Week, day: int) -> None:
    """Put what was cooked for yesterday's dinner into this lunch, where a lunch may be that."""
    dinner, lunch = (
        [at for at, one in enumerate(week.places) if one.slot == slot] for slot in ("dinner", "lunch")
    )
    before, now = week.days[day - 1], week.days[day]
    for source, to in list(zip(dinner, lunch, strict=True))[:COOKED]:
        number = before.dish[source]
        stands = sum(day.dish.count(number) for day in week.days)
        fits = number != search.EMPTY and "lunch" in week.dishes[number].slots and stands < search.MOST_TIMES
        if fits and not now.locked[to]:
            now.dish[to], now.grams[to], now.locked[to] = number, before.grams[source], True
            now.again.add(to)
            if not before.locked[source]:
                before.locked[source] = True
                before.cooked.add(source)


def _press(week: Week) -> None:
    """Let what the week misses on average weigh more, so that the last rounds look for it."""
    mean = sum(violated(week, day) for day in week.days) / DAYS
    missing = np.array([name.endswith("least") for name in week.measures.names]) & (mean > MISSING)
    if missing.any():
        factor = np.where(missing, PRESSING, 1.0).astype(np.float32)
        week.measures = replace(
            week.measures, linear=week.measures.linear * factor, square=week.measures.square * factor
        )


def better(
    week: Week,
    day: int,
    solver: Solver,
    chance: np.random.Generator | None = None,
    cleared: int = CLEARED,
) -> None:
    """Go over a day again; keep what it was where that was no worse. With `chance` so many places are cleared first."""
    before, was = week.days[day], cost(week, week.days[day])
    now = Day(
        list(before.dish), list(before.grams), before.locked, before.weighed, before.again, before.cooked
    )
    week.days[day] = now
    if chance is not None:
        for chosen in chance.choice(len(week.places), cleared, replace=False):
            for at in _with_companion(week, int(chosen)):
                if not now.locked[at]:
                    now.dish[at], now.grams[at] = search.EMPTY, 0.0
    search.fill(week, day)
    size(week, day, solver)
    if cost(week, week.days[day]) > was - WORSE:
        week.days[day] = before


def _with_companion(week: Week, at: int) -> list[int]:
    """Return a place, and for what a meal is based on its main dish too: they are chosen for each other."""
    parts, meal = week.places[at].parts, week.places[at].meal
    if parts not in (layout.BASE, layout.PROTEIN):
        return [at]
    return [
        other
        for other, one in enumerate(week.places)
        if one.meal == meal and one.parts in (layout.BASE, layout.PROTEIN)
    ]


def missed(week: Week, day: Day) -> float:
    """Return what the bounds alone cost of a day."""
    return float(week.measures.cost(violated(week, day)))


def violated(week: Week, day: Day, by: Measures | None = None) -> Numbers:
    """Return by how much a day breaks each bound (bounds), as the week weighs them or `by` other measures."""
    filled = day.filled
    return measures.violations(
        by or week.measures, [day.dish[at] for at in filled], [day.grams[at] for at in filled]
    )


def cost(week: Week, day: Day) -> float:
    """Return what a day costs: its bounds, its windows, what of it is not to her liking."""
    return unsettled(week, day) + sum(_liked(week, day, at) for at in range(len(week.places)))


def unsettled(week: Week, day: Day) -> float:
    """Return what a day costs without what is a matter of liking."""
    total = missed(week, day)
    for meal, window in enumerate(week.windows):
        share = _of_meal(week, day, meal, week.measures.energy_share_per_gram)
        total += search.SHARE_LINEAR * _outside(share, week.shares[meal])
        if window is not None:
            off = _outside(_of_meal(week, day, meal, week.measures.carbohydrate_per_gram), window)
            total += search.WINDOW_LINEAR * off + search.WINDOW_SQUARE * off * off
    return total


def _liked(week: Week, day: Day, at: int) -> float:
    options = week.choices[at]
    hits = np.flatnonzero(options.dish == day.dish[at])
    return float(options.liking[hits[0]]) if len(hits) and np.isfinite(options.liking[hits[0]]) else 0.0


def _of_meal(week: Week, day: Day, meal: int, per_gram: Numbers) -> float:
    return sum(
        float(per_gram[day.dish[at]]) * day.grams[at] for at in day.filled if week.places[at].meal == meal
    )


def _outside(amount: float, ends: tuple[float, float]) -> float:
    return max(ends[0] - amount, amount - ends[1], 0.0)


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


def _strictness(week: Week) -> Numbers:
    """Return how much more each bound weighs where portions are chosen: limits most, then energy."""
    energy = np.where(week.measures.linear >= STRICT_FROM, STRICT, 1.0)
    return np.where([name in week.hard for name in week.measures.names], STRICT_LIMIT, energy)


def _problem(week: Week, day: Day, filled: Sequence[int]) -> Problem:
    numbers = [day.dish[at] for at in filled]
    own = [week.dishes[number] for number in numbers]
    kept = np.array([day.weighed[at] for at in filled])
    held = np.array([day.grams[at] for at in filled])
    meals = range(len(week.meals))
    of_meal = np.array([week.places[at].meal for at in filled])
    in_meal = np.array([of_meal == meal for meal in meals])
    bands = [
        (in_meal[meal] * week.measures.energy_share_per_gram[numbers], week.shares[meal], search.SHARE_LINEAR)
        for meal in meals
    ]
    bands += [
        (in_meal[meal] * week.measures.carbohydrate_per_gram[numbers], window, WINDOW_STRICT)
        for meal, window in enumerate(week.windows)
        if window is not None
    ]
    return Problem(
        per_gram=week.measures.per_gram[numbers].astype(float),
        start=week.measures.start.astype(float),
        cost=_strictness(week) * week.measures.linear.astype(float),
        smallest=np.where(kept, held, [dish.smallest_g for dish in own]),
        usual=np.where(kept, held, [dish.usual_g for dish in own]),
        largest=np.where(kept, held, [dish.largest_g for dish in own]),
        bands=np.array([per_gram for per_gram, _, _ in bands], dtype=float),
        ends=[ends for _, ends, _ in bands],
        band_cost=np.array([cost for _, _, cost in bands]),
    )
