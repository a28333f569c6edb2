"""A weight is a range with a best guess in it."""

import pytest

from apps.nutrition.rules import portions
from apps.nutrition.rules.portions import Grams, Scale, Serving, Size

DISH = Serving(100.0, 150.0, 220.0)


@pytest.mark.parametrize(
    ("size", "best", "low", "high"),
    [
        (Size.SMALL, 100, 75, 125),
        (Size.REGULAR, 150, 125, 185),
        (Size.LARGE, 220, 185, 275),
    ],
)
def test_each_size_reaches_half_way_to_its_neighbours(size, best, low, high):
    assert portions.of_size(DISH, size) == Grams(best, low, high)


def test_what_nobody_has_said_reaches_beyond_small_and_large():
    found = portions.of_size(DISH, None)
    assert found.best == 150
    assert found.low == pytest.approx(148.3 / 2.2**0.65, rel=1e-3)
    assert found.high == pytest.approx(148.3 * 2.2**0.65, rel=1e-3)


def test_three_cups_of_80_g_are_240_g_give_or_take_a_seventh():
    found = portions.of_measure(3, 80)
    assert (found.best, found.low, found.high) == (240, pytest.approx(204), pytest.approx(276))


def test_a_kitchen_scale_is_nearly_exact():
    found = portions.weighed(250)
    assert (found.best, found.low, found.high) == (250, pytest.approx(245), pytest.approx(255))


def test_a_coin_tells_more_than_a_plate():
    coin, plate = portions.seen_beside(200, Scale.COIN), portions.seen_beside(200, Scale.PLATE)
    assert (coin.low, coin.high) == (pytest.approx(170), pytest.approx(230))
    assert (plate.low, plate.high) == (pytest.approx(150), pytest.approx(250))


def test_without_a_scale_a_photo_tells_no_weight():
    with pytest.raises(KeyError):
        portions.seen_beside(200, Scale.NONE)


def test_half_of_a_weight():
    assert Grams(100, 80, 130).times(0.5) == Grams(50, 40, 65)


def test_facts_of_every_label_are_in_order():
    servings = portions.servings()
    assert len(servings) == 269
    assert all(0 < one.small < one.regular < one.large < portions.MOST_GRAMS for one in servings.values())
    assert servings["apple"] == Serving(110, 180, 240)


def test_a_label_that_is_not_known_is_any_dish():
    assert portions.serving_of("a_dish_of_next_year") == portions.ANY_SERVING


def test_codes_of_labels_are_codes_of_fndds():
    codes = portions.codes_of_labels()
    assert codes["beer"] == ("93101000",)
    assert codes["apple"] == ("63101000",)
    assert "banh_mi" not in codes
    assert all(len(code) == 8 and code.isdigit() for each in codes.values() for code in each)
