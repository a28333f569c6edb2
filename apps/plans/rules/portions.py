"""Sizes of portions of one day: a linear programme over the dishes that were chosen, solved by HiGHS.

Unknown are the grams of each dish, between what is sensible as least and as most, and by how much each bound is missed.
A portion near the usual one costs nothing; what is missed costs as `measures` says, without its squares.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import highspy
import numpy as np

Numbers = Any
INFINITE: Final = highspy.kHighsInf
UNUSUAL: Final = 0.05
"""Cost of a portion as far from the usual one as the smallest or largest is."""


@dataclass(frozen=True)
class Problem:
    """One day. `per_gram` (dishes, bounds), `start` and `cost` (bounds): violations stay at or below 0 or cost.

    `smallest`, `usual`, `largest` (dishes): grams. `bands` (bands, dishes): what a gram adds to a meal's
    carbohydrate or energy, which should lie between `ends`; outside it costs `band_cost` for each unit.
    """

    per_gram: Numbers
    start: Numbers
    cost: Numbers
    smallest: Numbers
    usual: Numbers
    largest: Numbers
    bands: Numbers
    ends: Sequence[tuple[float, float]]
    band_cost: Numbers


class _Quiet(highspy.Highs):
    """HiGHS prints its banner while its callbacks are prepared, before any option can say no: it has none here."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        for name in ("log_to_console", "output_flag"):
            self.setOptionValue(name, False)


def quiet() -> highspy.Highs:
    """Return a solver that prints nothing."""
    return _Quiet()


class Solver:
    """HiGHS, kept from one day to the next."""

    def __init__(self) -> None:
        self._highs = quiet()
        for name, value in (("threads", 1), ("presolve", "off"), ("solver", "simplex")):
            self._highs.setOptionValue(name, value)

    def solve(self, problem: Problem) -> Numbers | None:
        """Return the grams of each dish; None where HiGHS finds no best ones."""
        model = _model(_that_can_be_missed(problem))
        self._highs.passModel(model)
        self._highs.run()
        if self._highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return None
        dishes = len(problem.usual)
        values = np.array(self._highs.getSolution().col_value[:dishes])
        return np.clip(values, problem.smallest, problem.largest)


def _that_can_be_missed(problem: Problem) -> Problem:
    """Return the same day without the bounds that no choice of portions can break: most limits are far away."""
    ends = np.stack([problem.smallest, problem.largest])[:, :, None] * problem.per_gram
    kept = problem.start + ends.max(axis=0).sum(axis=0) > 0
    return replace(
        problem, per_gram=problem.per_gram[:, kept], start=problem.start[kept], cost=problem.cost[kept]
    )


def _model(problem: Problem) -> highspy.HighsLp:
    """Columns: grams, by how much each is off the usual, misses of bounds, amounts below and above each band."""
    dishes, bounds, meals = len(problem.usual), len(problem.start), len(problem.ends)
    none = np.zeros
    spread = np.maximum(problem.largest - problem.smallest, 1.0)
    rows = np.block(
        [
            [problem.per_gram.T, none((bounds, dishes)), -np.eye(bounds), none((bounds, 2 * meals))],
            [np.eye(dishes), -np.eye(dishes), none((dishes, bounds + 2 * meals))],
            [-np.eye(dishes), -np.eye(dishes), none((dishes, bounds + 2 * meals))],
            [problem.bands, none((meals, dishes + bounds)), np.eye(meals), -np.eye(meals)],
        ]
    )
    lowest: list[Any] = [np.full(bounds + 2 * dishes, -INFINITE), [low for low, _ in problem.ends]]
    highest: list[Any] = [
        -problem.start,
        problem.usual,
        -problem.usual,
        [high for _, high in problem.ends],
    ]
    costs = [none(dishes), UNUSUAL / spread, problem.cost, np.tile(problem.band_cost, 2)]
    others = dishes + bounds + 2 * meals
    return linear_programme(
        np.concatenate(costs),
        np.concatenate([problem.smallest, none(others)]),
        np.concatenate([problem.largest, np.full(others, INFINITE)]),
        rows, np.concatenate(lowest), np.concatenate(highest),
    )  # fmt: skip


def linear_programme(
    cost: Numbers, low: Numbers, high: Numbers, rows: Numbers, row_low: Numbers, row_high: Numbers
) -> highspy.HighsLp:
    """Return the model of least `cost` with columns and `rows` between their ends."""
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = rows.shape
    model.col_cost_, model.col_lower_, model.col_upper_ = cost, low, high
    model.row_lower_, model.row_upper_ = row_low, row_high
    at_row, at_column = np.nonzero(rows)
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = np.concatenate([[0], np.cumsum(np.bincount(at_row, minlength=len(rows)))])
    model.a_matrix_.index_, model.a_matrix_.value_ = at_column, rows[at_row, at_column]
    return model
