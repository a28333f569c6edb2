"""Mains, whole dishes and soups of the curated list: their words, and that no row forgets what its recipe names."""

from __future__ import annotations

import csv
import re
from collections import Counter

import pytest

from apps.nutrition.rules.cautions import Level, all_rules
from apps.plans.rules.dishes import FOLDER, Dish, listed
from apps.plans.rules.profile import ALLERGENS
from tests.plans import dish_words

PARTS = {"mains": "main", "whole": "whole", "soups": "soup"}
SLOTS = {"breakfast", "lunch", "dinner", "snack"}
CUISINES = {"any", "western", "chinese", "korean", "south_east_asian"}
SEASONS = {"all", "spring", "summer", "autumn", "winter"}
GRAMS_ON_A_PLATE = (15, 600)
SHARED = {"milk", "egg", "soy", "wheat", "peanut", "tree_nut"}
BREAKFAST_FAMILIES = {"egg", "beans", "bread", "tofu", "soybeans", "congee", "steamed buns"}


def _codes(name: str) -> list[str]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row["code"] for row in csv.DictReader(file)]


OURS = {code for name in PARTS for code in _codes(name)}
DISHES = [dish for dish in listed() if dish.code in OURS]
each = pytest.mark.parametrize("dish", DISHES, ids=lambda dish: dish.code)


def test_no_dish_stands_twice_in_all_the_files():
    assert [code for code, times in Counter(dish.code for dish in listed()).items() if times > 1] == []


@pytest.mark.parametrize("name", PARTS)
def test_a_file_is_of_one_part_in_the_order_of_codes(name):
    codes = _codes(name)
    assert codes == sorted(codes)
    assert {dish.part for dish in DISHES if dish.code in codes} == {PARTS[name]}


@each
def test_a_row_keeps_to_the_words_that_there_are(dish: Dish):
    assert dish_words.is_in_table(dish.code)
    assert dish.slots and dish.slots <= SLOTS
    assert dish.cuisines and dish.cuisines <= CUISINES
    assert dish.seasons and dish.seasons <= SEASONS
    assert dish.allergens <= set(ALLERGENS)
    assert dish.animal <= set(dish_words.ANIMALS)
    assert dish.cost in (1, 2, 3) and 0 <= dish.minutes <= 120
    assert dish.fish in ("", "white", "oily")
    assert dish.family
    assert (dish.pregnancy == "check") == bool(dish.pregnancy_note)
    assert dish.pregnancy in ("ok", "check")


@each
def test_a_row_has_a_name_in_three_languages(dish: Dish):
    assert re.fullmatch(r"[A-Z][\w ,'()é-]+", dish.name_en)
    assert re.search(r"[\u4e00-\u9fff]", dish.name_zh)
    assert re.search(r"[\uac00-\ud7a3]", dish.name_ko)


@pytest.mark.parametrize("language", ["name_en", "name_zh", "name_ko"])
def test_a_name_is_of_one_dish_only(language):
    names = Counter(getattr(dish, language) for dish in DISHES)
    assert [name for name, times in names.items() if times > 1] == []


@each
def test_portions_grow_and_stay_on_a_plate(dish: Dish):
    least, most = GRAMS_ON_A_PLATE
    assert least <= dish.smallest_g < dish.usual_g < dish.largest_g <= most
    assert dish.largest_g <= 2 * dish.usual_g


def test_what_recipes_hide_is_found():
    assert dish_words.named("58137220", dish_words.ALLERGENS) == {"egg", "fish", "peanut", "soy"}
    assert dish_words.named("58146632", dish_words.ALLERGENS) == {"wheat"}
    assert dish_words.named("41812500", dish_words.ANIMALS) == {"beef"}
    assert dish_words.named("58123120", dish_words.ANIMALS) == {"pork"}
    assert dish_words.named("58160150", dish_words.ALLERGENS) == set()


@each
def test_every_allergen_that_the_recipe_names_is_told(dish: Dish):
    assert dish_words.named(dish.code, dish_words.ALLERGENS) - dish.allergens == set()


@each
def test_every_animal_that_the_recipe_names_is_told(dish: Dish):
    assert dish_words.named(dish.code, dish_words.ANIMALS) - dish.animal == set()


@each
def test_what_an_animal_gives_is_told_to_the_allergic_too(dish: Dish):
    assert dish.animal & {"egg", "fish", "shellfish"} <= dish.allergens
    assert "dairy" not in dish.animal or "milk" in dish.allergens
    assert not dish.fish or "fish" in dish.animal


@each
def test_no_dish_is_one_to_avoid_in_pregnancy(dish: Dish):
    names = [dish_words.words_of(dish.code).split(" | ")[0], dish.name_en, dish.name_zh, dish.name_ko]
    avoid = [rule for rule in all_rules() if rule.level is Level.AVOID]
    assert avoid
    assert [rule.id for rule in avoid if any(rule.names([name]) for name in names)] == []


def test_breakfast_holds_breakfast_foods_only():
    families = {dish.family for dish in DISHES if "breakfast" in dish.slots}
    assert families == BREAKFAST_FAMILIES
    assert not [dish.code for dish in DISHES if "breakfast" in dish.slots and dish.part == "soup"]


@pytest.mark.parametrize("cuisine", sorted(CUISINES - {"any"}))
def test_every_cuisine_is_at_home_here(cuisine):
    fitting = Counter(dish.part for dish in DISHES if dish.fits(cuisine))
    assert fitting["main"] >= 50 and fitting["whole"] >= 20 and fitting["soup"] >= 9
    assert sum(dish.fits(cuisine) and dish.fish == "oily" for dish in DISHES) >= 4


@pytest.mark.parametrize("cuisine", sorted(CUISINES - {"any"}))
def test_who_eats_no_meat_and_little_else_still_has_a_choice(cuisine):
    without = [
        dish for dish in DISHES
        if dish.part != "soup" and dish.fits(cuisine)
        and dish.is_allowed(allergies=(), diet="vegetarian")
    ]  # fmt: skip
    assert len(without) >= 25
    assert sum(not dish.allergens & SHARED for dish in without) >= 8


def test_vegetarians_with_five_allergies_have_fifteen_dishes_among_them_all():
    free = [dish for dish in DISHES if dish.is_allowed(allergies=SHARED, diet="vegetarian")]
    assert sum(dish.part != "soup" for dish in free) >= 15
