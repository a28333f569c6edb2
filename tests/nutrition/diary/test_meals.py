"""A meal is noted once, changed, confirmed and deleted; nutrients are copied when it is confirmed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from apps.foundation.errors import Conflict, Forbidden, Invalid, NotVisible
from apps.nutrition.models import Food, Meal, MealItem
from apps.nutrition.rules.portions import Size
from apps.nutrition.services import items, meals
from apps.nutrition.services.items import ItemGiven
from apps.nutrition.services.meals import MealGiven
from apps.nutrition.services.weights import Said
from tests.nutrition.diary.making import AT, fresh, items_of, sequences

pytestmark = pytest.mark.django_db


def test_a_meal_is_noted_with_its_items_and_told_to_her_phones(home):
    meal = home.meal(home.item("rice"), home.item("egg", said=Said(portion_sequence=1, portion_count=2)))
    rice, egg = items_of(meal)
    assert (meal.state, meal.pregnancy_id) == ("draft", home.pregnancy.pk)
    assert (rice.grams, rice.measure, rice.label) == (200.0, "weighed", "plain_rice")
    assert (egg.grams, egg.measure, egg.portion_name, egg.portion_count) == (100.0, "household", "1 egg", 2)
    assert (egg.grams_low, egg.grams_high) == (85.0, pytest.approx(115.0))
    assert ("meal", meal.public_id) in sequences(home.mother)


def test_the_same_id_again_changes_nothing(home):
    given = MealGiven(uuid4(), "lunch", AT, items=[home.item()])
    first, is_new = meals.note_meal(home.mother, given=given, at=AT)
    again, is_new_again = meals.note_meal(home.mother, given=replace(given, kind="dinner"), at=AT)
    assert (is_new, is_new_again, again.pk, again.kind) == (True, False, first.pk, "lunch")
    assert len(items_of(first)) == 1


def test_another_mothers_id_is_refused_without_a_word_about_it(home):
    meal = home.meal()
    with pytest.raises(Conflict) as refused:
        meals.note_meal(home.other_mother, given=MealGiven(meal.public_id, "lunch", AT), at=AT)
    assert refused.value.code == "id_taken"
    assert Meal.objects.for_system("test").count() == 1


def test_an_items_id_of_another_meal_is_refused_and_nothing_is_kept(home):
    item = home.item()
    home.meal(item)
    with pytest.raises(Conflict):
        home.meal(replace(item))
    assert Meal.objects.for_system("test").count() == 1


@pytest.mark.parametrize(
    ("zone", "day"), [("Asia/Seoul", date(2026, 3, 5)), ("America/Los_Angeles", date(2026, 3, 4))]
)
def test_a_meal_counts_for_the_day_where_she_ate(home, zone, day):
    late = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
    given = MealGiven(uuid4(), "dinner", late, zone)
    assert meals.note_meal(home.mother, given=given, at=late)[0].local_day == day


def test_without_a_zone_it_is_where_she_lives(home):
    home.mother.time_zone = "Asia/Seoul"
    late = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
    meal = meals.note_meal(home.mother, given=MealGiven(uuid4(), "dinner", late), at=late)[0]
    assert (meal.local_day, meal.zone_name) == (date(2026, 3, 5), "Asia/Seoul")


@pytest.mark.parametrize(
    ("eaten_at", "code"),
    [(AT + timedelta(minutes=6), "in_the_future"), (AT - timedelta(days=301), "too_old")],
)
def test_a_moment_that_cannot_be_is_refused(home, eaten_at, code):
    with pytest.raises(Invalid) as refused:
        home.meal(eaten_at=eaten_at)
    assert refused.value.errors[0].code == code
    assert not Meal.objects.for_system("test").exists()


def test_after_the_pregnancy_nothing_new_is_noted_but_what_stands_is_found(home):
    meal = home.meal()
    home.pregnancy.state = "ended"
    home.pregnancy.save(update_fields=["state"])
    with pytest.raises(Conflict) as refused:
        home.meal()
    assert refused.value.code == "pregnancy_not_going"
    again = meals.note_meal(home.mother, given=MealGiven(meal.public_id, "lunch", AT), at=AT)
    assert again == (meal, False)


def test_confirming_copies_nutrients_and_the_version_of_the_table(home):
    meal = home.meal(home.item("egg"))
    meals.confirm_meal(home.mother, meal_id=meal.public_id, at=AT)
    Food.objects.update(nutrients={"energy_kcal": 1.0})
    (item,) = items_of(meal)
    assert (fresh(meal).state, fresh(meal).confirmed_at) == ("confirmed", AT)
    assert item.per_100g["iron_mg"] == 1.8
    assert item.filled["iodine_ug"]["table"] == "stfcj"
    assert (item.food_table, item.table_version, item.food_names["en"]) == (
        "fndds",
        "2021-2023",
        "Egg, whole, boiled or poached",
    )


def test_a_draft_holds_no_nutrients(home):
    (item,) = items_of(home.meal(home.item("egg")))
    assert (item.confirmed_at, item.per_100g, item.food_table) == (None, {}, "")


def test_an_empty_meal_cannot_be_confirmed(home):
    meal = home.meal()
    with pytest.raises(Conflict) as refused:
        meals.confirm_meal(home.mother, meal_id=meal.public_id, at=AT)
    assert refused.value.code == "empty"


def test_another_item_makes_a_confirmed_meal_a_draft_again(home):
    meal = home.eaten("rice", 200)
    assert fresh(meal).state == "confirmed"
    items.add_item(home.mother, meal_id=meal.public_id, given=home.item("egg"), at=AT)
    assert (fresh(meal).state, fresh(meal).confirmed_at) == ("draft", None)


def test_another_food_copies_its_own_nutrients_and_its_usual_serving(home):
    meal = home.meal(home.item("rice", said=Said(size=Size.LARGE), is_confirmed=True))
    (item,) = items_of(meal)
    changes = {"food_id": home.foods["egg"].public_id}
    items.change_item(home.mother, meal_id=meal.public_id, item_id=item.public_id, changes=changes, at=AT)
    (item,) = items_of(meal)
    assert (item.label, item.per_100g["iodine_ug"], item.size) == ("boiled_egg", 25.0, "large")
    assert item.grams == 100.0  # a large serving of boiled eggs


def test_what_a_scale_showed_stays_when_the_food_changes(home):
    meal = home.meal(home.item("rice", said=Said(grams=123.0)))
    (item,) = items_of(meal)
    changes = {"food_id": home.foods["egg"].public_id}
    items.change_item(home.mother, meal_id=meal.public_id, item_id=item.public_id, changes=changes, at=AT)
    assert items_of(meal)[0].grams == 123.0


def test_taking_a_confirmation_back_forgets_what_was_copied(home):
    meal = home.eaten("rice", 200)
    (item,) = items_of(meal)
    items.change_item(
        home.mother, meal_id=meal.public_id, item_id=item.public_id, changes={"is_confirmed": False}, at=AT
    )
    (item,) = items_of(meal)
    assert (item.confirmed_at, item.per_100g) == (None, {})
    assert fresh(meal).state == "draft"


def test_her_own_words_are_enough(home):
    meal = home.meal(ItemGiven(uuid4(), text="Grandmother's stew", is_confirmed=True))
    (item,) = items_of(meal)
    assert (item.food_id, item.measure, item.grams, item.per_100g) == (None, "usual", 150.0, {})


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({}, "food", "required"),
        ({"food_id": uuid4()}, "food", "not_found"),
        ({"label": "no_such_dish"}, "label", "invalid_choice"),
        ({"text": "x", "said": Said(portion_sequence=1)}, "portion.sequence", "not_found"),
        ({"text": "x", "said": Said(grams=6_000)}, "grams", "out_of_range"),
    ],
)
def test_what_cannot_be_is_refused_by_name(home, given, field, code):
    meal = home.meal()
    with pytest.raises(Invalid) as refused:
        items.add_item(home.mother, meal_id=meal.public_id, given=ItemGiven(uuid4(), **given), at=AT)
    assert [(error.field, error.code) for error in refused.value.errors] == [(field, code)]
    assert items_of(meal) == []


def test_a_food_without_a_label_is_taken_by_its_own_portions(home):
    meal = home.meal(home.item("oysters", said=Said(size=Size.SMALL)))
    (item,) = items_of(meal)
    assert item.grams == pytest.approx(20 * 2 / 3)


def test_deleting_leaves_a_mark_that_a_late_phone_meets(home):
    meal = home.eaten("rice", 200, note="with grandmother")
    meals.delete_meal(home.mother, meal_id=meal.public_id, at=AT)
    assert (fresh(meal).deleted_at, fresh(meal).note, items_of(meal)) == (AT, "", [])
    with pytest.raises(Conflict) as refused:
        meals.note_meal(home.mother, given=MealGiven(meal.public_id, "lunch", AT), at=AT)
    assert refused.value.errors[0].code == "deleted"


@pytest.mark.parametrize(("who", "problem"), [("dietitian", Forbidden), ("other_mother", NotVisible)])
def test_nobody_else_writes_in_her_diary(home, who, problem):
    meal = home.meal(home.item())
    (item,) = items_of(meal)
    person, known = getattr(home, who), {"meal_id": meal.public_id, "at": AT}
    for write in (
        lambda: meals.change_meal(person, changes={"kind": "snack"}, **known),
        lambda: meals.confirm_meal(person, **known),
        lambda: meals.delete_meal(person, **known),
        lambda: items.add_item(person, given=home.item(), **known),
        lambda: items.change_item(person, item_id=item.public_id, changes={"text": "x"}, **known),
        lambda: items.remove_item(person, item_id=item.public_id, **known),
    ):
        with pytest.raises(problem):
            write()
    assert fresh(meal).kind == "lunch"
    assert MealItem.objects.for_system("test").count() == 1


def test_an_id_twice_in_one_list_is_refused_by_its_position(home):
    item = home.item("rice")
    with pytest.raises(Invalid) as refused:
        home.meal(item, home.item("egg"), replace(item, text="again"))
    (error,) = refused.value.errors
    assert (error.field, error.code) == ("items[2].id", "repeated")
    assert Meal.objects.for_system("test").count() == 0


def test_a_taken_id_in_a_list_names_its_position(home):
    item = home.item()
    home.meal(item)
    with pytest.raises(Conflict) as refused:
        home.meal(home.item("egg"), replace(item))
    assert refused.value.errors[0].field == "items[1].id"


def test_a_label_beside_a_food_is_refused(home, client_of):
    meal = home.meal()
    item = {"id": str(uuid4()), "food": str(home.foods["rice"].public_id), "label": "sushi"}
    address = f"/api/v1/meals/{meal.public_id}/items"
    answer = client_of(home.mother).post(address, item, content_type="application/json")
    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"], error["code"]) == (400, "label", "one_of")
    (error,) = (
        client_of(home.mother)
        .post(
            "/api/v1/meals",
            {"id": str(uuid4()), "kind": "lunch", "eaten_at": AT.isoformat(), "items": [item]},
            content_type="application/json",
        )
        .json()["errors"]
    )
    assert (error["field"], error["code"]) == ("items[0].label", "one_of")
    rice = home.item("rice")
    held = home.meal(rice)
    answer = client_of(home.mother).patch(
        f"/api/v1/meals/{held.public_id}/items/{rice.public_id}",
        {"food": item["food"], "label": "sushi"},
        content_type="application/json",
    )
    assert answer.json()["errors"][0]["code"] == "one_of"
    assert (items_of(meal), items_of(held)[0].label) == ([], "plain_rice")
