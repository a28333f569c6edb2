"""Fitting: ridge regression on pH, an ensemble by bootstrap, and its calibration. Numpy alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ml_models.ctg.outcome.score import PH_LIMITS, Model
from ml_models.ctg.recording import FloatArray
from ml_models.ctg.runs import BoolArray, IntArray

PENALTIES = (100.0, 300.0, 1000.0)
PH_RANGE = (6.95, 7.35)
"""pH beyond counts as this: what lies there tells of other things than the last hour."""
EXTREMES = (2.0, 98.0)
MEMBERS = 60
SLOPE_PENALTY = 1e-3


@dataclass(frozen=True, eq=False)
class Table:
    """Recordings to learn from: `values` (m, p) by `names`, `ph` (m,)."""

    names: tuple[str, ...]
    values: FloatArray
    ph: FloatArray

    def part(self, rows: IntArray | BoolArray) -> Table:
        return Table(self.names, self.values[rows], self.ph[rows])

    def columns(self, names: Sequence[str]) -> Table:
        places = [self.names.index(name) for name in names]
        return Table(tuple(names), self.values[:, places], self.ph)


def fit(table: Table, seed: int, version: str, *, members: int = MEMBERS) -> Model:
    """One score from all recordings, and `members` from draws with replacement that show how certain it is.

    The first is calibrated on what it tells of each recording when that one is left out, the others on the recordings
    that their draw left out.
    """
    blank = _prepared(table, version)
    inputs, target = blank.standard(table.values), acidity(table.ph)
    penalty = best_penalty(inputs, target)[0]
    fitted = [
        (ridge(inputs, target, penalty), *calibrated(left_out_scores(inputs, target, penalty), table.ph))
    ]
    random = np.random.default_rng(seed)
    for _ in range(members):
        drawn = random.integers(0, target.size, target.size)
        left = np.setdiff1d(np.arange(target.size), drawn)
        weights = ridge(inputs[drawn], target[drawn], penalty)
        fitted.append((weights, *calibrated(inputs[left] @ weights, table.ph[left])))
    arrays = [np.array(values) for values in zip(*fitted, strict=True)]
    return replace(blank, weights=arrays[0], cuts=arrays[1], slopes=arrays[2])


def _prepared(table: Table, version: str) -> Model:
    """A model without members: how measures are made comparable."""
    usual = np.nanmedian(table.values, axis=0)
    known = np.where(np.isfinite(table.values), table.values, usual)
    lowest, highest = np.percentile(known, EXTREMES, axis=0)
    cut = np.clip(known, lowest, highest)
    empty = np.empty((0, table.values.shape[1]))
    return Model(
        version,
        table.names,
        usual,
        lowest,
        highest,
        cut.mean(axis=0),
        cut.std(axis=0) + 1e-9,
        empty,
        np.empty((0, len(PH_LIMITS))),
        np.empty(0),
    )


def acidity(ph: FloatArray) -> FloatArray:
    """What is regressed on: all pHs, not only on which side of a limit they lie."""
    clipped = -np.clip(ph, *PH_RANGE)
    return clipped - clipped.mean()


def ridge(inputs: FloatArray, target: FloatArray, penalty: float) -> FloatArray:
    """Weights (p,) of penalised least squares; the target's mean is left out."""
    gram = inputs.T @ inputs + penalty * np.eye(inputs.shape[1])
    return np.linalg.solve(gram, inputs.T @ (target - target.mean()))


def left_out_scores(inputs: FloatArray, target: FloatArray, penalty: float) -> FloatArray:
    """What a ridge without each recording tells of it, target's mean left out; in closed form (Allen 1974)."""
    centred = target - target.mean()
    gram = inputs.T @ inputs + penalty * np.eye(inputs.shape[1])
    hat = inputs @ np.linalg.solve(gram, inputs.T)
    kept = 1.0 - np.diag(hat) - 1.0 / target.size
    return centred - (centred - hat @ centred) / kept


def best_penalty(inputs: FloatArray, target: FloatArray) -> tuple[float, float]:
    """The penalty with the least leave-one-out error, and that error (mean of squares)."""
    centred = target - target.mean()
    errors = [
        float(np.mean((centred - left_out_scores(inputs, target, penalty)) ** 2)) for penalty in PENALTIES
    ]
    place = int(np.argmin(errors))
    return PENALTIES[place], errors[place]


def calibrated(score: FloatArray, ph: FloatArray, *, rounds: int = 40) -> tuple[FloatArray, float]:
    """Cuts (one for each limit) and one slope of an ordinal logistic regression, by Newton's method.

    One slope for all limits, so that a lower limit is never more likely than a higher one.
    """
    limits = len(PH_LIMITS)
    scale = float(score.std()) + 1e-12
    design = np.concatenate(
        [np.column_stack([np.tile(row, (score.size, 1)), score / scale]) for row in np.eye(limits)]
    )
    below = np.concatenate([ph < limit for limit in PH_LIMITS]).astype(np.float64)
    found = np.zeros(limits + 1)
    penalty = np.diag([SLOPE_PENALTY] * (limits + 1))
    for _ in range(rounds):
        chance = 1.0 / (1.0 + np.exp(-design @ found))
        slope = design.T @ (chance - below) + penalty @ found
        bend = (design * (chance * (1 - chance))[:, None]).T @ design + penalty
        found = found - np.linalg.solve(bend, slope)
    return found[:limits], float(found[limits] / scale)


def folds(ph: FloatArray, seed: int, count: int = 5) -> Iterator[BoolArray]:
    """Masks of the recordings judged in each fold; neighbours in pH go to different ones."""
    random = np.random.default_rng(seed)
    order = np.argsort(ph + 1e-6 * random.random(ph.size))
    place = np.empty(ph.size, dtype=np.int64)
    for start in range(0, ph.size, count):
        group = order[start : start + count]
        place[group] = random.permutation(count)[: group.size]
    for number in range(count):
        yield place == number


def auc(positive: BoolArray, score: FloatArray) -> float:
    """Chance that a positive scores higher than a negative; ties count half. NaN where there is only one kind."""
    if positive.all() or not positive.any():
        return math.nan
    above, below = score[positive], np.sort(score[~positive])
    wins = np.searchsorted(below, above, "left") + np.searchsorted(below, above, "right")
    return float(wins.mean() / 2 / below.size)


def auc_interval(positive: BoolArray, score: FloatArray, seed: int = 0, draws: int = 2000) -> list[float]:
    """95 % interval by bootstrap of each class."""
    random = np.random.default_rng(seed)
    yes, no = np.flatnonzero(positive), np.flatnonzero(~positive)
    found = []
    for _ in range(draws):
        rows = np.concatenate((random.choice(yes, yes.size), random.choice(no, no.size)))
        found.append(auc(positive[rows], score[rows]))
    return [round(float(value), 3) for value in np.percentile(found, (2.5, 97.5))]
