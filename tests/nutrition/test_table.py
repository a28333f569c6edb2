"""The packed table in the database: values that were read off the published tables by hand."""

from __future__ import annotations

import pytest

from apps.nutrition.models import Food, FoodIngredient, FoodPortion, FoodTable, FoodWord
from apps.nutrition.services.food_table import load_food_table
from apps.nutrition.table.nutrients import BY_CODE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("food_table")]

BY_HAND = {
    "11111000": {"energy_kcal": 61, "protein_g": 3.27, "calcium_mg": 123, "vitamin_d_ug": 1.1},
    "31103010": {"energy_kcal": 143, "protein_g": 12.4, "choline_mg": 268},
    "26137100": {"dha_g": 0.911},
    "25110140": {"retinol_ug": 7667},
    "93101000": {"alcohol_g": 3.9},
    "92101000": {"caffeine_mg": 40},
    "92101610": {"caffeine_mg": 212},
    "56205008": {"folate_dfe_ug": 96, "food_folate_ug": 3, "folic_acid_ug": 55},
}


def food(code: str) -> Food:
    return Food.objects.get(code=code)


@pytest.mark.parametrize("code", BY_HAND)
def test_values_are_those_of_the_published_table(code):
    amounts = food(code).nutrients
    assert {nutrient: amounts[nutrient] for nutrient in BY_HAND[code]} == BY_HAND[code]


def test_everything_of_fndds_is_there():
    foods = Food.objects.filter(table__code="fndds")
    assert foods.count() == 5431
    assert {len(set(row) - {"iodine_ug"}) for row in foods.values_list("nutrients", flat=True)} == {65}
    portions = food("11111000").portions.values_list("name", "grams")
    assert list(portions)[:3] == [("1 usual amount", 244), ("1 cup", 244), ("1 fl oz", 30.5)]
    assert list(FoodIngredient.objects.filter(food=food("58150100")).values_list("name", "grams"))[0] == (
        "Rice, white, long-grain, regular, enriched, cooked",
        316,
    )


def test_every_value_has_a_nutrient_that_is_known_by_name_and_unit():
    known = {code for row in Food.objects.values_list("nutrients", flat=True) for code in row}
    assert known == set(BY_CODE)
    assert {nutrient.unit for nutrient in BY_CODE.values()} == {"kcal", "g", "mg", "µg"}


def test_iodine_comes_from_another_table_and_says_which():
    milk, cod = food("11111000"), food("26109160")
    assert milk.amount("iodine_ug") == 16
    assert milk.filled["iodine_ug"] == {"table": "stfcj", "code": "stfcj:13003", "note": "food"}
    assert cod.amount("iodine_ug") == 442.2, "350 µg raw, and a fifth of the water gone"
    assert cod.filled["iodine_ug"]["note"] == "recipe"


def test_what_was_not_measured_is_absent_and_never_0():
    fish_sticks = food("26100270")
    assert "iodine_ug" not in fish_sticks.nutrients
    assert fish_sticks.amount("iodine_ug") is None
    assert food("11111000").amount("folic_acid_ug") == 0, "measured: none"


def test_a_food_that_only_japan_measured_has_no_amounts_that_japan_did_not_measure():
    saury = Food.objects.get(table__code="stfcj", code="10174")
    assert (saury.amount("dha_g"), saury.amount("vitamin_d_ug"), saury.amount("iodine_ug")) == (2, 13, 25)
    assert saury.amount("choline_mg") is None
    assert "choline_mg" not in saury.nutrients
    assert (saury.amount("folate_dfe_ug"), saury.amount("folic_acid_ug")) == (17, 0), "none is added there"
    assert saury.filled == {}


def test_a_dish_has_what_its_parts_have():
    stew = Food.objects.get(label="kimchi_jjigae")
    assert (stew.table.code, stew.made, stew.name_ko) == ("kaishi", "recipe", "김치찌개")
    grams = dict(stew.ingredients.values_list("code", "grams"))
    assert grams == {
        "75502520": 120, "22000100": 50, "41420010": 70, "75117010": 8, "82101000": 3, "28340120": 120,
    }  # fmt: skip
    protein = sum(weight * food(code).amount("protein_g") for code, weight in grams.items()) / 371
    assert stew.amount("protein_g") == pytest.approx(protein, abs=0.005)


def test_a_label_that_is_only_near_a_food_does_not_borrow_its_name():
    near = Food.objects.get(label="green_curry")
    assert (near.made, near.name_en, near.name_zh) == ("near", "Thai green curry", "泰式绿咖喱")
    assert Food.objects.get(code="27146150").label == "chicken_curry"


def test_loading_again_does_nothing(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert load_food_table() is False


def test_another_edition_keeps_rows_and_marks_what_is_gone():
    milk = food("11111000")
    Food.objects.create(
        table=milk.table,
        code="1",
        public_id="0191d6a0-0000-7000-8000-000000000001",
        name_en="Gone",
        group="milk",
        commonness=0,
        label="gone",
        nutrients={},
        search="| gone |",
    )
    Food.objects.filter(pk=milk.pk).update(nutrients={"energy_kcal": 1})
    FoodTable.objects.update(digest="older")
    portions = FoodPortion.objects.count()
    assert load_food_table() is True
    again, gone = food("11111000"), Food.objects.get(code="1")
    assert (again.pk, again.public_id, again.amount("energy_kcal")) == (milk.pk, milk.public_id, 61)
    assert (gone.is_current, gone.label) == (False, None)
    assert FoodPortion.objects.count() == portions > 20_000
    assert FoodWord.objects.filter(word="broccoli").count() == 1


def test_each_table_says_whose_it_is_and_on_what_terms():
    tables = {table.code: table for table in FoodTable.objects.all()}
    assert set(tables) == {"fndds", "stfcj", "swiss", "kaishi"}
    assert tables["fndds"].licence == "Public domain"
    assert all(table.source and table.terms and table.version for table in tables.values())
