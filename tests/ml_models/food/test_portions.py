"""Grams from a photo: a coin tells the size, the kind tells the rest, and the range is honest."""

from __future__ import annotations

import math
import os
from pathlib import Path

import pytest

from ml_models.food import portions
from ml_models.food.portions import coin, learning
from ml_models.food.portions.colours import lab, small
from ml_models.food.portions.learning import Photo
from ml_models.food.portions.weighing import of_kind
from tests.ml_models.food.making_plates import PX_PER_CM, WOOD, plate

DATA = Path(os.environ.get("KAISHI_FOOD_DATA", Path(__file__).parents[4] / "shared" / "data" / "food"))
ECUSTFD = DATA / "ecustfd"


def test_a_coin_is_found_where_it_lies_and_as_large_as_it_is() -> None:
    found = coin.find(lab(small(plate())))
    assert found is not None
    assert found.chance > 0.5
    assert (found.x, found.y) == pytest.approx((200 / 4, 250 / 4), abs=1.5)
    assert found.radius == pytest.approx(1.25 * PX_PER_CM / 4, rel=0.05)


@pytest.mark.parametrize("food_cm", [5.0, 7.0, 9.0])
def test_the_area_of_food_is_measured_without_its_shadow(food_cm: float) -> None:
    seen = portions.measure(plate(food_cm=food_cm))
    assert seen is not None
    assert seen.area_cm2 == pytest.approx(math.pi * food_cm**2 / 4, rel=0.16)


def test_without_a_coin_nothing_is_measured() -> None:
    assert portions.measure(plate(coin=False)) is None


@pytest.mark.parametrize("food_cm", [5.0, 7.0, 9.0])
def test_a_plate_of_known_width_is_a_scale(food_cm: float) -> None:
    seen = portions.measure(plate(food_cm=food_cm, coin=False), is_plate_said=True, plate_cm=22.0)
    assert seen is not None
    assert (seen.scale, seen.coin_chance) == ("plate", 0.0)
    assert seen.area_cm2 == pytest.approx(math.pi * food_cm**2 / 4, rel=0.16)


def test_a_plate_of_which_nobody_said_how_wide_it_is_counts_as_a_usual_one() -> None:
    told = portions.measure(plate(coin=False), is_plate_said=True, plate_cm=22.0)
    usual = portions.measure(plate(coin=False), is_plate_said=True)
    assert told is not None
    assert usual is not None
    assert usual.scale == "usual_plate"
    assert usual.area_cm2 / told.area_cm2 == pytest.approx((26 / 22) ** 2)


def test_a_coin_beats_the_plate_and_an_unsure_one_does_not() -> None:
    by_coin = portions.measure(plate(), is_plate_said=True, plate_cm=40.0)
    by_plate = portions.measure(plate(), is_plate_said=True, plate_cm=40.0, coin_from=1.1)
    assert by_coin is not None
    assert by_plate is not None
    assert (by_coin.scale, by_plate.scale) == ("coin", "plate")


def test_ranges_grow_from_coin_to_plate_to_a_plate_of_any_width() -> None:
    weights = [portions.weigh("mango", 35.0, scale) for scale in ("coin", "plate", "usual_plate")]
    widths = [one.high / one.low for one in weights if one]
    assert widths == sorted(widths)
    assert len(set(widths)) == 3
    assert [one.scale for one in weights if one] == ["coin", "plate", "usual_plate"]
    alone = portions.weigh("mango", None)
    assert alone is not None
    assert widths[-1] < alone.high / alone.low


def test_a_plate_seen_from_the_side_is_no_scale() -> None:
    flat = plate(coin=False).resize((1280, 480))
    assert portions.measure(flat, is_plate_said=True, plate_cm=22.0) is None


def test_a_table_and_a_coin_without_a_plate_are_no_food() -> None:
    photo = plate()
    photo.paste(WOOD, (400, 0, 1280, 960))
    assert portions.measure(photo) is None


def test_a_larger_food_weighs_more_and_never_leaves_its_own_range() -> None:
    weights = [portions.weigh("mango", area) for area in (20.0, 35.0, 60.0)]
    grams = [one.grams for one in weights if one]
    assert grams == sorted(grams)
    assert len(set(grams)) == 3
    assert all(one and one.low <= one.grams <= one.high and one.scale == "coin" for one in weights)


def test_a_coin_narrows_the_range_of_a_kind_that_varies() -> None:
    alone, seen = portions.weigh("mango", None), portions.weigh("mango", 35.0)
    assert alone is not None
    assert seen is not None
    assert alone.scale == "none"
    assert seen.high / seen.low < 0.75 * alone.high / alone.low


def test_an_outline_that_cannot_be_the_food_hardly_counts() -> None:
    usual, absurd = portions.weigh("apple", None), portions.weigh("apple", 900.0)
    assert usual is not None
    assert absurd is not None
    assert absurd.grams == pytest.approx(usual.grams, rel=0.2)


def test_a_label_that_was_never_weighed_has_no_weight() -> None:
    assert portions.weigh("pad_thai", 40.0) is None


def test_one_object_alone_leaves_a_wide_range() -> None:
    few = learning.kind_of("plum", {"a": 100.0}, [])
    many = learning.kind_of("plum", {name: 100.0 + k for k, name in enumerate("abcdefgh")}, [])
    wide, narrow = of_kind(few, None), of_kind(many, None)
    assert wide.high / wide.low > narrow.high / narrow.low


def test_an_object_that_is_judged_teaches_nothing_about_itself() -> None:
    weighed = {"plum": {"a": 100.0, "b": 100.0, "c": 900.0}}
    photos = [Photo("plum", name, True, 20.0) for name in "abc"]
    judged = {one.photo.object: one for one in learning.left_out(weighed, photos)}
    assert judged["c"].mean_of_kind == 100.0
    assert judged["c"].by_kind.high < 300.0


def test_a_kind_without_any_object_is_refused() -> None:
    with pytest.raises(ValueError, match="plum"):
        learning.kind_of("plum", {}, [])


@pytest.mark.skipif(not (ECUSTFD / "weights.csv").is_file(), reason="weighed objects are not at hand")
def test_weighed_objects_that_were_left_out_are_told_better_with_a_coin() -> None:
    weighed = learning.weights(ECUSTFD)
    names = {"mango", "tomato", "pear", "mantou"}
    photos = learning.photos(ECUSTFD, names)
    with_coin = [one for one in learning.left_out(weighed, photos) if one.said.scale == "coin"]
    grams = [one.grams for one in with_coin]
    by_coin = learning.off_by([one.said.grams for one in with_coin], grams)
    by_mean = learning.off_by([one.mean_of_kind for one in with_coin], grams)
    assert len(with_coin) >= 15
    assert by_coin < 0.8 * by_mean
    assert sum(one.said.low <= one.grams <= one.said.high for one in with_coin) >= 0.7 * len(with_coin)
