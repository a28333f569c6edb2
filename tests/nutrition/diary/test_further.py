"""What else may lie on the plate is asked about, and never counted before she has said so."""

from dataclasses import replace

import pytest

from apps.foundation.errors import Conflict
from apps.nutrition.api.meals_out import represented_one
from apps.nutrition.models import RecognitionOutcome
from apps.nutrition.selectors.days import day_of
from apps.nutrition.selectors.meals import meal_visible_to
from apps.nutrition.services import items, meals
from apps.nutrition.services.drafting import further_id_of, item_id_of
from tests.nutrition.diary.making import AT, TODAY, Recogniser, Said5, items_of

pytestmark = pytest.mark.django_db
LEFT, RIGHT = (0.0, 0.0, 0.5, 0.5), (0.5, 0.5, 1.0, 1.0)
RICE = (LEFT, Said5("confident", (("plain_rice", 0.97), ("congee", 0.02))))
EGG = (RIGHT, Said5("confirm", (("boiled_egg", 0.9),)))


def seen(home, *beside, says=None):
    meal = home.meal()
    photo = home.look(home.photo(meal), Recogniser(says or Said5(), beside=beside))
    return meal, photo


def shown(home, meal):
    return represented_one(meal_visible_to(home.mother, meal.public_id))


def labels(meal) -> list[str]:
    return [item.label for item in items_of(meal)]


def test_parts_propose_drafts_beside_the_whole(home):
    meal, photo = seen(home, RICE, EGG)
    whole, rice, egg = items_of(meal)
    assert (whole.label, whole.is_further, whole.public_id) == ("sushi", False, item_id_of(photo.public_id))
    assert [(one.label, one.is_further, one.certainty) for one in (rice, egg)] == [
        ("plain_rice", True, "confirm"),
        ("boiled_egg", True, "confirm"),
    ]
    assert (rice.confidence, rice.food_id) == (0.97, home.foods["rice"].public_id)
    assert rice.public_id == further_id_of(photo.public_id, "plain_rice")


def test_a_phone_is_told_what_lies_where(home):
    meal, photo = seen(home, RICE)
    told = shown(home, meal)
    (further,) = told["photos"][0]["further"]
    assert (further["box"], further["label"], further["names"]["ko"]) == ([*LEFT], "plain_rice", "쌀밥")
    assert (further["probability"], further["food"]) == (0.97, home.foods["rice"].public_id)
    assert further["item"] == told["items"][1]["id"] == further_id_of(photo.public_id, "plain_rice")
    assert [item["is_further"] for item in told["items"]] == [False, True]


def test_confirming_the_meal_does_not_confirm_what_was_only_asked(home):
    meal, _ = seen(home, RICE)
    confirmed = meals.confirm_meal(home.mother, meal_id=meal.public_id, at=AT)
    assert (confirmed.state, labels(meal)) == ("confirmed", ["sushi"])
    assert day_of(home.mother, home.mother, TODAY).food.item_count == 1


def test_what_she_takes_up_counts_as_any_other(home):
    meal, photo = seen(home, RICE, EGG)
    rice = further_id_of(photo.public_id, "plain_rice")
    assert day_of(home.mother, home.mother, TODAY).food.item_count == 0
    items.change_item(
        home.mother, meal_id=meal.public_id, item_id=rice, changes={"is_confirmed": True}, at=AT
    )
    assert day_of(home.mother, home.mother, TODAY).food.item_count == 1
    meals.confirm_meal(home.mother, meal_id=meal.public_id, at=AT)
    assert labels(meal) == ["sushi", "plain_rice"]
    assert [item.is_further for item in items_of(meal)] == [False, False]


def test_a_meal_of_nothing_but_questions_cannot_be_confirmed(home):
    meal, photo = seen(home, RICE)
    whole = item_id_of(photo.public_id)
    items.remove_item(home.mother, meal_id=meal.public_id, item_id=whole, at=AT)
    with pytest.raises(Conflict) as refused:
        meals.confirm_meal(home.mother, meal_id=meal.public_id, at=AT)
    assert refused.value.code == "empty"
    assert labels(meal) == ["plain_rice"]


def test_an_unsafe_food_beside_the_dish_gets_its_caution(home):
    sushi = (LEFT, Said5("confirm", (("sushi", 0.9),)))
    meal, _ = seen(home, sushi, says=Said5("confident", (("plain_rice", 0.98),)))
    assert "raw_fish" in {one["rule"] for one in shown(home, meal)["photos"][0]["cautions"]}
    assert "raw_fish" in {one.rule.id for one in day_of(home.mother, home.mother, TODAY).cautions}


@pytest.mark.parametrize(
    "beside",
    [
        (LEFT, Said5("confident", (("sushi", 0.99),))),
        (LEFT, Said5("confident", (("nobodys_dish", 0.99),))),
    ],
    ids=["the same as the whole", "no label"],
)
def test_a_part_that_adds_nothing_makes_no_draft(home, beside):
    assert labels(seen(home, beside)[0]) == ["sushi"]


@pytest.mark.parametrize(
    "broken",
    [
        RuntimeError("runtime"),
        [((0.5, 0.0, 0.5, 1.0), RICE[1])],
        [(LEFT, replace(RICE[1], candidates=(("plain_rice", 1.5),)))],
    ],
    ids=["it breaks", "an empty box", "no probability"],
)
def test_parts_that_fail_take_nothing_from_the_whole(home, broken):
    meal = home.meal()
    photo = home.look(home.photo(meal), Recogniser(beside=broken))
    assert (photo.state, photo.prediction["further"], labels(meal)) == ("done", [], ["sushi"])


def test_no_food_asks_about_nothing(home):
    assert items_of(seen(home, RICE, says=replace(Said5(), status="not_food"))[0]) == []


def test_what_was_guessed_of_a_part_is_learnt_as_that(home):
    home.agree("learning")
    meal, photo = seen(home, RICE)
    rice = further_id_of(photo.public_id, "plain_rice")
    items.change_item(
        home.mother, meal_id=meal.public_id, item_id=rice, changes={"is_confirmed": True}, at=AT
    )
    (outcome,) = RecognitionOutcome.objects.for_system("test")
    assert (outcome.confirmed_label, outcome.predicted[0]) == ("plain_rice", ["plain_rice", 0.97])


def test_progress_is_told_step_by_step(home):
    from apps.nutrition.services import looking

    meal = home.meal()
    photo = home.photo(meal)
    told = []

    class Telling(Recogniser):
        def predict(self, image):
            told.append(shown(home, meal)["photos"][0]["progress"])
            return super().predict(image)

        def predict_plate(self, image, whole):
            told.append(shown(home, meal)["photos"][0]["progress"])
            return super().predict_plate(image, whole)

    told.append(shown(home, meal)["photos"][0]["progress"])
    claimed = looking.claim(None, photo_id=photo.public_id, task_id="t", at=AT)
    assert claimed is not None
    told.append(shown(home, meal)["photos"][0]["progress"])
    home.look(photo, Telling())
    told.append(shown(home, meal)["photos"][0]["progress"])
    assert [(one["step"], one["done"], one["of"]) for one in told] == [
        ("", 0, 3),
        ("rewriting", 0, 3),
        ("recognising", 1, 3),
        ("parts", 2, 3),
        ("parts", 3, 3),
    ]


def test_a_photo_that_was_refused_stays_where_it_failed(home):
    meal = home.meal()
    home.look(home.photo(meal, made_damaged()))
    assert shown(home, meal)["photos"][0]["progress"] == {"step": "rewriting", "done": 0, "of": 3}


def made_damaged() -> bytes:
    from tests.nutrition.diary.making import PHOTO

    return PHOTO[:-200]
