"""What she wishes, and what cannot be: locks stay, what is impossible says what is missed, what is wrong says where."""

from __future__ import annotations

from typing import Any

import pytest

from apps.plans.rules import notes
from apps.plans.rules.profile import ALLERGENS, ProfileError, parse
from tests.plans.rules import weeks

MILK, BANANA = "11111000", "63107010"


def errors_of(**wishes: Any) -> dict[str, str]:
    with pytest.raises(ProfileError) as caught:
        weeks.week(**wishes)
    return caught.value.errors


@pytest.mark.parametrize(
    ("wishes", "field", "said"),
    [
        ({"age_years": "old"}, "age_years", "12 to 60"),
        ({"age_years": True}, "age_years", "12 to 60"),
        ({"height_cm": float("nan")}, "height_cm", "120 to 220"),
        ({"weight_before_kg": 20}, "weight_before_kg", "30 to 250"),
        ({"fetuses": 1.5}, "fetuses", "whole number"),
        ({"allergies": ["milk", "sand"]}, "allergies", "sand"),
        ({"allergies": "milk"}, "allergies", "list"),
        ({"diet": "air"}, "diet", "vegetarian"),
        ({"standard": "mars"}, "standard", "korea"),
        ({"start": "7 December"}, "start", "2026-12-07"),
        ({"supplement": {"gold_mg": 1}}, "supplement.gold_mg", "food table"),
        ({"supplement": {"iron_mg": -1}}, "supplement.iron_mg", "0 to"),
        ({"locks": [{"day": 9, "slot": "lunch", "food_code": MILK}]}, "locks[0].day", "0 to 6"),
        ({"locks": [{"day": 0, "slot": "tea", "food_code": MILK}]}, "locks[0].slot", "breakfast"),
        ({"locks": [{"day": 0, "slot": "lunch", "food_code": MILK, "grams": 0}]}, "locks[0].grams", "1 to"),
        ({"locks": [{"day": 0, "slot": "lunch", "food_code": "1"}]}, "locks[0].food_code", "no code"),
        (
            {"carbohydrate_windows_g": {"lunch": [60, 30]}},
            "carbohydrate_windows_g.lunch",
            "end where it begins",
        ),
    ],
)
def test_a_wrong_field_is_named_with_its_limit(wishes: Any, field: str, said: str) -> None:
    assert said in errors_of(**wishes)[field]


def test_missing_fields_are_all_named() -> None:
    with pytest.raises(ProfileError) as caught:
        parse({}, supplement_names=())
    assert set(caught.value.errors) == {
        "age_years", "height_cm", "weight_before_kg", "gestation_weeks", "start",
    }  # fmt: skip


@pytest.mark.parametrize("day", [2, "2026-12-09", "wednesday"])
def test_a_locked_dish_stays_with_its_grams(day: Any) -> None:
    plan = weeks.week(locks=[{"day": day, "slot": "breakfast", "food_code": BANANA, "grams": 130}])
    found = [
        item for meal in plan["days"][2]["meals"] if meal["slot"] == "breakfast" for item in meal["items"]
    ]
    assert [(item["grams"], item["locked"]) for item in found if item["food_code"] == BANANA] == [
        (130.0, True)
    ]


def test_a_locked_dish_without_grams_gets_a_sensible_portion() -> None:
    plan = weeks.week(locks=[{"day": 0, "slot": "breakfast", "food_code": BANANA}])
    grams = [
        one["grams"] for one in weeks.items(plan["days"][0]) if one["food_code"] == BANANA and one["locked"]
    ]
    dish = weeks.dishes()[BANANA]
    assert len(grams) == 1
    assert dish.smallest_g <= grams[0] <= dish.largest_g


def test_a_food_that_nobody_checked_may_be_locked_unless_it_may_hold_what_she_must_not_have() -> None:
    code = "58106220"
    lock = [{"day": 0, "slot": "dinner", "food_code": code, "grams": 200}]
    assert any(one["food_code"] == code for one in weeks.items(weeks.week(locks=lock)["days"][0]))
    assert "milk" in errors_of(locks=lock, allergies=["milk"])["locks[0].food_code"]


def test_a_lock_that_holds_an_allergen_of_hers_is_refused() -> None:
    milk = next(code for code, dish in weeks.dishes().items() if "milk" in dish.allergens)
    lock = [{"day": 0, "slot": "breakfast", "food_code": milk, "grams": 100}]
    assert "milk" in errors_of(locks=lock, allergies=["milk"])["locks[0].food_code"]


def test_more_locks_than_a_meal_has_room_for_are_refused() -> None:
    lock = {"day": 0, "slot": "breakfast", "food_code": BANANA, "grams": 20}
    assert "no room" in errors_of(locks=[lock] * 5)["locks[4]"]


def test_an_energy_that_is_too_low_gives_the_best_there_is_and_says_what_is_missed() -> None:
    plan = weeks.week(energy_kcal=1_000)
    assert all(abs(day["totals"]["energy_kcal"] - 1_000) <= 30 for day in plan["days"])
    assert {one["nutrient"] for one in plan["unmet"] if one["kind"] == "intake"}


def test_ten_allergies_still_give_a_week() -> None:
    plan = weeks.week(allergies=list(ALLERGENS))
    assert all(
        not weeks.dishes()[one["food_code"]].allergens for day in plan["days"] for one in weeks.items(day)
    )
    whys = {one["nutrient"]: one["why"] for one in plan["unmet"] if one["day"] is None}
    assert all("cannot bring it" in why for why in whys.values())


def test_a_supplement_that_breaks_a_limit_by_itself_is_named_and_she_is_not_starved_for_it() -> None:
    plan = weeks.week(supplement={"iron_mg": 60})
    named = [one for one in plan["unmet"] if one["nutrient"] == "iron_mg"]
    assert {one["day"] for one in named} == set(range(7))
    assert all("her own supplement" in one["why"] for one in named)
    assert not [one for one in plan["unmet"] if one["kind"] == "intake"]


def test_iron_of_food_and_supplement_stays_below_the_limit() -> None:
    plan = weeks.week(supplement={"iron_mg": 27, "folic_acid_ug": 400})
    assert all(day["totals"]["iron_mg"] + 27 <= 45 for day in plan["days"])


def test_her_dietitians_windows_are_kept() -> None:
    plan = weeks.week(gestational_diabetes=True, carbohydrate_windows_g={"breakfast": [10, 25]})
    for day in plan["days"]:
        assert 5 <= weeks.totals(day["meals"][0]["items"])["carbohydrate_g"] <= 30


def test_what_was_cooked_is_served_again_at_lunch_if_she_wishes() -> None:
    plan = weeks.week(wants_leftovers=True)
    again = [
        (day["day"], item["food_code"])
        for day in plan["days"]
        for meal in day["meals"]
        for item in meal["items"]
        if item["left_over"]
    ]
    assert again
    for day, code in again:
        dinner = plan["days"][day - 1]["meals"]
        assert code in {
            item["food_code"] for meal in dinner if meal["slot"] == "dinner" for item in meal["items"]
        }


def test_what_she_dislikes_is_not_there_and_what_she_usually_eats_is_preferred() -> None:
    plain = weeks.week()
    eaten = [one["food_code"] for day in plain["days"] for one in weeks.items(day)]
    without = weeks.week(dislikes=eaten[:5])
    assert not {one["food_code"] for day in without["days"] for one in weeks.items(day)} & set(eaten[:5])
    usual = weeks.week(usual=[BANANA])
    assert BANANA in {one["food_code"] for day in usual["days"] for one in weeks.items(day)}


def test_twins_need_more_and_the_source_is_named() -> None:
    one, two = weeks.week(), weeks.week(fetuses=2)
    assert two["targets"]["energy_kcal"] == pytest.approx(one["targets"]["energy_kcal"] + 260)
    assert "ACOG" in two["energy"]["notes"][0]


@pytest.mark.parametrize(("standard", "named"), [("us", "DRI"), ("china", "2013 for"), ("korea", "2020 for")])
def test_the_edition_is_named(standard: str, named: str) -> None:
    assert named in weeks.week(standard=standard)["standard_version"]


def test_what_the_food_table_has_no_column_for_is_named() -> None:
    plan = weeks.week()
    assert {"iodine_ug", "biotin_ug", "chloride_mg"} <= set(plan["not_in_food_table"])
    assert plan["water"]["to_drink_l"] >= 0


def test_a_word_that_means_nothing_is_told_not_obeyed() -> None:
    assert weeks.week(favourite_colour="green")["ignored"] == ["favourite_colour"]


@pytest.mark.parametrize("iron_mg", [36.5, 40])
def test_whatever_her_supplement_leaves_of_a_limit_is_kept_to(iron_mg: float) -> None:
    plan = weeks.week(supplement={"iron_mg": iron_mg})
    assert all(day["totals"]["iron_mg"] + iron_mg <= 45 for day in plan["days"])


@pytest.mark.parametrize(("standard", "age"), [("korea", 17), ("china", 52), ("us", 13)])
def test_where_a_standard_has_no_figures_for_her_age_those_of_the_us_are_used_and_named(
    standard: str, age: int
) -> None:
    plan = weeks.week(standard=standard, age_years=age)
    assert plan["targets"]["iron_mg"] == 27
    assert plan["limits"]["iron_mg"] == 45
    assert any("US" in note for note in plan["energy"]["notes"])


def test_what_a_standard_does_not_have_comes_from_the_us_and_is_named() -> None:
    plan = weeks.week(standard="korea")
    assert plan["targets"]["choline_mg"] == 450
    assert "US DRI for" in plan["standard_version"]
    assert weeks.week(weight_before_kg=90)["targets"]["protein_g"] == pytest.approx(99)


RAW_FISH, SHARK, WINE, BRIE, CATFISH, PAD_THAI, BURGER = (
    "26100100", "26143110", "93401010", "14103020", "26107110", "58137210", "27510155",
)  # fmt: skip


@pytest.mark.parametrize("code", [RAW_FISH, SHARK, WINE, BRIE])
def test_what_is_avoided_in_pregnancy_cannot_be_locked(code: str) -> None:
    said = errors_of(locks=[{"day": 0, "slot": "dinner", "food_code": code}])
    assert "avoided in pregnancy" in said["locks[0].food_code"]


@pytest.mark.parametrize(
    ("code", "wishes", "held"),
    [
        (CATFISH, {"allergies": ["egg"]}, "egg"),
        (PAD_THAI, {"allergies": ["fish"]}, "fish"),
        (BURGER, {"diet": "vegetarian"}, "vegetarian"),
    ],
)
def test_allergens_are_looked_for_in_what_ingredients_are_made_of(code: str, wishes: Any, held: str) -> None:
    said = errors_of(locks=[{"day": 0, "slot": "dinner", "food_code": code}], **wishes)
    assert held in said["locks[0].food_code"]


def test_the_tables_own_name_in_front_of_a_code_changes_nothing() -> None:
    listed = next(code for code, dish in weeks.dishes().items() if "milk" in dish.allergens)
    said = errors_of(locks=[{"day": 0, "slot": "snack", "food_code": f"fndds:{listed}"}], allergies=["milk"])
    assert "holds milk" in said["locks[0].food_code"]


@pytest.mark.parametrize(
    "supplement", [{"vitamin_a_rae_ug": 10_000}, {"folate_dfe_ug": 5_000}, {"caffeine_mg": 400}]
)
def test_no_name_of_a_supplement_escapes_its_limit(supplement: Any) -> None:
    unmet = weeks.week(supplement=supplement)["unmet"]
    assert [one for one in unmet if one["kind"] == "limit" and "supplement" in one["why"]]


def test_iodine_of_a_pill_is_taken_though_dishes_have_no_column_for_it() -> None:
    assert weeks.week(supplement={"iodine_ug": 150})["supplement"] == {"iodine_ug": 150}
    assert [
        one for one in weeks.week(supplement={"iodine_ug": 1_500})["unmet"] if one["nutrient"] == "iodine_ug"
    ]


@pytest.mark.parametrize(
    ("condition", "status"),
    [
        ("preeclampsia", "stop"),
        ("PLACENTA PRAEVIA", "stop"),
        ("hypertension", "ask_first"),
        ("moonsickness", "ask_first"),
    ],
)
def test_a_condition_that_nobody_here_understands_never_means_go(condition: str, status: str) -> None:
    plan = weeks.week(conditions=[condition], gestation_weeks=30)
    assert plan["activity"]["status"] == status
    assert ("conditions: moonsickness" in plan["ignored"]) == (condition == "moonsickness")


def test_meals_are_meals() -> None:
    for seed in range(3):
        for day in weeks.week(**{**weeks.wishes_of(seed), "allergies": []})["days"]:
            for meal in day["meals"]:
                parts = [weeks.dishes()[item["food_code"]].part for item in meal["items"]]
                assert not ("whole" in parts and "main" in parts and meal["slot"] in ("lunch", "dinner"))
                assert "spread" not in parts or {"staple", "dairy"} & set(parts)
                if meal["slot"] in ("lunch", "dinner"):
                    assert {"whole", "main"} & set(parts)


def test_every_note_of_the_list_is_said_in_three_languages() -> None:
    for dish in weeks.dishes().values():
        if dish.pregnancy_note:
            in_korean = notes.said(dish.pregnancy_note, "ko")
            assert notes.said(dish.pregnancy_note, "zh-hans") != dish.pregnancy_note
            assert any("가" <= letter <= "힣" for letter in in_korean), dish.pregnancy_note
            assert notes.said(dish.pregnancy_note, "en") == dish.pregnancy_note
