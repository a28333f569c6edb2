"""What may be shown to a mother: vetoes, allergies, diet, and limits over food, supplements and the offer together."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from apps.foundation.contracts.offer_checks import Candidate
from apps.plans.rules import allergy_words
from apps.plans.rules.offer_checking import Mother, judge, judge_all
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


def test_one_product_of_each_line_together_break_no_limit():
    iron = [
        replace(product(amounts_a_day={"iron_mg": 20.0}), key=1),
        replace(product(amounts_a_day={"iron_mg": 18.0}), key=2),
    ]
    calcium = [
        replace(
            product(amounts_a_day={"calcium_mg": 500.0, "iron_mg": 8.0}),
            key=3,
            need_code="supplement:calcium_mg:500",
        ),
        replace(
            product(amounts_a_day={"calcium_mg": 500.0, "iron_mg": 7.0}),
            key=4,
            need_code="supplement:calcium_mg:500",
        ),
    ]
    vitamin_d = [
        replace(
            product(amounts_a_day={"vitamin_d_ug": 10.0, "iron_mg": 0.5}),
            key=5,
            need_code="supplement:vitamin_d_ug:10",
        ),
        replace(product(amounts_a_day={"vitamin_d_ug": 10.0}), key=6, need_code="supplement:vitamin_d_ug:10"),
    ]
    asked = [*iron, *calcium, *vitamin_d]
    assert all(not reason(one) for one in asked)
    said = {key: one.reason for key, one in judge_all(asked, HER).items()}
    assert said == {1: "", 2: "", 3: "above_limit", 4: "", 5: "above_limit", 6: ""}
    alone = judge_all([*calcium, *vitamin_d], HER)
    assert all(one.may_be_shown for one in alone.values())


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
    ("gear", "device", ""),
])  # fmt: skip
def test_a_veto_of_a_category(veto, kind, said):
    one = replace(product(kind), need_code=f"{kind}:any")
    assert reason(one, replace(HER, vetoes=frozenset({veto}))) == said


@pytest.mark.parametrize("kind", ["other", "apparel", "gear"])
def test_a_veto_holds_for_the_line_too_however_the_product_was_sorted(kind):
    bike = replace(product(kind, title="Exercise bike", ingredients=""), need_code="gear:cycling")
    assert reason(bike, replace(HER, vetoes=frozenset({"gear"}))) == "vetoed"
    assert reason(bike, replace(HER, vetoes=frozenset({"device"}))) == ""


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
    ("substance", "about"),
    [
        ("milk", {"ingredients": "脱脂乳粉, 燕麦"}),
        ("우유", {"ingredients": "귀리, 유청단백"}),
        ("우유", {"ingredients": "귀리, 카제인나트륨"}),
        ("牛奶", {"ingredients": "燕麦, 酪蛋白"}),
        ("milk", {"allergens": ("lait",)}),
        ("egg", {"ingredients": "밀, 난백분"}),
        ("달걀", {"ingredients": "전란액"}),
        ("egg", {"allergens": ("eier",)}),
        ("gluten", {"ingredients": "barley malt, rye"}),
        ("coeliac", {"ingredients": "大麦, 黑麦"}),
        ("셀러리", {"allergens": ("celery",)}),
        ("芹菜", {"ingredients": "céleri"}),
        ("lupin", {"ingredients": "루핀"}),
        ("루핀", {"allergens": ("lupin",)}),
        ("亚硫酸盐", {"ingredients": "apricots, sulphur dioxide"}),
        ("아황산", {"ingredients": "dried fruit, E220"}),
        ("peanut", {"ingredients": "huile d'arachide"}),
        ("peanut", {"ingredients": "낙화생"}),
        ("tree nut", {"ingredients": "开心果"}),
        ("견과", {"ingredients": "pistaches, cajou"}),
        ("shellfish", {"ingredients": "키토산"}),
        ("fish", {"ingredients": "Fischöl, Gelatine"}),
        ("메밀", {"title": "Buckwheat noodles"}),
        ("복숭아", {"ingredients": "peach"}),
    ],
)
def test_an_allergy_crosses_languages_and_forms(substance, about):
    assert reason(product("food", **about), allergic(substance)) == "allergy"
    assert reason(product("food"), allergic(substance)) == ""


def test_a_word_for_an_allergen_that_is_not_known_may_be_hers():
    odd = product("food", allergens=("kasztany",))
    assert reason(odd, allergic("milk")) == "allergens_unknown"
    assert reason(odd) == ""


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Latex resistance bands", "allergy"),
        ("乳胶弹力带", "allergy"),
        ("라텍스 저항 밴드", "allergy"),
        ("Resistance bands", "allergens_unknown"),
        ("Latex-free resistance bands", ""),
        ("Latex-free grips, natural rubber bands", "allergy"),
        ("不含乳胶弹力带", ""),
    ],
)
@pytest.mark.parametrize("substance", ["latex", "乳胶", "라텍스"])
def test_things_that_are_held_are_checked_for_latex(title, said, substance):
    band = product("gear", title=title, ingredients="", allergens=None)
    assert reason(band, allergic(substance)) == said
    assert reason(band, allergic("milk")) == ""


@pytest.mark.parametrize(
    ("substance", "text"),
    [("milk", "乳化剂, 乳酸, cocoa butter, latex"), ("gluten", "荞麦, 麦芽糊精"), ("milk", "두유")],
)
def test_what_only_looks_alike_is_let_through(substance, text):
    assert reason(product("food", ingredients=text), allergic(substance)) == ""


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
