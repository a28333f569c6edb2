"""Finding a food by what people write, in three languages and with typing errors."""

from __future__ import annotations

import pytest

from apps.foundation.spelling import distance
from apps.nutrition.models import Food
from apps.nutrition.selectors.foods import by_label, search
from apps.nutrition.table.keys import key_of, line_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("food_table")]

FIRST = {
    # exactly a name, whatever its number, spelling or order of words
    "milk": "Milk, NFS",
    "whole milk": "Milk, whole",
    "Tomatoes": "Tomatoes, raw",
    "boiled eggs": "Egg, whole, boiled or poached",
    "yoghurt": "Yogurt, NFS",
    "salmon grilled": "Fish, salmon, grilled",
    "tofu": "Soybean curd",
    # everyday foods come first
    "rice": "Rice, cooked, NFS",
    "white rice": "Rice, white, cooked, no added fat",
    "liver": "Liver, beef",
    # still being typed
    "brocc": "Broccoli, raw",
    "chees": "Cheese, NFS",
    # typing errors: a letter wrong, left out, doubled, swapped
    "brocoli": "Broccoli, raw",
    "bannana": "Banana, raw",
    "samlon": "Fish, salmon, NFS",
    "appel": "Apple, raw",
    "green tee": "Tea, hot, leaf, green",
    "chiken brest": "Chicken breast, NS as to cooking method, skin not eaten",
    "spagetti bolognese": "Pasta with tomato-based sauce and meat, home recipe",
    # Chinese
    "米饭": "Rice, cooked, NFS",
    "番茄炒蛋": "Egg omelet or scrambled egg, with tomatoes, fat added",
    "西红柿炒鸡蛋": "Egg omelet or scrambled egg, with tomatoes, fat added",
    "西红市炒蛋": "Egg omelet or scrambled egg, with tomatoes, fat added",
    "宫保鸡丁": "Kung pao chicken",
    # what only the Japanese table has
    "saury": "Pacific saury (grilled)",
    "꽁치": "Pacific saury (grilled)",
    "갈치": "Hairtail (raw)",
    "带鱼": "Hairtail (raw)",
    "다시마": "Kelp (dried)",
    # Korean
    "김치찌개": "Kimchi stew",
    "김치 찌개": "Kimchi stew",
    "김치찌게": "Kimchi stew",
    "삶은달걀": "Egg, whole, boiled or poached",
    "떡복이": "Dukboki or Tteokbokki, Korean",
    "비비": "Bibimbap, Korean",
}


@pytest.mark.parametrize("text", FIRST)
def test_what_is_meant_comes_first(text):
    assert search(text, limit=3)[0].name_en == FIRST[text]


@pytest.mark.parametrize("text", ["xyzzyq", "???", "\x00", "%", "_", "鱻鱻鱻鱻"])
def test_what_is_no_food_finds_nothing(text):
    assert search(text) == []


def test_nothing_written_shows_everyday_foods():
    assert {food.commonness for food in search("", limit=50)} == {0}


def test_a_name_in_the_language_asked_for_comes_first_among_equals():
    names = [food.name("ko") for food in search("두부", language="ko", limit=3)]
    assert names[0] == "두부"


def test_foods_of_an_earlier_edition_are_not_found():
    Food.objects.filter(name_en="Kimchi").update(is_current=False)
    assert [food.name_en for food in search("kimchi")] == ["Kimchi stew"]


def test_a_search_asks_the_database_once_or_a_few_times(django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        search("rice", limit=200)
    with django_assert_max_num_queries(6):
        search("chiken brest", limit=200)


def test_a_label_of_the_recogniser_has_its_food():
    assert by_label("plain_rice").code == "56205008"
    assert by_label("gimbap").made == "recipe"
    assert by_label("ginger").table.code == "stfcj"
    assert by_label("oat_yogurt") is None


def test_keys_are_the_same_for_what_is_written_in_different_ways():
    assert key_of("Crème Brûlée") == key_of("creme  brulee") == "creme brulee"
    assert key_of("삶은 달걀") == key_of("삶은달걀")
    assert key_of("西红柿 炒 蛋") == "西红柿炒蛋"
    assert key_of("Milk, reduced fat (2%)") == "milk reduced fat 2%"
    assert [key_of(word) for word in ("potatoes", "berries", "hummus", "asparagus", "eggs", "swiss")] == [
        "potato", "berry", "hummus", "asparagus", "egg", "swiss",
    ]  # fmt: skip
    assert line_of(["Milk", "milk", "牛奶"]) == "| milk | 牛奶 |"
    assert line_of(["Milk"], ["leche"]) == "| milk | ~ leche ~"


@pytest.mark.parametrize(
    ("one", "other", "errors"),
    [
        ("salmon", "salmon", 0),
        ("samlon", "salmon", 1),
        ("salmn", "salmon", 1),
        ("asl", "sal", 1),
        ("tea", "coffee", 3),
    ],
)
def test_errors_are_counted_with_swapped_neighbours_as_one(one, other, errors):
    assert distance(one, other, most=2) == errors
