"""One question, the one that settles most; an answer makes the range narrower, and where little is left none is asked."""

import csv
import math
import random
from pathlib import Path

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
from apps.nutrition.rules.spread import TENTH
from ml_models.food.portions import weighing

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


def banana(**about):
    """Return a banana on a photo, as large as a dish: nobody has said how large it was."""
    return Part(
        "a", (guess("banana", kcal=89.0),), **{"is_size_open": True, "is_photographed": True, **about}
    )


def test_a_photo_with_a_coin_is_asked_for_where_grams_are_most_of_the_doubt():
    found = asks([banana()], NEEDS)
    assert found is not None
    assert (found.kind, found.options) == (Kind.PHOTO, ("photo", "small", "regular", "large"))
    assert 0.15 <= found.settles <= questions.COIN_FOUND
    assert asks([banana(is_photographed=False)], NEEDS).kind is Kind.SIZE  # type: ignore[union-attr]


def test_a_size_is_asked_where_servings_differ_by_less_than_a_coin_is_off():
    alike = guess("banana", kcal=400.0, serving=Serving(180.0, 200.0, 220.0))
    assert asks([banana(), Part("a", (alike,), is_size_open=True, is_photographed=True)], NEEDS) is not None
    narrow = Part("a", (alike,), is_size_open=True, is_photographed=True)
    found = asks([narrow], NEEDS)
    assert found is None or found.kind is Kind.SIZE


@pytest.mark.parametrize(
    ("part", "why"),
    [
        (banana(is_photographed=False), "she wrote it by hand: there is no photo to take once more"),
        (banana(is_size_open=False), "its grams are known"),
        (banana(is_settled=True), "she has confirmed it"),
        (Part("a", (guess("pizza"),), is_size_open=True, is_photographed=True), "none was weighed"),
        (
            Part("a", (guess("apple"), guess("peach", 0.4)), is_size_open=True, is_photographed=True),
            "it is open what it is",
        ),
    ],
)
def test_no_photo_is_asked_for_where_a_coin_would_tell_nothing(part, why):
    assert Kind.PHOTO not in possible(part), why


def test_a_coin_narrows_grams_to_what_was_measured():
    after = answered(banana(), Kind.PHOTO, "photo").guesses[0].grams
    assert after.high / after.low == pytest.approx(math.exp(2 * TENTH * 0.154 * math.sqrt(math.pi / 2)))
    assert answered(banana(), Kind.PHOTO, "large") == answered(banana(), Kind.SIZE, "large")


def test_a_coin_is_asked_for_only_of_labels_that_it_weighs():
    with (Path(weighing.__file__).parent / "kinds.csv").open(encoding="utf-8", newline="") as file:
        assert questions.labels_by_coin() == {row["label"] for row in csv.DictReader(file)}


def any_part(item: str, chance: random.Random) -> Part:
    """Return an item as it may come: one to four guesses, of any size and energy."""
    labels = chance.sample(
        ["fried_rice", "pad_thai", "tea", "caesar_salad", "apple", "banana", "pizza", "dumplings"], 4
    )
    guesses = []
    for label in labels[: chance.randint(1, 4)]:
        regular = chance.uniform(20, 600)
        serving = Serving(regular * chance.uniform(0.4, 0.9), regular, regular * chance.uniform(1.1, 2.5))
        amounts = {"energy_kcal": chance.uniform(5, 600), "fat_g": chance.uniform(0, 40), "protein_g": 5.0}
        guesses.append(Guess(label, chance.uniform(0.05, 1), amounts, of_size(serving, None), serving))
    open_and_seen = {"is_size_open": chance.random() < 0.7, "is_photographed": chance.random() < 0.7}
    return Part(item, tuple(guesses), **open_and_seen)


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
