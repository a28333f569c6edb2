"""What to buy for a week."""

from __future__ import annotations

from apps.plans.rules.shopping import Line, Part, of

CURRY = [Part("27116100", "Beef curry", 60.0), Part("56205000", "Rice, cooked", 40.0)]
MEAT = [
    Part("13000", "Beef, raw", 50.0),
    Part("11000", "Onion", 45.0),
    Part("2047", "Salt, table, iodized", 5.0),
]


def days(*items: tuple[str, str, float]) -> list[dict]:
    return [
        {
            "meals": [
                {"items": [{"food_code": code, "name": name, "grams": grams}]} for code, name, grams in items
            ]
        }
    ]


def test_dishes_are_taken_apart_down_to_what_is_bought_and_summed():
    recipes = {"27116110": CURRY, "27116100": MEAT}
    groups = {"13000": "meat_fish", "11000": "vegetables", "56205000": "grains"}
    found = of(days(("27116110", "Curry with rice", 200.0), ("56205000", "Rice", 100.0)), recipes, groups)
    assert found == [
        Line("11000", "Onion", 54, "vegetables", ("27116110",)),
        Line("56205000", "Rice, cooked", 180, "grains", ("27116110", "56205000")),
        Line("13000", "Beef, raw", 60, "meat_fish", ("27116110",)),
    ]


def test_a_dish_without_a_recipe_or_with_one_part_stands_for_itself():
    found = of(days(("61119010", "Orange", 150.0)), {"61119010": [Part("9200", "Oranges, raw", 100.0)]}, {})
    assert found == [Line("61119010", "Orange", 150, "fruit", ("61119010",))]


def test_a_recipe_that_names_itself_ends():
    circle = {"1": [Part("1", "Stew", 50.0), Part("2", "Beans", 50.0)]}
    found = of(days(("1", "Stew", 100.0)), circle, {})
    assert round(sum(line.grams for line in found)) == 100
