"""Folate in the table is that of the USA."""

from __future__ import annotations

from apps.nutrition.table import folate
from apps.nutrition.table.notes import notes_on

RICE = {
    "folate_dfe_ug": 96,
    "folate_total_ug": 57,
    "food_folate_ug": 3,
    "folic_acid_ug": 55,
    "energy_kcal": 129,
}
SPINACH = {"folate_dfe_ug": 194, "folate_total_ug": 194, "food_folate_ug": 194, "folic_acid_ug": 0}


def test_a_bowl_of_rice_in_korea_or_china_has_no_added_folic_acid():
    eaten = {**RICE, "folate_dfe_ug": 3, "folate_total_ug": 3, "folic_acid_ug": 0}
    assert folate.as_eaten_in("KR", RICE) == eaten
    assert folate.as_eaten_in("cn", RICE) == eaten
    assert folate.as_eaten_in("", RICE) == eaten, "nobody has said where she eats: nothing is promised"


def test_in_the_usa_it_counts_in_full():
    assert folate.as_eaten_in("US", RICE) == RICE


def test_what_was_not_fortified_stays_everywhere():
    assert folate.as_eaten_in("KR", SPINACH) == SPINACH


def test_where_the_foods_own_part_is_not_known_nothing_is_known():
    assert folate.unfortified({"folic_acid_ug": 55, "folate_dfe_ug": 96}) == {}


def test_the_values_say_for_whom_they_do_not_hold():
    notes = notes_on("grain", RICE, {})
    assert {code: [note.code for note in found] for code, found in notes.items()} == dict.fromkeys(
        ("folate_dfe_ug", "folate_total_ug", "folic_acid_ug"), ["fortified_as_in_usa"]
    )
    assert "Korea" in str(notes["folate_dfe_ug"][0].sentence)
    assert notes_on("vegetable", SPINACH, {}) == {}


def test_a_filled_value_says_so_and_seaweed_is_an_order_of_size():
    source = {"table": "stfcj", "code": "stfcj:09004", "note": "food"}
    notes = notes_on("other", {"iodine_ug": 2100}, {"iodine_ug": source})
    assert [note.code for note in notes["iodine_ug"]] == ["from_another_table", "differs_widely"]
    assert [note.code for note in notes_on("milk", {"vitamin_d_ug": 1.1}, {})["vitamin_d_ug"]] == [
        "vitamin_d_as_in_usa"
    ]
