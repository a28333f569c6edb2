"""The food table over the API."""

from __future__ import annotations

import pytest

from tests.factories import AdministratorFactory, ClinicianFactory, MotherFactory, PartnerFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("food_table")]


@pytest.fixture
def ask(client_of):
    mother = client_of(MotherFactory())
    return lambda address, **given: mother.get(f"/api/v1/foods{address}", given)


def first(ask, query: str) -> dict:
    return ask("", query=query).json()["results"][0]


def nutrients(ask, query: str) -> dict:
    food = ask(f"/{first(ask, query)['id']}").json()
    return {nutrient["code"]: nutrient for nutrient in food["nutrients"]}


def test_a_search_tells_names_in_the_language_asked_for(ask):
    found = ask("", query="西红柿炒蛋", language="ko").json()["results"][0]
    assert found == {
        "id": found["id"],
        "table": "fndds",
        "code": "32130400",
        "name": "토마토 달걀볶음",
        "name_en": "Egg omelet or scrambled egg, with tomatoes, fat added",
        "group": "egg",
        "group_name": "Eggs",
        "recogniser_label": "tomato_egg",
        "put_together": "",
        "energy_kcal": found["energy_kcal"],
    }
    assert 80 < found["energy_kcal"] < 200


def test_pages_follow_one_another_and_hold_each_food_once(ask, client_of):
    page = ask("", query="rice", limit=40).json()
    assert page["previous"] is None
    seen = [food["id"] for food in page["results"]]
    address = page["next"]
    while address:
        page = client_of(MotherFactory()).get(address).json()
        assert page["previous"] is not None
        seen += [food["id"] for food in page["results"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) > 200
    assert seen == [food["id"] for food in ask("", query="rice", limit=200).json()["results"]] + seen[200:]


def test_a_group_narrows(ask):
    found = ask("", group="fish", limit=200).json()["results"]
    assert {food["group"] for food in found} == {"fish"}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"query": "a" * 101}, "query"),
        ({"language": "fr"}, "language"),
        ({"group": "stones"}, "group"),
        ({"limit": 0}, "limit"),
        ({"cursor": "cD0x"}, "cursor"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name(ask, given, field):
    answer = ask("", **given)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]


def test_a_food_has_amounts_with_units_and_origin(ask):
    of_milk = nutrients(ask, "whole milk")
    assert (of_milk["calcium_mg"]["amount"], of_milk["calcium_mg"]["unit"]) == (123, "mg")
    assert (of_milk["calcium_mg"]["tables"], of_milk["calcium_mg"]["foods"]) == (["fndds"], [])
    assert (of_milk["iodine_ug"]["amount"], of_milk["iodine_ug"]["unit"]) == (16, "µg")
    assert (of_milk["iodine_ug"]["tables"], of_milk["iodine_ug"]["foods"]) == (["stfcj"], ["stfcj:13003"])
    assert [note["code"] for note in of_milk["iodine_ug"]["notes"]] == ["from_another_table"]
    assert len(of_milk) == 66


def test_folate_of_rice_says_that_it_is_not_valid_in_korea_and_china(ask):
    folate = nutrients(ask, "white rice")["folate_dfe_ug"]
    assert folate["amount"] == 96
    assert [note["code"] for note in folate["notes"]] == ["fortified_as_in_usa"]
    assert "Korea" in folate["notes"][0]["sentence"]


def test_what_was_not_measured_is_null_and_named_as_no_table_s(ask):
    iodine = nutrients(ask, "fish stick")["iodine_ug"]
    assert (iodine["amount"], iodine["tables"], iodine["notes"]) == (None, [], [])


def test_a_food_has_measures_recipe_and_the_terms_of_its_tables(ask):
    food = ask(f"/{first(ask, 'bibimbap')['id']}", language="ko").json()
    assert (food["name"], food["name_zh"], food["is_current"]) == ("비빔밥", "石锅拌饭", True)
    assert food["table"]["licence"] == "Public domain"
    assert [table["code"] for table in food["other_tables"]] == ["stfcj"]
    assert [portion["name"] for portion in food["portions"]] == ["1 보통 분량", "1 컵"]
    assert food["portions"][1] == {"sequence": 2, "name": "1 컵", "name_en": "1 cup", "grams": 162}
    assert food["ingredients"][0] == {
        "code": "20045",
        "name": "Rice, white, long-grain, regular, enriched, cooked",
        "grams": 316,
    }


def test_an_unknown_food_is_not_found(ask):
    assert ask("/0191d6a0-0000-7000-8000-000000000001").status_code == 404


@pytest.mark.parametrize(
    ("person", "status"),
    [
        (MotherFactory, 200),
        (lambda: ClinicianFactory(profession="dietitian"), 200),
        (lambda: ClinicianFactory(profession="midwife"), 200),
        (PartnerFactory, 403),
        (AdministratorFactory, 403),
    ],
)
def test_the_table_is_for_mothers_and_clinicians(client_of, person, status):
    assert client_of(person()).get("/api/v1/foods", {"query": "milk"}).status_code == status


def test_nobody_has_to_sign_in(client):
    assert client.get("/api/v1/foods").status_code == 401


def test_lists_ask_the_database_the_same_number_of_times(ask, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        ask("", query="rice", limit=5)
    with django_assert_max_num_queries(8):
        ask("", query="rice", limit=50)
