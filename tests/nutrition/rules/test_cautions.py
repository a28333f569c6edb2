"""Unsafe food is noticed: by guesses, by names in three languages, by what it holds."""

import re

import pytest

from apps.nutrition.rules import cautions
from apps.nutrition.rules.cautions import Candidate, Item, Level
from apps.nutrition.rules.portions import servings
from apps.nutrition.rules.reference_intakes import Standard
from apps.nutrition.rules.totals import Amount


def ids(found: list[cautions.Caution]) -> list[str]:
    return [caution.rule.id for caution in found]


def guesses(*pairs: tuple[str, float]) -> list[Candidate]:
    return [Candidate(label, probability) for label, probability in pairs]


def named(*names: str) -> list[str]:
    return ids(cautions.of_items([Item("1", names)]))


def test_one_of_five_guesses_with_a_tenth_is_enough():
    found = cautions.of_candidates(
        guesses(("fried_rice", 0.6), ("gimbap", 0.15), ("sushi", 0.10), ("soup", 0.05))
    )
    assert ids(found) == ["raw_fish"]
    assert (found[0].because, found[0].is_certain, found[0].rule.level) == (("sushi",), False, Level.AVOID)


def test_less_than_a_tenth_and_a_sixth_guess_are_not():
    assert cautions.of_candidates(guesses(("gimbap", 0.9), ("sushi", 0.0999))) == []
    assert cautions.of_candidates(guesses(*[("apple", 0.15)] * 5, ("sushi", 0.2))) == []


def test_what_matters_most_comes_first():
    found = cautions.of_candidates(guesses(("coffee_black", 0.3), ("tiramisu", 0.3), ("wine", 0.2)))
    assert ids(found) == ["alcohol", "raw_egg", "caffeine"]


def test_every_label_is_of_the_recogniser_and_stands_in_one_rule():
    labels = [label for rule in cautions.all_rules() for label in rule.labels]
    assert set(labels) <= set(servings())
    assert len(labels) == len(set(labels)) == 68


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("Fish, tuna, raw", "raw_fish"),
        ("Oysters, raw", "raw_fish"),
        ("Sushi, topped with salmon", "raw_fish"),
        ("Pacific cod (raw)", "raw_fish"),
        ("Manila clam (raw)", "raw_fish"),
        ("Quail egg (raw)", "raw_egg"),
        ("연어회", "raw_fish"),
        ("광어 회 한 접시", "raw_fish"),
        ("三文鱼刺身", "raw_fish"),
        ("Beef, ground, raw", "raw_meat"),
        ("Steak tartare", "raw_meat"),
        ("육회", "raw_meat"),
        ("Egg, whole, raw", "raw_egg"),
        ("Egg, Benedict", "raw_egg"),
        ("溏心蛋", "raw_egg"),
        ("반숙 달걀", "raw_egg"),
        ("Cheese, Brie", "soft_cheese"),
        ("Cheese, Blue or Roquefort", "soft_cheese"),
        ("Queso Fresco", "cheese_pasteurised"),
        ("Liver, beef", "liver"),
        ("Liverwurst", "liver"),
        ("猪肝汤", "liver"),
        ("Fish, swordfish", "fish_high_mercury"),
        ("Fish, shark", "fish_high_mercury"),
        ("옥돔구이", "fish_high_mercury"),
        ("Fish, tuna, canned", "tuna"),
        ("Beer, light", "alcohol"),
        ("Whiskey and ginger ale", "alcohol"),
        ("소주 한 잔", "alcohol"),
        ("红酒", "alcohol"),
        ("Coffee, brewed", "caffeine"),
        ("아메리카노 커피", "caffeine"),
    ],
)
def test_names_that_are_noticed(name, rule):
    assert rule in named(name)


@pytest.mark.parametrize(
    "name",
    [
        "Apple, raw",
        "Chicken breast, fried, coated, skin / coating eaten, from raw",
        "Beer, nonalcoholic",
        "Wine, nonalcoholic",
        "Soft drink, root beer",
        "Sushi roll, vegetable",
        "Oyster sauce",
        "Pie, blueberry",
        "Ginger ale",
        "Coffee creamer, NFS",
        "Eggplant, raw",
        "Coffee, decaffeinated, brewed",
        "회사 앞 김밥",
        "무알코올 맥주",
        "Rice, white, cooked",
    ],
)
def test_names_that_mean_nothing_of_the_kind(name):
    assert named(name) == []


def test_one_language_is_enough_to_say_that_it_is_harmless():
    assert named("Beer, nonalcoholic", "啤酒", "맥주") == []
    assert named("Sushi roll, vegetable", "蔬菜寿司", "채소 초밥") == []


def test_what_a_food_holds_is_noticed_without_a_word():
    punch = Item("1", ("Fruit punch",), grams=200, per_100g={"alcohol_g": 6.0})
    assert ids(cautions.of_items([punch])) == ["alcohol"]
    trace = Item("1", ("Bread",), grams=200, per_100g={"alcohol_g": 0.3})
    assert cautions.of_items([trace]) == []


def test_very_much_retinol_in_one_item_is_noticed():
    rich = {"retinol_ug": 7_667.0}
    assert ids(cautions.of_items([Item("1", ("Stew",), grams=50, per_100g=rich)])) == ["liver"]
    assert cautions.of_items([Item("1", ("Stew",), grams=30, per_100g=rich)]) == []


def test_each_rule_speaks_once_of_all_its_items():
    found = cautions.of_items([Item("a", ("Beer",)), Item("b", ("Wine, red",)), Item("c", ("Rice",))])
    assert [(caution.rule.id, caution.because, caution.is_certain) for caution in found] == [
        ("alcohol", ("a", "b"), True)
    ]


@pytest.mark.parametrize(
    ("mg", "spread", "standard", "speaks", "is_certain"),
    [
        (190, 10, Standard.NASEM, False, None),
        (190, 20, Standard.NASEM, True, False),
        (260, 20, Standard.NASEM, True, True),
        (260, 20, Standard.KOREA, False, None),
        (310, 5, Standard.KOREA, True, True),
        (310, 5, Standard.CHINA, True, True),
    ],
)
def test_caffeine_is_counted_over_the_day(mg, spread, standard, speaks, is_certain):
    found = cautions.of_caffeine(Amount(mg, mg - spread, mg + spread), standard)
    assert (found is not None) is speaks
    if found is not None:
        assert found.is_certain is is_certain
        assert found.values["limit"] == (300 if standard is Standard.KOREA else 200)


def test_caffeine_that_nobody_knows_is_not_too_much():
    assert cautions.of_caffeine(None, Standard.NASEM) is None


def test_every_rule_speaks_three_languages_calmly_and_names_its_source():
    for rule in cautions.all_rules():
        assert set(rule.says) == {"en", "zh-hans", "ko"}, rule.id
        assert rule.source, rule.id
        assert all(text.endswith((".", "。")) and "!" not in text for text in rule.says.values()), rule.id
        assert not re.search(r"danger|never eat|must not|危险|위험", " ".join(rule.says.values())), rule.id


def test_other_languages_get_english():
    rule = cautions.all_rules()[0]
    assert rule.sentence("de") == rule.says["en"]
    assert rule.sentence("zh-Hans") == rule.says["zh-hans"]


@pytest.mark.parametrize(
    ("names", "said", "rule"),
    [
        (("Cheese, Brie",), "with salad dressing", "soft_cheese"),
        (("Fish, tuna, canned",), "not tuna salad", "tuna"),
        (("Coffee, Latte",), "decaf would be nicer", "caffeine"),
        (("Sushi roll, vegetable",), "tuna sashimi too", "raw_fish"),
        ((), "non-alcoholic beer and then a real beer", "alcohol"),
        ((), "啤酒和无酒精啤酒", "alcohol"),
    ],
)
def test_what_she_wrote_makes_nothing_else_harmless(names, said, rule):
    assert rule in ids(cautions.of_items([Item("1", names, said)]))


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("Beer, nonalcoholic", "맥주, 무알코올"), "beer"),
        ((), "non-alcoholic beer"),
        ((), "feta dressing without wine vinegar"),
    ],
)
def test_what_is_said_of_harmless_food_again_is_no_news(names, said):
    assert "alcohol" not in ids(cautions.of_items([Item("1", names, said)]))


ORDINARY = {
    "raw_fish": "Sea urchin (raw)/Abalone (raw)/Salmon roe/Caviar/Fish, smoked/oysters/nigiri/모듬회/鱼生/산낙지",
    "alcohol": "wines/beers/mojito/tequila/a glass of rosé/prosecco/hard cider",
    "caffeine": "아메리카노 4잔/latte/Red Bull/녹차/绿茶/拿铁",
    "liver": "肝/炒肝/paté/braunschweiger",
    "raw_meat": "medium rare steak",
    "raw_egg": "sunny side up egg",
    "cheese_pasteurised": "Queso Asadero",
    "raw_salad": "Sprouts, NFS",
}


@pytest.mark.parametrize(
    ("rule", "said"), [(rule, said) for rule, words in ORDINARY.items() for said in words.split("/")]
)
def test_ordinary_words_for_what_deserves_a_word(rule, said):
    assert rule in ids(cautions.of_items([Item("1", (), said)]))
