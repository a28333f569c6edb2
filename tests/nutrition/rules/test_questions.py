"""One question, the one that settles most; an answer makes the range narrower, and where little is left none is asked."""

import random

import pytest

from apps.nutrition.rules import preparations, questions
from apps.nutrition.rules.portions import Grams, Serving, Size, of_size, weighed
from apps.nutrition.rules.questions import (
    Guess,
    Kind,
    Part,
    answered,
    asks,
    energy,
    holds,
    possible,
)

NEEDS = {"protein_g": 71.0, "calcium_mg": 1000.0}
SERVING = Serving(150.0, 250.0, 400.0)


def guess(label="fried_rice", chance=1.0, kcal=170.0, grams=None, serving=SERVING, **more):
    return Guess(
        label, chance, {"energy_kcal": kcal, "fat_g": 6.0, **more}, grams or of_size(serving, None), serving
    )


def test_how_large_it_was_settles_most_of_a_dish_that_is_known():
    found = asks([Part("a", (guess("plain_rice"),), is_size_open=True)], NEEDS)
    assert found is not None
    assert (found.kind, found.item, found.options) == (Kind.SIZE, "a", ("small", "regular", "large"))


def test_which_dish_it_is_settles_most_where_they_differ():
    soup, cake = guess("miso_soup", 0.5, 25.0), guess("chocolate_cake", 0.5, 390.0)
    found = asks([Part("a", (soup, cake), is_size_open=True)], NEEDS)
    assert found is not None
    assert (found.kind, found.options) == (Kind.DISH, ("miso_soup", "chocolate_cake"))


def test_the_oil_of_a_weighed_stir_fry_is_asked():
    greens = guess("stir_fried_greens", kcal=60.0, grams=weighed(250))
    found = asks([Part("a", (greens,))], NEEDS)
    assert found is not None
    assert (found.kind, found.options) == (Kind.OIL, ("little", "usual", "much"))


def test_the_sugar_in_a_large_milk_coffee_is_asked():
    coffee = guess("coffee_milk", kcal=30.0, grams=weighed(400), sugars_g=3.0)
    found = asks([Part("a", (coffee,))], NEEDS)
    assert found is not None
    assert found.kind is Kind.SUGAR


def test_it_is_the_dressing_of_a_salad():
    salad = guess("caesar_salad", kcal=120.0, grams=weighed(300))
    assert asks([Part("a", (salad,))], NEEDS).kind is Kind.DRESSING  # type: ignore[union-attr]


def test_the_larger_doubt_of_two_items_is_asked_about():
    apple = Part("apple", (guess("apple", kcal=52.0, serving=Serving(110, 180, 240)),), is_size_open=True)
    pizza = Part("pizza", (guess("pizza", kcal=270.0, serving=Serving(120, 300, 600)),), is_size_open=True)
    assert asks([apple, pizza], NEEDS).item == "pizza"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "part",
    [
        Part("a", (guess("plain_rice", grams=weighed(200)),), is_chosen=True),
        Part("a", (guess("apple", kcal=52.0, serving=Serving(100, 110, 120)),), is_size_open=True),
        Part("a", (guess("tea", kcal=1.0, serving=Serving(10, 12, 14)),), is_size_open=True),
    ],
)
def test_nothing_is_asked_where_little_is_left(part):
    assert asks([part], NEEDS) is None


def test_nothing_is_asked_of_what_nobody_knows():
    unknown = Part("a", (Guess("", 1.0, {}, of_size(SERVING, None), SERVING),), is_size_open=True)
    assert asks([unknown], NEEDS) is None
    assert asks([], NEEDS) is None


def any_part(item: str, chance: random.Random) -> Part:
    """Return an item as it may come: one to four guesses, of any size and energy."""
    labels = chance.sample(
        ["fried_rice", "pad_thai", "tea", "caesar_salad", "apple", "pizza", "dumplings"], 4
    )
    guesses = []
    for label in labels[: chance.randint(1, 4)]:
        regular = chance.uniform(20, 600)
        serving = Serving(regular * chance.uniform(0.4, 0.9), regular, regular * chance.uniform(1.1, 2.5))
        amounts = {"energy_kcal": chance.uniform(5, 600), "fat_g": chance.uniform(0, 40), "protein_g": 5.0}
        guesses.append(Guess(label, chance.uniform(0.05, 1), amounts, of_size(serving, None), serving))
    return Part(item, tuple(guesses), is_size_open=chance.random() < 0.7)


@pytest.mark.parametrize("seed", range(60))
def test_what_is_asked_is_expected_to_narrow_the_meal_most_and_is_not_asked_again(seed):
    chance = random.Random(seed)
    parts = {item: any_part(item, chance) for item in "ab"}
    found = asks(list(parts.values()), NEEDS)
    whole = energy(parts.values())
    assert whole is not None
    if found is None:
        return
    assert whole.high - whole.low >= questions.LEAST_KCAL
    assert 0.15 <= found.settles <= 1.0
    weights = questions._weights(NEEDS)
    gains = {
        (one.item, kind): questions._uncertain(one, weights) - questions._left(one, kind, weights)
        for one in parts.values()
        for kind in possible(one)
    }
    assert gains[found.item, found.kind] == max(gains.values())
    for option in found.options:
        after = answered(parts[found.item], found.kind, option)
        assert found.kind not in possible(after)
        assert holds(after) is not None


@pytest.mark.parametrize("size", list(Size))
def test_a_size_makes_the_range_narrower_by_share(size):
    part = Part("a", (guess("plain_rice"),), is_size_open=True)
    before, after = holds(part), holds(answered(part, Kind.SIZE, size.value))
    assert before is not None
    assert after is not None
    assert after.high / after.low < before.high / before.low


@pytest.mark.parametrize("option", ["little", "usual", "much"])
def test_what_is_said_of_the_oil_moves_energy_and_narrows_it(option):
    part = Part("a", (guess("stir_fried_greens", kcal=60.0),))
    before, after = holds(part), holds(answered(part, Kind.OIL, option))
    assert before is not None
    assert after is not None
    assert after.deviation < before.deviation
    assert (after.middle > before.middle) == (option == "much")


def test_an_answer_that_a_question_has_not_is_refused():
    with pytest.raises(ValueError, match="heaps"):
        answered(Part("a", (guess("fried_rice"),)), Kind.OIL, "heaps")


def test_what_she_chose_in_the_table_is_not_asked_about_its_oil():
    assert possible(Part("a", (guess("fried_rice"),), is_chosen=True)) == ()


def test_little_oil_never_takes_more_than_there_is():
    made = preparations.prepared({"energy_kcal": 10.0, "fat_g": 1.0}, {"oil": "little"})
    assert made == {"energy_kcal": 0.0, "fat_g": 0.0}


def test_a_nutrient_that_was_not_measured_stays_missing():
    assert preparations.prepared({"energy_kcal": 100.0}, {"oil": "much"}) == {
        "energy_kcal": pytest.approx(145.9)
    }


def test_every_label_that_is_asked_about_is_one():
    from apps.nutrition.rules.portions import servings

    for rule in preparations.preparations().values():
        assert rule.labels <= set(servings())
        assert preparations.USUAL in rule.options


def test_grams_that_are_known_are_not_asked():
    assert Kind.SIZE not in possible(Part("a", (guess(grams=Grams(200, 196, 204)),)))
