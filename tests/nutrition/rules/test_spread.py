"""Amounts that are off by a share: how they add up."""

import math
import random

import pytest

from apps.nutrition.rules.spread import Spread, alike, either, of_moments, of_range, together


def test_a_range_comes_back_as_it_was():
    found = of_range(80.0, 180.0)
    assert (found.low, found.high) == (pytest.approx(80.0), pytest.approx(180.0))


def test_nothing_stays_nothing():
    assert (of_range(0.0, 0.0).low, of_range(0.0, 0.0).high) == (0.0, 0.0)
    assert together([]).high == 0.0
    assert together([Spread(0.0, 0.0), of_range(90, 110)]).high == pytest.approx(110, rel=1e-6)


def test_moments_come_back_as_they_were():
    found = of_moments(200.0, 900.0)
    assert (found.mean, found.variance) == (pytest.approx(200.0), pytest.approx(900.0))


def test_different_foods_are_known_better_together_than_end_to_end():
    parts = [of_range(80, 120)] * 4
    whole = together(parts)
    assert 320 < whole.low < whole.high < 480
    assert whole.high - whole.low == pytest.approx((480 - 320) / 2, rel=0.05)  # the root of four


def test_the_same_food_again_gains_nothing():
    whole = alike([of_range(80, 120)] * 4)
    assert (whole.low, whole.high) == (pytest.approx(320), pytest.approx(480))


def test_a_second_reason_to_be_off_widens_as_squares_do():
    assert Spread(100.0, 0.3).wider(0.4).deviation == pytest.approx(0.5)


def test_one_of_two_is_as_wide_as_both():
    found = either([(0.5, of_range(95, 105)), (0.5, of_range(380, 420))])
    assert found.low < 120
    assert found.high > 350
    assert found.mean == pytest.approx(247.5, rel=0.01)


def test_a_guess_without_any_chance_is_refused():
    with pytest.raises(ValueError, match="possible"):
        either([(0.0, of_range(1, 2))])


@pytest.mark.parametrize("deviations", [(0.2, 0.2, 0.2), (0.5, 0.3, 0.1, 0.4), (0.4, 0.2)])
def test_four_of_five_sums_lie_in_the_range(deviations):
    chance = random.Random(7)
    parts = [Spread(100.0 * (k + 1), deviation) for k, deviation in enumerate(deviations)]
    whole = together(parts)
    sums = [
        sum(part.middle * math.exp(chance.gauss(0, part.deviation)) for part in parts) for _ in range(4_000)
    ]
    assert sum(whole.low <= one <= whole.high for one in sums) / len(sums) == pytest.approx(0.80, abs=0.05)
