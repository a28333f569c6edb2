"""A dietitian shows a dish by a few photos; the next photo of it is recognised, without training or a restart."""

from datetime import timedelta

import pytest

from apps.foundation.files.storage import checked_key, received_key, store
from apps.nutrition import recognising
from apps.nutrition.api.meals_out import represented_one
from apps.nutrition.selectors.days import day_of
from apps.nutrition.selectors.meals import meal_visible_to
from apps.nutrition.services import dishes, items, looking, meals, showing
from apps.nutrition.services.weights import Said
from tests.foundation.files import made
from tests.nutrition.diary.making import AT, TODAY, items_of
from tests.nutrition.diary.making import fresh as fresh_row
from tests.nutrition.dishes.making import LABEL, add, fresh, given, look, photo, photos

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def eaten(home, number: int = 70):
    """A meal with a photo of the dish, looked at by the worker as it is."""
    meal = home.meal()
    sent = home.photo(meal, photo(number))
    looking.run(sent.public_id, task_id="t", now=lambda: AT)
    return meal, fresh_row(sent)


def test_a_new_photo_of_an_added_dish_is_recognised_in_the_draft(home):
    _, before = eaten(home)
    assert LABEL not in dict(before.prediction["candidates"])
    dish = look(add(home, photos(5)))
    assert (dish.state, dish.failure) == ("ready", "")
    meal, after = eaten(home)
    (item, *further) = items_of(meal)
    assert further == []
    assert (item.label, item.label_at_first, item.certainty) == (LABEL, LABEL, "confirm")
    assert (item.food_id, item.grams) == (home.foods["rice"].public_id, 170.0)
    assert item.grams_low < 90.0 < 260.0 < item.grams_high  # somewhat beyond small and large
    network, _, added = after.model_version.partition("+")
    assert network == before.model_version
    assert len(added) == 8


def test_the_diary_takes_it_as_any_other(home):
    look(add(home, photos(5)))
    meal, _ = eaten(home)
    (item,) = items_of(meal)
    shown = represented_one(meal_visible_to(home.mother, meal.public_id))
    assert shown["items"][0]["names"] == {"en": "Butterfly pea rice", "ko": "나비콩 밥"}
    guess = shown["photos"][0]["candidates"][0]
    assert (guess["label"], guess["names"]["en"]) == (LABEL, "Butterfly pea rice")
    assert guess["food"] == home.foods["rice"].public_id
    assert "raw_egg" in {caution["rule"] for caution in shown["photos"][0]["cautions"]}
    changes = {"said": Said(grams=200.0), "is_confirmed": True}
    items.change_item(home.mother, meal_id=meal.public_id, item_id=item.public_id, changes=changes, at=AT)
    (item,) = items_of(meal)
    assert item.food_names == {"en": "Butterfly pea rice", "ko": "나비콩 밥"}
    day = day_of(home.mother, home.mother, TODAY)
    assert day.food.amounts["energy_kcal"].value == pytest.approx(260.0)
    assert "raw_egg" in {caution.rule.id for caution in day.cautions}


def test_she_may_choose_it_herself_and_what_nobody_added_is_no_label(home):
    from apps.foundation.errors import Invalid

    add(home, [])
    meal = home.meal(home.item(food_id=None, label=LABEL, said=Said()))
    (item,) = items_of(meal)
    assert (item.grams, item.food_code) == (170.0, home.foods["rice"].code)
    with pytest.raises(Invalid):
        home.meal(home.item(food_id=None, label="nobodys_dish", said=Said()))


def test_put_away_it_is_recognised_no_more_and_taken_out_it_is_again(home):
    dish = look(add(home, photos(5)))
    dishes.put_away(home.dietitian, dish_id=dish.public_id, at=LATER)
    assert LABEL not in dict(eaten(home)[1].prediction["candidates"])
    assert items_of(home.meal(home.item(food_id=None, label=LABEL)))[0].label == LABEL
    dishes.take_out(home.dietitian, dish_id=dish.public_id, at=LATER)
    look(dish, now=lambda: LATER)
    assert eaten(home)[1].prediction["candidates"][0][0] == LABEL


def test_removed_it_leaves_no_bytes_and_what_was_confirmed_stays(home, django_capture_on_commit_callbacks):
    dish = look(add(home, photos(5)))
    keys = [checked_key(one.public_id, "full") for one in dish.photos.all()]
    meal, _ = eaten(home)
    meals.confirm_meal(home.mother, meal_id=meal.public_id, at=AT)
    with django_capture_on_commit_callbacks(execute=True):
        dishes.remove_dish(home.dietitian, dish_id=dish.public_id)
    assert [key for key in keys if key in set(store().keys(key))] == []
    assert eaten(home)[1].model_version == recognising.network().version
    assert items_of(meal)[0].food_names["en"] == "Butterfly pea rice"


def test_photos_are_kept_as_other_photos_are(home):
    content = made.photo("JPEG", orientation=6, made=made.picture(64, 48))
    dish = look(add(home, [content, *photos(5)]))
    one = dish.photos.first()
    assert set(one.variants) == {"full", "large", "small"}
    assert (one.variants["full"]["width_px"], one.variants["full"]["height_px"]) == (48, 64)
    kept = b"".join(store().pieces(checked_key(one.public_id, "full")))
    assert made.SECRET.encode() not in kept
    assert received_key(one.source_id) not in set(store().keys("received/"))


def test_too_few_photos_are_not_enough_and_one_more_is(home):
    dish = look(add(home, photos(4)))
    assert (dish.state, dish.failure) == ("failed", "too_few_photos")
    assert LABEL not in dict(eaten(home)[1].prediction["candidates"])
    dishes.add_photos(home.dietitian, dish_id=dish.public_id, contents=photos(1, first=4), at=LATER)
    assert fresh(dish).state == "waiting"
    assert look(dish, now=lambda: LATER).state == "ready"


def test_a_damaged_photo_says_so_and_the_others_count(home):
    dish = look(add(home, [photo(9)[:-3000], *photos(5)]))
    assert dish.state == "ready"
    assert [one.failure for one in dish.photos.all()] == ["unreadable", "", "", "", "", ""]


def test_a_label_of_the_vocabulary_is_refined_by_photos_alone(home):
    dish = look(add(home, photos(5), label="plain_rice"))
    assert (dish.state, dish.name_en, dish.food, dish.regular_g) == ("ready", "", None, None)
    assert eaten(home)[1].prediction["candidates"][0][0] == "plain_rice"


def test_what_another_network_saw_is_seen_again_before_it_counts(home, monkeypatch):
    asked = []
    monkeypatch.setattr("apps.nutrition.tasks.enqueue_dish", asked.append)
    dish = look(add(home, photos(5)))
    dish.photos.update(seen_by="another network")
    assert LABEL not in dict(eaten(home)[1].prediction["candidates"])
    assert asked == [dish.public_id]
    assert fresh(dish).state == "waiting"
    assert look(dish, now=lambda: LATER).state == "ready"
    assert eaten(home)[1].prediction["candidates"][0][0] == LABEL


def test_a_change_while_a_worker_looks_takes_the_claim_from_it(home):
    dish = add(home, photos(5))
    claimed = showing.claim(None, dish_id=dish.public_id, task_id="t", at=AT)
    assert claimed is not None
    assert showing.claim(None, dish_id=dish.public_id, task_id="u", at=AT) is None
    dishes.change_dish(
        home.dietitian, dish_id=dish.public_id, given=given(home, name_en="Blue rice"), at=LATER
    )
    showing.finish(None, claimed, at=LATER)
    assert fresh(dish).state == "waiting"
    assert look(dish, now=lambda: LATER).state == "ready"


def test_without_a_recogniser_it_waits_with_growing_pauses_and_then_says_so(home):
    def nothing():
        raise recognising.NoRecogniser("DamagedWeights")

    dish = add(home, photos(5))
    for _ in range(showing.MOST_ATTEMPTS - 1):
        assert look(dish, network=nothing).state == "waiting"
    dish = look(dish, network=nothing)
    assert (dish.state, dish.failure, dish.due_at) == ("failed", "no_recogniser", None)
    dishes.ask_again(home.dietitian, dish_id=dish.public_id, at=LATER)
    assert look(dish, now=lambda: LATER).state == "ready"


def test_a_dish_that_lies_still_is_taken_up_again(home):
    dish = add(home, photos(5))
    assert showing.take_up_again(None, at=AT) == []
    assert showing.take_up_again(None, at=LATER) == [dish.public_id]
    assert showing.take_up_again(None, at=LATER) == []


def test_files_of_dishes_that_wait_are_no_strays(home):
    from apps.foundation.files import waiting

    dish = add(home, photos(2))
    sources = set(dish.photos.values_list("source_id", flat=True))
    assert waiting.waited_for(sources) == sources
    look(dish)
    assert waiting.waited_for(sources) == set()
