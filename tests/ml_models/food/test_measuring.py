"""The figures themselves, against values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from ml_models.food.training import measuring

CHANCES = np.array([[0.6, 0.3, 0.1], [0.2, 0.5, 0.3], [0.1, 0.2, 0.7], [0.4, 0.35, 0.25]])
TARGETS = np.array([0, 2, 2, 2])


def test_top():
    assert measuring.top(CHANCES, TARGETS, 1) == pytest.approx(2 / 4)
    assert measuring.top(CHANCES, TARGETS, 2) == pytest.approx(3 / 4)
    assert measuring.top(CHANCES, TARGETS, 3) == 1.0
    assert np.isnan(measuring.top(CHANCES[:0], TARGETS[:0], 1))


def test_calibration_error_is_nothing_where_belief_is_right():
    assert measuring.calibration_error(np.full(10, 0.7), np.array([True] * 7 + [False] * 3)) == pytest.approx(
        0
    )


def test_calibration_error_is_the_gap_weighed_by_how_many():
    sure = np.array([0.95, 0.95, 0.25, 0.25])
    right = np.array([True, False, False, False])
    assert measuring.calibration_error(sure, right) == pytest.approx(0.5 * 0.45 + 0.5 * 0.25)


def test_auroc():
    assert measuring.auroc(np.array([2.0, 3.0]), np.array([0.0, 1.0])) == 1.0
    assert measuring.auroc(np.array([1.0]), np.array([1.0])) == 0.5
    assert measuring.auroc(np.array([1.0, 3.0]), np.array([2.0])) == 0.5


def test_the_temperature_of_boasting_scores_is_above_one():
    chance = np.random.default_rng(0)
    targets = chance.integers(0, 4, 4_000)
    honest = np.eye(4)[targets] * 1.2 + chance.gumbel(size=(4_000, 4)) * 0
    drawn = np.array([chance.choice(4, p=row) for row in measuring.chances(honest, 1.0)])
    assert measuring.temperature(3 * honest, drawn) == pytest.approx(3.0, rel=0.1)


def test_chances_sum_to_one_and_stand_large_scores():
    chances = measuring.chances(np.array([[1e4, 0.0], [-1e4, 0.0]]), 1.0)
    assert chances.sum(axis=1) == pytest.approx([1, 1])


def test_by_name():
    assert measuring.by_name(["a", "b", "a"], np.array([True, False, False])) == {"a": 0.5, "b": 0.0}


def test_an_unsafe_food_is_noticed_among_the_five_with_a_tenth():
    chances = np.array([[0.5, 0.1, 0.1, 0.1, 0.1, 0.1], [0.3, 0.2, 0.2, 0.2, 0.09, 0.01]])
    assert measuring.noticed(chances, np.array([True, False, False, False, False, False])).tolist() == [
        True,
        True,
    ]
    assert measuring.noticed(chances, np.array([False, False, False, False, True, False])).tolist() == [
        True,
        False,
    ]
    assert measuring.noticed(chances, np.array([False] * 5 + [True])).tolist() == [False, False]
