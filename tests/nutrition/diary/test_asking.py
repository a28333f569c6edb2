"""A meal has at most one question: the answer narrows it, she may skip, and a coin in the photo tells grams itself."""

import io
from uuid import uuid4

import pytest

from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible
from apps.nutrition.api.meals_out import represented_one
from apps.nutrition.models import Food
from apps.nutrition.rules.portions import Scale, serving_of
from apps.nutrition.rules.questions import Kind
from apps.nutrition.selectors import days
from apps.nutrition.selectors import meals as reading
from apps.nutrition.services import answering, items, meals, profiles
from apps.nutrition.services.weights import Said
from apps.pregnancies.models import Pregnancy
from tests.ml_models.food.making_plates import plate
from tests.nutrition.diary.making import AT, TODAY, Recogniser, Said5, fresh, items_of

pytestmark = pytest.mark.django_db

SURE = Said5(status="confident", candidates=(("plain_rice", 0.97), ("sushi", 0.01)))
TOMATO = Said5(status="confident", candidates=(("tomato", 0.95), ("plain_rice", 0.03)))


def shown(home, meal):
    return represented_one(reading.meal_visible_to(home.mother, meal.public_id))


def answer(home, meal, option, kind=Kind.SIZE, person=None):
    (item,) = items_of(meal)
    return answering.answer(
        person or home.mother, meal_id=meal.public_id, item_id=item.public_id, kind=kind, option=option, at=AT
    )


def photographed(home, says=SURE, content=None, **about):
    meal = home.meal()
    photo = home.photo(meal, **({"content": content} if content else {}), **about)
    home.look(photo, Recogniser(says))
    return meal


def test_a_sure_dish_is_asked_how_large_it_was_and_the_answer_narrows_it(home):
    meal = photographed(home)
    before = shown(home, meal)
    question = before["question"]
    assert (question["kind"], question["item"]) == ("size", str(items_of(meal)[0].public_id))
    assert [one["value"] for one in question["options"]] == ["small", "regular", "large"]
    assert set(question["asks"]) == {"en", "zh-hans", "ko"}
    answer(home, meal, "large")
    after = shown(home, meal)
    assert after["question"] is None
    assert (
        after["energy"]["high"] / after["energy"]["low"] < before["energy"]["high"] / before["energy"]["low"]
    )
    assert after["energy"]["value"] > before["energy"]["value"]
    assert items_of(meal)[0].answers == {"size": "large"}


def test_an_unsure_dish_is_asked_which_it_is_and_becomes_that(home):
    meal = photographed(
        home, Said5(candidates=(("sushi", 0.5), ("coffee_black", 0.45), ("plain_rice", 0.05)))
    )
    question = shown(home, meal)["question"]
    assert question["kind"] == "dish"
    assert question["options"][2] == {
        "value": "plain_rice",
        "names": {"en": "Rice, white, cooked", "zh-hans": "米饭", "ko": "쌀밥"},
    }
    answer(home, meal, "plain_rice", Kind.DISH)
    (item,) = items_of(meal)
    assert (item.label, item.food_id) == ("plain_rice", home.foods["rice"].public_id)
    assert shown(home, meal)["question"] is None


def test_she_may_skip_and_is_not_asked_again(home):
    meal = photographed(home)
    answer(home, meal, None)
    assert shown(home, meal)["question"] is None
    assert items_of(meal)[0].answers == {}
    with pytest.raises(Conflict):
        answer(home, meal, "small")


@pytest.mark.parametrize("kind", [Kind.OIL, Kind.PHOTO, Kind.DISH])
def test_what_was_never_asked_cannot_be_skipped(home, kind):
    meal = photographed(home)
    with pytest.raises(Conflict) as refused:
        answer(home, meal, None, kind)
    assert refused.value.code == "not_asked"
    assert fresh(meal).asked_at is None
    assert shown(home, meal)["question"]["kind"] == "size"


def test_of_a_meal_without_a_question_none_is_skipped(home):
    with pytest.raises(Conflict) as refused:
        answer(home, home.meal(home.item("rice")), None)
    assert refused.value.code == "not_asked"


def mangoes(home):
    """Let the food table know mangoes, of which people eat little or much."""
    Food.objects.filter(pk=home.foods["oysters"].pk).update(
        label="mango", name_en="Mango, raw", nutrients={"energy_kcal": 60.0, "carbohydrate_g": 15.0}
    )
    return Said5(status="confident", candidates=(("mango", 0.97), ("tomato", 0.01)))


def test_a_photo_with_a_coin_is_asked_for_and_weighs_what_is_there(home):
    meal = photographed(home, mangoes(home))
    question = shown(home, meal)["question"]
    assert (question["kind"], question["coin"]) == ("photo", True)
    assert [one["value"] for one in question["options"]] == ["photo", "small", "regular", "large"]
    assert set(question["asks"]) == {"en", "zh-hans", "ko"}
    before = shown(home, meal)["energy"]
    answer(home, meal, "photo", Kind.PHOTO)
    (item,) = items_of(meal)
    wanted = {"item": item.public_id, "coin": True}
    assert (shown(home, meal)["question"], shown(home, meal)["photo_wanted"]) == (None, wanted)
    further = home.photo(meal, content=jpeg(plate(food_cm=7.0)), scale=Scale.COIN)
    home.look(further, Recogniser(TOMATO))  # taken for another food: it is the same plate
    (item,) = items_of(meal)
    assert (item.label, item.measure, item.answers) == ("mango", "scaled", {"photo": "taken"})
    after = shown(home, meal)
    assert after["photo_wanted"] is None
    assert after["energy"]["high"] / after["energy"]["low"] < before["high"] / before["low"]
    home.look(home.photo(meal, content=jpeg(plate(food_cm=7.0)), scale=Scale.COIN), Recogniser(TOMATO))
    assert [item.label for item in items_of(meal)] == ["mango", "tomato"]  # nothing is promised any more


def test_what_is_eaten_already_is_told_by_size_instead(home):
    meal = photographed(home, mangoes(home))
    answer(home, meal, "large", Kind.PHOTO)
    (item,) = items_of(meal)
    assert (item.measure, item.size, item.grams) == ("size", "large", serving_of("mango").large)
    assert shown(home, meal)["photo_wanted"] is None


def test_a_promised_photo_without_a_coin_in_it_leaves_the_usual_serving(home):
    meal = photographed(home, mangoes(home))
    answer(home, meal, "photo", Kind.PHOTO)
    home.look(home.photo(meal, content=jpeg(plate(coin=False)), scale=Scale.COIN), Recogniser(TOMATO))
    (item,) = items_of(meal)
    assert (item.measure, item.answers) == ("usual", {"photo": "taken"})


def test_nothing_is_asked_of_what_was_weighed_or_confirmed(home):
    weighed = home.meal(home.item("rice"))
    assert shown(home, weighed)["question"] is None
    assert shown(home, weighed)["energy"]["low"] < 260 < shown(home, weighed)["energy"]["high"]
    meal = photographed(home)
    meals.confirm_meal(home.mother, meal_id=meal.public_id, at=AT)
    assert shown(home, meal)["question"] is None


def test_nothing_is_asked_while_a_photo_is_looked_at(home):
    meal = photographed(home)
    home.photo(meal)
    assert shown(home, meal)["question"] is None


def test_only_she_answers_and_only_with_an_answer_that_there_is(home):
    meal = photographed(home)
    with pytest.raises(Forbidden):
        answer(home, meal, "small", person=home.dietitian)
    with pytest.raises(NotVisible):
        answer(home, meal, "small", person=home.other_mother)
    with pytest.raises(Invalid):
        answer(home, meal, "enormous")
    with pytest.raises(Conflict):
        answer(home, meal, "much", Kind.OIL)
    assert fresh(meal).asked_at is None


def test_sugar_that_she_tells_is_in_what_is_copied_and_goes_with_the_food(home):
    meal = photographed(home, Said5(status="confident", candidates=(("coffee_black", 0.99),)))
    answer(home, meal, "much", Kind.SUGAR)
    meals.confirm_meal(home.mother, meal_id=meal.public_id, at=AT)
    (item,) = items_of(meal)
    assert item.per_100g["energy_kcal"] == pytest.approx(1.0 + 6 * 4.01)
    assert item.per_100g["caffeine_mg"] == 40.0
    egg = {"food_id": home.foods["egg"].public_id}
    items.change_item(home.mother, meal_id=meal.public_id, item_id=item.public_id, changes=egg, at=AT)
    (item,) = items_of(meal)
    assert (item.answers, item.per_100g["energy_kcal"]) == ({}, 140.0)


def jpeg(picture):
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def test_a_coin_in_the_photo_tells_the_grams(home):
    meal = photographed(home, TOMATO, jpeg(plate(food_cm=7.0)), scale=Scale.COIN)
    (item,) = items_of(meal)
    assert item.measure == "scaled"
    assert 90 < item.grams_low < item.grams < item.grams_high < 320
    assert shown(home, meal)["photos"][0]["coin_chance"] > 0.5
    larger = photographed(home, TOMATO, jpeg(plate(food_cm=9.0)), scale=Scale.COIN)
    assert items_of(larger)[0].grams > item.grams


def test_a_plate_whose_width_she_told_tells_the_grams_with_a_wider_range(home):
    def tomato(**about):
        meal = photographed(home, TOMATO, jpeg(plate(food_cm=7.0, coin=False)), **about)
        (item,) = items_of(meal)
        return item, shown(home, meal)["photos"][0]

    by_plate, seen = tomato(scale=Scale.PLATE, plate_cm=22.0)
    assert (by_plate.measure, seen["scaled_by"], seen["plate_cm"]) == ("scaled", "plate", 22.0)
    assert 90 < by_plate.grams_low < by_plate.grams < by_plate.grams_high < 350
    usual, seen = tomato(scale=Scale.PLATE)
    assert (usual.measure, seen["scaled_by"], seen["plate_cm"]) == ("scaled", "usual_plate", None)
    as_wide, _ = tomato(scale=Scale.PLATE, plate_cm=26.0)
    assert usual.grams_high / usual.grams_low > as_wide.grams_high / as_wide.grams_low
    unsaid, seen = tomato(scale=Scale.NONE)
    assert (unsaid.measure, seen["scaled_by"]) == ("usual", "")


@pytest.mark.parametrize(
    ("about", "code"),
    [
        ({"scale": Scale.PLATE, "plate_cm": 9.9}, "out_of_range"),
        ({"scale": Scale.PLATE, "plate_cm": 41.0}, "out_of_range"),
        ({"scale": Scale.PLATE, "plate_cm": float("nan")}, "out_of_range"),
        ({"scale": Scale.COIN, "plate_cm": 22.0}, "not_allowed"),
        ({"scale": Scale.NONE, "plate_cm": 22.0}, "not_allowed"),
    ],
)
def test_a_width_that_no_plate_has_is_refused_by_its_field(home, about, code):
    meal = home.meal()
    with pytest.raises(Invalid) as refused:
        home.photo(meal, **about)
    assert [(one.field, one.code) for one in refused.value.errors] == [("plate_cm", code)]
    assert not fresh(meal).photos.exists()


def test_another_label_than_the_coin_was_weighed_for_is_usual_again(home):
    meal = photographed(home, TOMATO, jpeg(plate(food_cm=7.0)), scale=Scale.COIN)
    (item,) = items_of(meal)
    changes = {"food_id": home.foods["rice"].public_id}
    items.change_item(home.mother, meal_id=meal.public_id, item_id=item.public_id, changes=changes, at=AT)
    assert (items_of(meal)[0].measure, items_of(meal)[0].grams) == ("usual", serving_of("plain_rice").regular)


def test_without_a_coin_it_is_the_usual_serving(home):
    meal = photographed(home, TOMATO, jpeg(plate(coin=False)), scale=Scale.COIN)
    (item,) = items_of(meal)
    assert item.measure == "usual"
    assert shown(home, meal)["photos"][0]["coin_chance"] == 0.0


def test_a_days_energy_beside_what_she_needs(home):
    def need():
        return days.day_of(home.mother, home.mother, TODAY).whom.energy_need

    assert need() is None  # her size is not known
    Pregnancy.objects.for_system("test").filter(pk=home.pregnancy.pk).update(
        height_cm=165, weight_before_kg=60
    )
    unsaid = need()
    profiles.change_profile(
        home.mother, mother=home.mother, changes={"activity": "low_active", "birth_year": 1996}, at=AT
    )
    said = need()
    assert unsaid is not None
    assert said is not None
    assert said.low == said.high == pytest.approx(2457.3, abs=0.1)
    assert unsaid.low < said.low < unsaid.high
    assert unsaid.assumed == ("activity", "age")


def test_an_item_that_is_not_there_has_no_question(home):
    meal = home.meal(home.item("rice", said=Said()))
    with pytest.raises(NotVisible):
        answering.answer(
            home.mother, meal_id=meal.public_id, item_id=uuid4(), kind=Kind.SIZE, option="small", at=AT
        )
