"""How far weeks of meals are from the best there can be: their objective beside a lower bound of HiGHS, for a sample.

The lower bound is that of one day as a mixed-integer programme (a dish for each place, its grams), with nothing of the
week in it: no dish is used up by another day, no family or fish counted. So it is lower than any week can be; the gap
holds what variety costs, too. The objective: what bounds cost without their squares, carbohydrate windows, sizes of
meals, and what is not to her liking. Some minutes.
"""

from __future__ import annotations

import os
import platform
from typing import Any, Final

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from apps.plans import packed
from apps.plans.rules import measures, profile, search, targets, week
from apps.plans.rules.larder import Larder
from apps.plans.rules.search import Week
from bench import Report

Numbers = Any
ASKED: Final = 0.05
SECONDS: Final = 60.0
USUAL: Final = {
    "age_years": 31, "height_cm": 163, "weight_before_kg": 60, "weight_kg": 66, "gestation_weeks": 24,
    "start": "2026-12-07",
}  # fmt: skip
SAMPLE: Final[tuple[dict[str, Any], ...]] = (
    {},
    {"cuisine": "chinese", "gestational_diabetes": True, "allergies": ["milk", "peanut"],
     "supplement": {"iron_mg": 27, "folic_acid_ug": 400}},
    {"cuisine": "korean", "standard": "korea"},
    {"cuisine": "western", "diet": "vegetarian"},
    {"cuisine": "south_east_asian", "diet": "halal", "allergies": ["egg"], "standard": "china"},
)  # fmt: skip


def run() -> Report:
    """Measure and report."""
    report = Report("plan_gap")
    report.remarks.append(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    larder = packed.larder()
    report.tables["a day's objective beside its lower bound"] = [_row(larder, wishes) for wishes in SAMPLE]
    return report


def _row(larder: Larder, wishes: dict[str, Any]) -> dict[str, Any]:
    asked = profile.parse({**USUAL, **wishes}, supplement_names=larder.columns)
    allowed = larder.allowed(asked)
    wanted = targets.of(asked, frozenset(larder.columns))
    found = week.begin(asked, wanted, allowed.dishes, measures.of(wanted, allowed.columns, allowed.per_100g))
    weighed = found.measures
    week.plan(found)
    found.measures = weighed  # the last rounds may have pressed
    ours = float(np.mean([_objective(found, day) for day in found.days]))
    anything = float(np.mean([_objective(found, day) for day in _random(found)]))
    bound, best = _bound(found)
    return {
        "wishes": ", ".join(f"{name} {value}" for name, value in wishes.items()) or "none",
        "ours": round(ours, 3), "lower bound": round(bound, 3),
        "best day found": None if best is None else round(best, 3),
        "any dishes": round(anything, 1), "gap of the way": (ours - bound) / (anything - bound),
        "asked": f"<= {ASKED}", "holds": (ours - bound) / (anything - bound) <= ASKED,
    }  # fmt: skip


def _objective(found: Week, day: search.Day) -> float:
    filled = day.filled
    numbers, told = [day.dish[at] for at in filled], [day.grams[at] for at in filled]
    missed = np.maximum(measures.violations(found.measures, numbers, told), 0) @ found.measures.linear
    grams = np.array(told)
    meal = np.array([found.places[at].meal for at in filled])
    for each, window in enumerate(found.windows):
        here = meal == each
        share = float(found.measures.energy_share_per_gram[numbers] @ (grams * here))
        missed += search.SHARE_LINEAR * _outside(share, found.shares[each])
        if window is not None:
            held = float(found.measures.carbohydrate_per_gram[numbers] @ (grams * here))
            missed += search.WINDOW_LINEAR * _outside(held, window)
    return float(missed) + sum(_liking(found, at, day.dish[at]) for at in range(len(found.places)))


def _liking(found: Week, at: int, number: int) -> float:
    options = found.choices[at]
    costs = options.liking[options.dish == number]
    return float(costs[0]) if len(costs) and np.isfinite(costs[0]) else 0.0


def _outside(amount: float, ends: tuple[float, float]) -> float:
    return max(ends[0] - amount, amount - ends[1], 0.0)


def _random(found: Week) -> list[search.Day]:
    """Return days of any dishes that may stand where they stand, at their usual size."""
    chance, days = np.random.default_rng(1), search.empty_days(len(found.places))
    for day in days:
        for at, options in enumerate(found.choices):
            number = int(chance.choice(options.dish[1:]))
            day.dish[at], day.grams[at] = number, found.dishes[number].usual_g
    return days


def _bound(found: Week) -> tuple[float, float | None]:
    """Return a lower bound of a day's objective, and the objective of the best day that HiGHS found."""
    model = _Model(found)
    ended = milp(
        model.cost, constraints=LinearConstraint(model.rows, model.low, model.high), integrality=model.whole,
        bounds=Bounds(np.zeros(len(model.cost)), model.most), options={"time_limit": SECONDS},
    )  # fmt: skip
    return float(ended.mip_dual_bound), None if ended.x is None else float(ended.fun)


class _Model:
    """One day. Columns: of each place and dish whether, and how many grams; of each place whether it is empty; misses."""

    def __init__(self, found: Week) -> None:
        pairs = [
            (at, number)
            for at, options in enumerate(found.choices)
            for number in dict.fromkeys(options.dish[1:])
        ]
        self.places, self.dishes = (
            np.array([at for at, _ in pairs]),
            np.array([number for _, number in pairs]),
        )
        places, bounds, meals = len(found.places), len(found.measures.names), len(found.meals)
        windows = [meal for meal, window in enumerate(found.windows) if window is not None]
        many = len(pairs)
        misses = bounds + 2 * meals + 2 * len(windows)
        liking = [_liking(found, at, number) for at, number in pairs]
        empty = [
            search_cost if (search_cost := place.empty_cost) is not None else 0.0 for place in found.places
        ]
        self.cost = np.concatenate(
            [
                liking, np.zeros(many), empty, found.measures.linear,
                np.full(2 * meals, search.SHARE_LINEAR), np.full(2 * len(windows), search.WINDOW_LINEAR),
            ]
        )  # fmt: skip
        can_be_empty = [float(place.empty_cost is not None) for place in found.places]
        largest = np.array([found.dishes[number].largest_g for number in self.dishes])
        self.most = np.concatenate([np.ones(many), largest, can_be_empty, np.full(misses, np.inf)])
        self.whole = np.concatenate([np.ones(many), np.zeros(many), np.ones(places), np.zeros(misses)])
        self._rows(found, windows, largest)

    def _rows(self, found: Week, windows: list[int], largest: Numbers) -> None:
        many, places = len(self.places), len(found.places)
        bounds, meals, nothing = len(found.measures.names), len(found.meals), sparse.csr_matrix
        smallest = np.array([found.dishes[number].smallest_g for number in self.dishes])
        unit, in_place = (
            sparse.eye(many),
            nothing((np.ones(many), (self.places, np.arange(many))), (places, many)),
        )
        once = nothing((np.ones(many), (self.dishes, np.arange(many))), (len(found.dishes), many))
        meal = np.array([found.places[at].meal for at in self.places])
        shares = self._by_meal(meal, range(meals), found.measures.energy_share_per_gram)
        held = self._by_meal(meal, windows, found.measures.carbohydrate_per_gram)
        blocks = [
            [in_place, None, sparse.eye(places), None, None, None],
            [once, None, None, None, None, None],
            [sparse.diags(smallest), -unit, None, None, None, None],
            [-sparse.diags(largest), unit, None, None, None, None],
            [None, nothing(found.measures.per_gram[self.dishes].T), None, -sparse.eye(bounds), None, None],
            [None, shares, None, None, _both(meals), None],
        ]
        inf = np.inf
        low: list[Any] = [
            np.ones(places),
            np.zeros(len(found.dishes)),
            np.full(many, -inf),
            np.full(many, -inf),
        ]
        high: list[Any] = [np.ones(places), np.ones(len(found.dishes)), np.zeros(many), np.zeros(many)]
        low += [np.full(bounds, -inf), [ends[0] for ends in found.shares]]
        high += [-found.measures.start, [ends[1] for ends in found.shares]]
        if windows:
            blocks.append([None, held, None, None, None, _both(len(windows))])
            low.append([(found.windows[meal] or (0, 0))[0] for meal in windows])
            high.append([(found.windows[meal] or (0, 0))[1] for meal in windows])
        else:
            blocks = [row[:-1] for row in blocks]
        self.rows = sparse.bmat(blocks, format="csr")
        self.low, self.high = np.concatenate(low), np.concatenate(high)

    def _by_meal(self, meal: Numbers, meals: Any, per_gram: Numbers) -> Any:
        own = per_gram[self.dishes]
        return sparse.csr_matrix(
            np.array([(meal == each) * own for each in meals]).reshape(len(meals), len(own))
        )


def _both(many: int) -> Any:
    """Return the columns of what is missing below a band, and of what is too much above it."""
    return sparse.hstack([sparse.eye(many), -sparse.eye(many)])
