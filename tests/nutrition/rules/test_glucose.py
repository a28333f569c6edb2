"""Carbohydrate by meal, by hand."""

import pytest

from apps.nutrition.rules import glucose, totals
from apps.nutrition.rules.glucose import Target, Verdict
from apps.nutrition.rules.portions import Grams
from apps.nutrition.rules.totals import Amount, Eaten

RICE = Eaten(Grams(150, 120, 180), {"energy_kcal": 130, "carbohydrate_g": 30, "fiber_g": 2})
APPLE = Eaten(Grams(100, 90, 110), {"energy_kcal": 52, "carbohydrate_g": 15, "fiber_g": 3, "sugars_g": 10})
STEW = Eaten(Grams(300, 200, 400))


def day(targets=None):
    meals = [("b", "breakfast", totals.of_items([RICE])), ("s", "snack", totals.of_items([APPLE]))]
    return glucose.of_day(meals, targets or {})


def near(value, low, high):
    return Amount(*(pytest.approx(one) for one in (value, low, high)))


def test_each_meal_with_its_share_of_the_day():
    breakfast, snack = day()
    assert breakfast.carbohydrate == near(45, 36, 54)
    assert snack.carbohydrate == near(15, 13.5, 16.5)
    assert (breakfast.share, snack.share) == (0.75, 0.25)
    assert breakfast.net == near(42, 33.6, 50.4)
    assert snack.sugars == near(10, 9, 11)
    assert breakfast.sugars is None


def test_targets_are_hers_and_there_is_none_without():
    breakfast, snack = day({"breakfast": Target(30, 60)})
    assert (breakfast.verdict, snack.verdict) == (Verdict.WITHIN, Verdict.UNKNOWN)


@pytest.mark.parametrize(
    ("value", "low", "high", "verdict"),
    [
        (45, 36, 54, Verdict.WITHIN),
        (45, 28, 54, Verdict.UNCLEAR),
        (58, 50, 66, Verdict.UNCLEAR),
        (70, 61, 80, Verdict.ABOVE),
        (20, 15, 29, Verdict.BELOW),
    ],
)
def test_a_verdict_only_where_the_whole_range_gives_it(value, low, high, verdict):
    assert glucose.verdict(Amount(value, low, high), Target(30, 60)) is verdict


def test_what_is_known_in_part_can_only_be_too_much():
    part = {"share_of_energy": 0.5, "share_of_grams": 0.5}
    assert glucose.verdict(Amount(20, 15, 25, **part), Target(30, 60)) is Verdict.UNKNOWN
    assert glucose.verdict(Amount(70, 61, 80, **part), Target(30, 60)) is Verdict.ABOVE


def test_a_meal_of_which_nothing_is_known():
    (found,) = glucose.of_day([("x", "dinner", totals.of_items([STEW]))], {"dinner": Target(30, 60)})
    assert (found.carbohydrate, found.net, found.share, found.verdict) == (None, None, None, Verdict.UNKNOWN)


def test_fibre_that_is_known_of_less_is_not_taken_off():
    bread = Eaten(Grams(100, 90, 110), {"energy_kcal": 250, "carbohydrate_g": 50})
    (found,) = glucose.of_day([("x", "lunch", totals.of_items([bread, APPLE]))], {})
    assert found.net is None
