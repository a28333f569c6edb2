"""Staples, sides, fruit, dairy, nuts and extras of the curated list, held against the food table's own recipes."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter, defaultdict
from functools import cache
from itertools import combinations

import pytest

from apps.nutrition.rules.cautions import Level, all_rules
from apps.nutrition.table.packed import chunks
from apps.plans.rules.dishes import FOLDER, Dish, listed
from apps.plans.rules.profile import ALLERGENS, MEALS

FILES = {
    "staples": ("staple",),
    "vegetables": ("vegetable",),
    "fruit": ("fruit",),
    "dairy": ("dairy",),
    "nuts": ("nuts",),
    "extras": ("drink", "spread", "sweet"),
}
CUISINES = ("western", "chinese", "korean", "south_east_asian")
SEASONS = {"all", "spring", "summer", "autumn", "winter"}
ANIMALS = {
    "none",
    "dairy",
    "egg",
    "fish",
    "shellfish",
    "poultry",
    "beef",
    "pork",
    "lamb",
    "gelatin",
    "honey",
    "alcohol",
}
ALLERGEN_OF_ANIMAL = {"dairy": "milk", "egg": "egg", "fish": "fish", "shellfish": "shellfish"}

SAYS = {
    "milk": r"milk|butter|buttermilk|cheese|cream|yogurt|kefir|margarine|whey|custard|puddings?",
    "egg": r"eggs?|mayonnaise|custard",
    "fish": r"fish|anchovy|kimchi",
    "shellfish": r"shrimp|crab|oyster|clams?|kimchi",
    "peanut": r"peanuts?",
    "tree_nut": r"almonds?|cashews?|hazelnuts|pecans?|pistachios?|walnuts|brazilnuts|pine nuts|chestnuts?|nuts",
    "wheat": r"wheat|flour|breads?|rolls?|muffins?|bagels?|noodles?|pasta|crackers?|couscous|bulgur|pancakes?|waffles?"
    r"|cookies?|tortillas?|matzo",
    "soy": r"soy|soybeans?|tofu|margarine",
    "sesame": r"sesame|hummus",
    "mustard": r"mustard",
}
"""By which words of a recipe an allergen shows."""
MEANS_OTHER = {
    "milk": {
        r"yogurt, (soy|almond milk)|tofu yogurt|non-dairy( milk)?|(soy|almond|rice|oat|coconut) milk": "of plants",
        r"beverages, coconut milk|nuts, coconut milk|no dairy": "of plants, or says what is not in it",
        r"(peanut|almond|sesame) butter|fruit butters?": "spreads without dairy",
        r"cream of (rice|wheat)": "porridges named after their look",
        r"no butter added": "says what is not in it",
    },
    "wheat": {
        r"(long )?rice noodles[^|]*|noodles, chinese, cellophane[^|]*": "of rice and of mung beans",
        r"flour, rice|rice flour|rice crackers|rice cake, cracker[^|]*": "of rice",
        r"[a-z]+, gluten[ -]free[^|]*": "baked without wheat",
        r"tortillas?, ([^|]*, )?corn": "of maize",
        r"sauce, pasta, spaghetti": "the tomato sauce for pasta, no pasta",
    },
    "soy": {r"oil, soybean": "refined: no protein of the bean is left"},
    "tree_nut": {
        r"waterchestnuts": "a tuber",
        r"nuts, coconut": "the fruit of a palm, not counted among tree nuts",
    },
    "peanut": {r"without peanuts": "says what is not in it"},
}
"""Words of recipes that do not mean what they seem to, each with its reason."""
BY_CUSTOM = {
    "bread of the trade mostly has soy, and often milk": {
        "51101000": "soy milk", "51300050": "soy milk", "51300110": "soy milk", "51303030": "soy milk",
        "51601020": "soy milk sesame", "51301750": "soy sesame",
    },
    "baked without gluten: egg, milk or soy take its place": {"51808100": "milk egg soy", "55106000": "milk egg soy"},
    "baked goods of the trade": {"52304150": "egg milk soy", "55200070": "milk egg soy", "53220030": "milk soy"},
    "of the trade often with wheat or barley malt": {"57304100": "wheat", "57227000": "wheat milk soy sesame"},
    "filled where almond drinks are filled": {"11370000": "tree_nut"},
    "has such a granola in it": {"11446000": "wheat soy sesame"},
}  # fmt: skip
"""Tags that no word of the recipe asks for: why, and which."""


@cache
def table() -> dict[str, dict[str, str]]:
    text = b"".join(chunks("foods")).decode()
    return {row["code"]: row for row in csv.DictReader(io.StringIO(text)) if row["table"] == "fndds"}


@cache
def ingredients() -> dict[str, list[tuple[str, str]]]:
    found = defaultdict(list)
    for row in csv.DictReader(io.StringIO(b"".join(chunks("ingredients")).decode())):
        if row["table"] == "fndds":
            found[row["code"]].append((row["part"], row["name"]))
    return found


def recipe(code: str) -> str:
    """The name of a food and of everything in it, down to what is no food of the table any more."""
    parts = [table()[code]["name_en"]] if code in table() else []
    for part, name in ingredients().get(code, ()):
        parts += [name, recipe(part) if part != code and part in ingredients() else ""]
    return " | ".join(filter(None, parts)).lower()


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = [(name, row) for name in FILES for row in rows(name)]
CODES = {row["code"] for _, row in ROWS}
each_row = pytest.mark.parametrize(("name", "row"), ROWS, ids=[f"{row['code']}" for _, row in ROWS])


def mine() -> list[Dish]:
    return [dish for dish in listed() if dish.code in CODES]


def test_no_food_stands_on_the_list_twice_and_the_rows_are_in_order():
    assert [code for code, times in Counter(dish.code for dish in listed()).items() if times > 1] == []
    for name, parts in FILES.items():
        order = [(parts.index(row["part"]), row["code"]) for row in rows(name)]
        assert order == sorted(order), name


@each_row
def test_a_row_is_of_the_table_and_says_only_what_is_known(name, row):
    assert row["code"] in table()
    assert None not in row, "a comma too many"
    assert row["part"] in FILES[name]
    assert row["name_en"][0].isupper()
    assert re.search("[一-鿿]", row["name_zh"])
    assert re.search("[가-힣]", row["name_ko"])
    for column, known in {
        "slots": set(MEALS), "cuisines": {"any", *CUISINES}, "seasons": SEASONS, "animal": ANIMALS,
    }.items():  # fmt: skip
        words = row[column].split()
        assert words, column
        assert len(words) == len(set(words)), column
        assert set(words) <= known, column
    assert set(row["allergens"].split()) <= set(ALLERGENS)
    assert row["pregnancy"] in {"ok", "check"}
    assert bool(row["pregnancy_note"]) == (row["pregnancy"] == "check")
    assert row["cost"] in {"1", "2", "3"}
    assert 0 <= int(row["minutes"]) <= 60
    assert not row["fish"]
    assert row["family"]


@each_row
def test_a_portion_is_one_that_somebody_eats(name, row):
    smallest, usual, largest = (float(row[column]) for column in ("smallest_g", "usual_g", "largest_g"))
    assert 0.3 * usual <= smallest < usual < largest <= 2.2 * usual
    amounts = {
        nutrient: amount * largest / 100
        for nutrient, amount in json.loads(table()[row["code"]]["nutrients"]).items()
    }
    for nutrient, most in {
        "energy_kcal": 450, "sodium_mg": 800, "iron_mg": 22.5, "retinol_ug": 700, "selenium_ug": 100,
        "iodine_ug": 250, "caffeine_mg": 10, "alcohol_g": 0, "saturated_fat_g": 7.5,
    }.items():  # fmt: skip
        assert amounts.get(nutrient, 0) <= most, nutrient


def is_said(allergen: str, code: str) -> bool:
    text = recipe(code)
    for other in MEANS_OTHER.get(allergen, ()):
        text = re.sub(rf"\b(?:{other})", " ", text)
    return bool(re.search(rf"\b(?:{SAYS[allergen]})\b", text))


@each_row
def test_allergens_are_those_of_the_recipe_and_of_custom(name, row):
    tagged = set(row["allergens"].split())
    found = {allergen for allergen in ALLERGENS if is_said(allergen, row["code"])}
    custom = {word for codes in BY_CUSTOM.values() for word in codes.get(row["code"], "").split()}
    assert found - tagged == set(), "in the recipe and not said"
    assert tagged - found == custom, "said and not in the recipe, without a reason in the list above"


@each_row
def test_animals_agree_with_allergens_and_with_the_recipe(name, row):
    animals, allergens = set(row["animal"].split()), set(row["allergens"].split())
    for animal, allergen in ALLERGEN_OF_ANIMAL.items():
        assert (animal in animals) == (allergen in allergens)
    text = recipe(row["code"]).replace("excluding honey roasted", "")
    for animal, words in {
        "pork": r"pork|lard|bacon|ham|sausage", "beef": "beef|veal", "poultry": "chicken|turkey|duck",
        "gelatin": "gelatin|marshmallows?", "honey": "honey", "alcohol": "wine|beer|rum|sake|brandy",
    }.items():  # fmt: skip
        assert (animal in animals) == bool(re.search(rf"\b(?:{words})\b", text)), animal


@pytest.mark.parametrize("dish", mine(), ids=lambda dish: dish.code)
def test_nothing_is_on_the_list_that_the_diary_would_warn_of(dish):
    names = [table()[dish.code]["name_en"], dish.name_en, dish.name_zh, dish.name_ko]
    warned = {rule.id: rule.level for rule in all_rules() if rule.names(names)}
    assert Level.AVOID not in warned.values()
    if Level.CHECK in warned.values():
        assert dish.pregnancy == "check", warned
    assert not re.search("papaya|seaweed|kelp|sprouts, raw|unpasteuri[sz]ed|kombucha", names[0].lower())


def choice(slot: str, cuisine: str, allergies: tuple[str, ...], diet: str | None, *parts: str) -> list[str]:
    return [
        dish.code
        for dish in mine()
        if slot in dish.slots
        and dish.fits(cuisine)
        and dish.part in parts
        and dish.is_allowed(allergies=allergies, diet=diet)
    ]


@pytest.mark.parametrize("cuisine", CUISINES)
@pytest.mark.parametrize("diet", [None, "vegetarian", "halal"])
@pytest.mark.parametrize(
    "allergies",
    [
        (),
        *((one,) for one in ALLERGENS),
        *combinations(("milk", "egg", "wheat", "soy", "tree_nut", "peanut"), 3),
        ALLERGENS,
    ],
    ids="+".join,
)
def test_everybody_has_enough_to_choose_from(cuisine, diet, allergies):
    """Nothing more than twice in seven days: four for breakfast, seven for other meals, and some to leave."""
    assert len(choice("breakfast", cuisine, allergies, diet, "staple")) >= 6
    for slot in ("lunch", "dinner"):
        assert len(choice(slot, cuisine, allergies, diet, "staple")) >= 12
        assert len(choice(slot, cuisine, allergies, diet, "vegetable")) >= 25
    snacks = choice("snack", cuisine, allergies, diet, "fruit", "dairy", "nuts", "staple", "vegetable")
    assert len(snacks) >= 30
    assert len(choice("snack", cuisine, allergies, diet, "dairy", "nuts")) >= 5


@pytest.mark.parametrize("season", sorted(SEASONS - {"all"}))
def test_there_is_fruit_and_green_in_every_season(season):
    now = [dish for dish in mine() if dish.seasons & {"all", season}]
    assert sum(dish.part == "fruit" for dish in now) >= 15
    assert sum(dish.part == "vegetable" for dish in now) >= 40


def test_mornings_have_bread_cereal_and_porridge_and_nothing_of_a_dinner():
    breakfast = {dish.family for dish in mine() if "breakfast" in dish.slots}
    assert not breakfast & {
        "rice",
        "pasta",
        "potato",
        "wheat noodles",
        "rice noodles",
        "leafy greens",
        "kimchi",
        "oil",
    }
    assert {"oats", "cereal", "bread", "congee"} <= breakfast
