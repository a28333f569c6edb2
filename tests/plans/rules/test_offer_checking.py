"""What may be shown to a mother: vetoes, allergies, diet, and limits over food, supplements and the offer together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from apps.foundation.contracts.offer_checks import Candidate
from apps.plans.rules import allergy_words
from apps.plans.rules.offer_checking import Mother, judge
from apps.plans.rules.supplement_lines import SupplementInput

WHOM = SupplementInput(
    standard="us",
    gestation_weeks=24.0,
    food={"iron_mg": 15.0},
    food_most={"iron_mg": 18.0, "retinol_ug": 400.0},
    taken={},
    limits={"iron_mg": 45.0, "retinol_ug": 3_000.0},
)
HER = Mother(is_time=True, whom=WHOM, limits={"magnesium_mg": 350.0})


def product(kind: str = "supplement", **about: Any) -> Candidate:
    told = {
        "title": "Iron 27 mg", "ingredients": "ferrous fumarate, cellulose", "allergens": (),
        "amounts_a_day": {"iron_mg": 27.0} if kind == "supplement" else {},
    }  # fmt: skip
    return Candidate(key=1, need_code="supplement:iron_mg:27", kind=kind, **(told | about))


def reason(one: Candidate, her: Mother = HER) -> str:
    return judge(one, her).reason


def allergic(*substances: str) -> Mother:
    return replace(HER, allergies=allergy_words.of(substances))


def test_exactly_at_the_limit_is_fine_and_a_hair_above_is_not():
    assert reason(product(amounts_a_day={"iron_mg": 27.0})) == ""
    assert reason(product(amounts_a_day={"iron_mg": 27.1})) == "above_limit"


def test_what_she_takes_already_counts_too():
    taking = replace(HER, whom=replace(WHOM, taken={"iron_mg": 20.0}))
    assert reason(product(amounts_a_day={"iron_mg": 7.0}), taking) == ""
    assert reason(product(amounts_a_day={"iron_mg": 7.5}), taking) == "above_limit"


def test_every_nutrient_of_the_product_is_summed_not_only_the_one_that_is_needed():
    assert reason(product(amounts_a_day={"iron_mg": 5.0, "magnesium_mg": 351.0})) == "above_limit"
    assert reason(product(amounts_a_day={"iron_mg": 5.0, "magnesium_mg": 350.0})) == ""


def test_vitamin_a_of_unknown_form_counts_as_retinol():
    assert reason(product(amounts_a_day={"vitamin_a_rae_ug": 2_600.0})) == ""
    assert reason(product(amounts_a_day={"vitamin_a_rae_ug": 2_601.0})) == "above_limit"


def test_a_food_that_states_amounts_is_summed_too():
    assert reason(product("food", amounts_a_day={"iron_mg": 40.0})) == "above_limit"


def test_without_amounts_no_supplement_is_shown():
    assert reason(product(amounts_a_day={})) == "amounts_unknown"
    assert reason(product("food")) == ""


def test_what_her_plan_leaves_to_her_care_team_is_not_shown():
    left = replace(HER, left_to_team=frozenset({"retinol_ug", "iron_mg"}))
    assert reason(product(), left) == "plan_says_otherwise"
    assert reason(product(amounts_a_day={"vitamin_a_rae_ug": 10.0}), left) == "plan_says_otherwise"
    assert reason(product(amounts_a_day={"folic_acid_ug": 400.0}), left) == ""


def test_without_a_plan_only_what_is_not_eaten_may_be_shown():
    without = replace(HER, whom=None)
    assert reason(product(), without) == "not_now"
    assert reason(product("gear"), without) == ""


def test_when_it_is_not_the_time_nothing_is_shown():
    assert reason(product("gear"), Mother(is_time=False)) == "not_now"


@pytest.mark.parametrize(("veto", "kind", "said"), [
    ("supplement", "supplement", "vetoed"), ("supplement", "food", ""), ("all", "gear", "vetoed"),
    ("gear", "apparel", ""),
])  # fmt: skip
def test_a_veto_of_a_category(veto, kind, said):
    assert reason(product(kind), replace(HER, vetoes=frozenset({veto}))) == said


def test_unknown_allergens_with_an_allergy_on_record_are_not_shown():
    her = allergic("Peanut")
    for kind in ("supplement", "food", "cosmetic"):
        assert reason(product(kind, allergens=None), her) == "allergens_unknown"
        assert reason(product(kind, allergens=None)) == ""
    assert reason(product("supplement", ingredients=""), her) == "allergens_unknown"
    assert reason(product("food", ingredients=""), her) == ""
    assert reason(product("gear", allergens=None), her) == ""


@pytest.mark.parametrize(
    ("substance", "about"),
    [
        ("Peanut", {"allergens": ("peanuts",)}),
        ("花生", {"ingredients": "大豆, 花生油"}),
        ("땅콩", {"title": "Peanut butter"}),
        ("shellfish", {"allergens": ("molluscs",)}),
        ("Nuts", {"allergens": ("nuts",)}),
        ("gluten", {"allergens": ("gluten",)}),
        ("Celery", {"allergens": ("celery",)}),
        ("Lanolin (wool wax)", {"ingredients": "cholecalciferol from lanolin"}),
        ("Kiwi", {"ingredients": "water, kiwi extract"}),
    ],
)
def test_an_allergy_is_found_in_every_language_and_place(substance, about):
    assert reason(product("food", **about), allergic(substance)) == "allergy"
    assert reason(product("food"), allergic(substance)) == ""


@pytest.mark.parametrize(
    ("diet", "about", "said"),
    [
        ("vegetarian", {"ingredients": "fish oil, gelatin"}, "diet"),
        ("vegetarian", {"ingredients": "藻油, 明胶"}, "diet"),
        ("vegetarian", {"ingredients": ""}, "diet"),
        ("vegetarian", {}, ""),
        ("halal", {"ingredients": "젤라틴"}, "diet"),
        ("halal", {"ingredients": "fish oil, glycerin"}, ""),
        (None, {"ingredients": "gelatin"}, ""),
    ],
)
def test_what_does_not_go_with_how_she_eats(diet, about, said):
    assert reason(product(**about), replace(HER, diet=diet)) == said


def test_what_may_be_shown_carries_what_she_should_mind():
    assert judge(product(), HER).warnings == ("not_medicine", "ask_first")
    assert judge(product("device"), HER).warnings == ("read_the_manual",)
    unasked = replace(HER, are_allergies_asked=False)
    assert judge(product("food"), unasked).warnings == ("read_the_label",)
    assert judge(product(amounts_a_day={}), unasked).warnings == ()
