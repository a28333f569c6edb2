"""Sums by hand: missing stays missing, ranges add as chance has it, each total says how much it rests on."""

import pytest

from apps.nutrition.rules import totals
from apps.nutrition.rules.portions import Grams
from apps.nutrition.rules.totals import Amount, Eaten

RICE = Eaten(Grams(200, 150, 250), {"energy_kcal": 130, "iron_mg": 1.2, "carbohydrate_g": 28})
EGG = Eaten(Grams(50, 45, 55), {"energy_kcal": 140, "iron_mg": 1.8, "iodine_ug": 25})
STEW = Eaten(Grams(300, 200, 400))


def test_one_item():
    found = totals.of_item(RICE)
    assert found["energy_kcal"] == Amount(260, pytest.approx(195), pytest.approx(325))
    assert found["iron_mg"] == Amount(pytest.approx(2.4), pytest.approx(1.8), pytest.approx(3.0))


def test_a_meal_adds_values_and_its_range_is_narrower_than_end_to_end():
    found = totals.of_items([RICE, EGG])
    energy, iron = found.amounts["energy_kcal"], found.amounts["iron_mg"]
    assert (energy.value, iron.value) == (330, pytest.approx(3.3))
    assert 258 < energy.low < energy.value < energy.high < 402
    assert energy.high - energy.low == pytest.approx((130**2 + 14**2) ** 0.5, rel=0.03)
    assert 195 < found.grams.low < found.grams.best < found.grams.high < 305
    assert (found.item_count, found.unknown_count) == (2, 0)


def test_the_same_food_twice_is_off_the_same_way():
    rice = Eaten(RICE.grams, RICE.per_100g, "rice")
    apart, alike = totals.of_items([RICE, RICE]), totals.of_items([rice, rice])
    assert alike.amounts["energy_kcal"] == Amount(520, pytest.approx(390), pytest.approx(650))
    assert apart.amounts["energy_kcal"].low > 400


def test_what_100_g_hold_may_be_off_beside_the_weight():
    sure = totals.of_item(RICE)["energy_kcal"]
    unsure = totals.of_item(Eaten(RICE.grams, RICE.per_100g, "rice", {"energy_kcal": 0.3}))["energy_kcal"]
    assert unsure.low < sure.low < sure.value == unsure.value < sure.high < unsure.high


def test_what_nobody_measured_is_not_nothing():
    iodine = totals.of_items([RICE, EGG]).amounts["iodine_ug"]
    assert iodine.value == 12.5
    assert iodine.share_of_energy == pytest.approx(70 / 330)
    assert iodine.share_of_grams == pytest.approx(50 / 250)
    assert not iodine.is_complete


def test_a_nutrient_without_any_value_is_not_in_the_total():
    assert "iodine_ug" not in totals.of_items([RICE]).amounts


def test_an_unknown_dish_lowers_the_share_by_its_weight():
    found = totals.of_items([RICE, STEW])
    assert found.unknown_count == 1
    assert found.amounts["iron_mg"].share_of_grams == pytest.approx(0.4)
    assert found.amounts["iron_mg"].share_of_energy == 1.0
    assert not found.amounts["iron_mg"].is_complete


def test_a_measured_zero_is_a_value():
    water = Eaten(Grams(100, 90, 110), {"energy_kcal": 0, "iron_mg": 0})
    found = totals.of_items([water])
    assert found.amounts["iron_mg"] == Amount(0, 0, 0, None, 1.0)


def test_nothing_eaten_is_no_amounts():
    found = totals.of_items([])
    assert (found.amounts, found.item_count) == ({}, 0)


def test_a_week_counts_only_days_that_have_entries():
    found = totals.of_week([[RICE], [], [EGG, RICE], [], [], [], []])
    assert found.days_with_entries == 2
    assert found.total.amounts["energy_kcal"].value == 590
    mean = found.mean_per_day["energy_kcal"]
    assert (mean.value, mean.share_of_energy, mean.share_of_grams) == (295, 1.0, 1.0)
    assert 226.5 < mean.low < 295 < mean.high < 363.5


def test_an_empty_week_has_no_mean():
    found = totals.of_week([[] for _ in range(7)])
    assert (found.days_with_entries, found.mean_per_day) == (0, {})


def test_a_supplement_adds_exactly_to_all_of_the_range():
    food = totals.of_items([RICE]).amounts
    found = totals.with_supplements(food, {"iron_mg": 27})
    assert found["iron_mg"].value == pytest.approx(29.4)
    assert found["iron_mg"].low == pytest.approx(28.8)
    assert found["iron_mg"].high == pytest.approx(30.0)
    assert found["energy_kcal"] == food["energy_kcal"]


def test_a_supplement_of_what_food_has_no_value_for_knows_nothing_of_the_food():
    found = totals.with_supplements(totals.of_items([RICE]).amounts, {"iodine_ug": 150})
    assert found["iodine_ug"] == Amount(150, 150, 150, 0.0, 0.0)
    assert not found["iodine_ug"].is_complete
    assert totals.with_supplements({}, {"iodine_ug": 150})["iodine_ug"].share_of_grams is None
