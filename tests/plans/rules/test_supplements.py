"""Doses follow her standard, food and what she takes; nothing exceeds a limit; prescriptions are for clinicians."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.nutrition.rules import reference_intakes as intakes
from apps.plans.rules import guidance
from apps.plans.rules.supplements import Laboratory, Status, SupplementInput, Way, advise, as_json
from apps.plans.rules.targets import STANDARD_OF
from apps.pregnancies.rules.risks import risk_codes

FOOD = {
    "iron_mg": 15.0,
    "folic_acid_ug": 100.0,
    "folate_dfe_ug": 400.0,
    "calcium_mg": 900.0,
    "vitamin_d_ug": 5.0,
    "dha_g": 0.05,
    "vitamin_b12_ug": 4.0,
    "choline_mg": 350.0,
    "retinol_ug": 300.0,
    "iodine_ug": 120.0,
}
NOT_IN_THE_LIST_YET = {"previous_neural_tube_defect", "sickle_cell_or_thalassaemia", "coeliac_disease"}
SWALLOWED = (Status.TAKE, Status.CONTINUE, Status.REDUCE)


def bounds(standard, age=30, trimester=2):
    found = intakes.references(intakes.For(STANDARD_OF[standard], age, trimester))
    targets = {name: one.target for name, one in found.items() if one.target is not None}
    limits = [one.limit for one in found.values() if one.limit]
    return targets, {one.counted.in_food or one.counted.in_supplements: one.amount for one in limits}


def whom(standard="us", weeks=20.0, **more):
    targets, limits = bounds(standard)
    return SupplementInput(standard, weeks, **{"food": FOOD, "targets": targets, "limits": limits, **more})


def line(nutrient, found, way=None):
    lines = [one for one in found if one.nutrient == nutrient and one.for_clinician is None]
    return lines[0] if lines else None


def proposal(nutrient, found):
    lines = [one for one in found if one.nutrient == nutrient and one.for_clinician]
    return lines[0] if lines else None


def codes(advice):
    return [reason.code for reason in advice.reasons]


def test_each_standard_gives_its_own_dose_of_folic_acid_in_the_first_weeks():
    for standard, rule in (("us", "fa_uspstf"), ("china", "fa_cn"), ("korea", "fa_kr")):
        found = line("folic_acid_ug", advise(whom(standard, 8)))
        assert (found.rule, found.standard, found.status, found.dose) == (rule, standard, Status.TAKE, 400)


def test_where_a_standard_ends_the_international_rule_is_used_and_named():
    found = line("folic_acid_ug", advise(whom("us", 20)))
    assert (found.rule, found.standard) == ("fa_who", "international")
    assert "no_rule_of_standard" in codes(found)
    assert line("folic_acid_ug", advise(whom("china", 20))).rule == "fa_cn_later"


def test_iron_is_made_smaller_where_food_brings_much_and_says_so():
    found = line("iron_mg", advise(whom(food=FOOD | {"iron_mg": 30.0})))
    assert (found.status, found.dose) == (Status.TAKE, 15)
    reason = next(reason for reason in found.reasons if reason.code == "limit_with_food")
    assert reason.values == {"food": 30.0, "limit": 45.0, "wanted": 27.0}


def test_iron_is_withheld_where_food_alone_nearly_reaches_the_limit():
    found = line("iron_mg", advise(whom(food=FOOD | {"iron_mg": 42.0})))
    assert (found.status, found.dose) == (Status.ENOUGH, None)
    assert "limit_with_food" in codes(found)


def test_what_she_takes_already_is_gone_on_with_or_added_to():
    assert line("iron_mg", advise(whom(taken={"iron_mg": 27.0}))).status == Status.CONTINUE
    assert line("iron_mg", advise(whom(taken={"iron_mg": 22.0}))).dose == 22
    found = line("iron_mg", advise(whom(taken={"iron_mg": 10.0})))
    assert (found.status, found.dose) == (Status.TAKE, 27)
    assert "takes" in codes(found)


def test_what_breaks_a_limit_is_lowered():
    found = line("iron_mg", advise(whom(taken={"iron_mg": 60.0})))
    assert (found.status, found.dose) == (Status.REDUCE, 27)
    assert found.reasons[0].values == {"taken": 60.0, "food": 15.0, "limit": 45.0}


@pytest.mark.parametrize(
    "more",
    [
        {"conditions": frozenset({"anaemia"})},
        {"haemoglobin_g_dl": Laboratory(10.0)},
        {"ferritin_ug_l": Laboratory(12.0)},
    ],
)
def test_a_high_dose_that_may_have_been_ordered_is_asked_about(more):
    found = line("iron_mg", advise(whom(taken={"iron_mg": 100.0}, **more)))
    assert (found.status, found.dose) == (Status.ASK_CLINICIAN, None)


def test_a_normal_haemoglobin_excuses_no_high_dose():
    found = line("iron_mg", advise(whom(taken={"iron_mg": 100.0}, haemoglobin_g_dl=Laboratory(12.5))))
    assert found.status == Status.REDUCE


def test_limits_of_other_nutrients_hold_too_and_count_only_what_they_are_about():
    found = advise(whom(taken={"zinc_mg": 60.0, "magnesium_mg": 100.0}))
    assert line("zinc_mg", found).status == Status.REDUCE
    assert line("magnesium_mg", found) is None
    strict = whom(taken={"magnesium_mg": 400.0}, food=FOOD | {"magnesium_mg": 300.0})
    assert line("magnesium_mg", advise(strict)).reasons[0].values["food"] == 0.0


def test_korea_waits_with_iron_until_16_weeks_and_gives_no_iodine():
    early = line("iron_mg", advise(whom("korea", 10)))
    assert (early.way, early.dose, codes(early)[0]) == (Way.FOOD, None, "not_yet")
    assert line("iron_mg", advise(whom("korea", 16))).dose == 30
    assert line("iodine_ug", advise(whom("korea"))).status == Status.ENOUGH
    assert line("iodine_ug", advise(whom("korea", taken={"iodine_ug": 150.0}))).status == Status.AVOID


def test_iodine_waits_for_advice_with_thyroid_disease():
    sick = frozenset({"thyroid_disease"})
    found = line("iodine_ug", advise(whom(conditions=sick)))
    assert (found.status, found.dose) == (Status.ASK_CLINICIAN, None)
    assert line("iodine_ug", advise(whom())).dose == 150
    assert line("iodine_ug", advise(whom("korea", conditions=sick))).status == Status.ENOUGH
    assert line("iodine_ug", advise(whom("china", taken={"iodine_ug": 150.0}))).status == Status.ASK_CLINICIAN


def test_calcium_fills_what_food_leaves_short_apart_from_iron():
    short = whom("china", food=FOOD | {"calcium_mg": 450.0})
    assert line("calcium_mg", advise(short)).dose == 350
    assert line("calcium_mg", advise(whom("china"))).status == Status.ENOUGH
    words = [one for one in as_json(advise(short)) if one["nutrient"] == "calcium_mg"]
    assert "iron" in words[0]["how"][0]


def test_calcium_of_unknown_food_gets_no_dose():
    food = {name: amount for name, amount in FOOD.items() if name != "calcium_mg"}
    found = line("calcium_mg", advise(whom(food=food)))
    assert (found.way, found.dose, codes(found)) == (Way.FOOD, None, ["food_not_known"])


def test_vitamin_b12_is_for_women_without_animal_food():
    assert line("vitamin_b12_ug", advise(whom())) is None
    vegan = whom(diet="vegan", food=FOOD | {"vitamin_b12_ug": 0.2})
    assert line("vitamin_b12_ug", advise(vegan)).dose == pytest.approx(2.6)


def test_retinol_is_avoided_and_choline_is_a_hint_about_food():
    found = advise(whom(taken={"retinol_ug": 3_000.0}))
    assert line("retinol_ug", found).status == Status.AVOID
    assert "above_limit" in codes(line("retinol_ug", found))
    assert (line("choline_mg", found).way, line("choline_mg", found).dose) == (Way.FOOD, None)


def test_high_folic_acid_is_put_to_the_clinician_by_the_standard():
    earlier = frozenset({"previous_neural_tube_defect"})
    for standard, rule, dose in (
        ("us", "fa_high_us", 4000),
        ("china", "fa_high_cn", 5000),
        ("korea", "fa_high_uk", 5000),
    ):
        found = advise(whom(standard, 8, conditions=earlier))
        asked = proposal("folic_acid_ug", found)
        assert (asked.rule, asked.status, asked.dose) == (rule, Status.ASK_CLINICIAN, None)
        assert asked.for_clinician.dose_max == dose
        assert line("folic_acid_ug", found).dose == 400
    assert proposal("folic_acid_ug", advise(whom("us", 20, conditions=earlier))) is None


def test_obesity_counts_by_the_index_of_the_rule():
    assert proposal("folic_acid_ug", advise(whom("china", 8, body_mass_index=28.5))).rule == "fa_mid_cn"
    assert proposal("folic_acid_ug", advise(whom("us", 8, body_mass_index=28.5))) is None


@pytest.mark.parametrize(
    ("standard", "week", "value", "rule"),
    [
        ("us", 20, 10.6, None),
        ("us", 20, 10.4, "fe_treat"),
        ("china", 20, 10.6, "fe_treat_cn"),
        ("us", 30, 10.6, "fe_treat"),
        ("korea", 8, 10.9, "fe_treat"),
    ],
)
def test_haemoglobin_is_judged_by_trimester_of_the_sample_and_standard(standard, week, value, rule):
    asked = proposal("iron_mg", advise(whom(standard, 34, haemoglobin_g_dl=Laboratory(value, week))))
    assert (asked and asked.rule) == rule


def test_low_ferritin_low_vitamin_d_and_severe_anaemia():
    assert proposal("iron_mg", advise(whom("china", ferritin_ug_l=Laboratory(20)))).rule == "fe_cn"
    assert proposal("vitamin_d_ug", advise(whom(vitamin_d_nmol_l=Laboratory(30)))).rule == "d_low"
    severe = proposal("iron_mg", advise(whom(haemoglobin_g_dl=Laboratory(6.5))))
    assert codes(severe)[0] == "severe_anaemia"


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"fetuses": 2}, "aspirin_us"),
        ({"age_years": 36}, None),
        ({"age_years": 36, "body_mass_index": 31}, "aspirin_us_two"),
        ({"fetuses": 2, "weeks": 37.5}, None),
        ({"fetuses": 2, "conditions": frozenset({"pre_eclampsia"})}, None),
    ],
)
def test_aspirin_for_one_high_risk_or_two_moderate_ones(more, rule):
    asked = proposal("aspirin_mg", advise(whom(**more)))
    assert (asked and asked.rule) == rule


def test_prescription_doses_are_shown_to_clinicians_only():
    found = advise(whom(fetuses=2, haemoglobin_g_dl=Laboratory(9)))
    hers, theirs = as_json(found), as_json(found, for_clinician=True)
    assert not any("for_clinician" in one for one in hers)
    assert [one["for_clinician"]["dose_min"] for one in theirs if "for_clinician" in one] == [40, 81]
    assert not any("81" in one["says"] for one in hers)


def test_words_come_in_three_languages():
    found = advise(whom(taken={"iron_mg": 60.0}, conditions=frozenset({"thyroid_disease"})))
    for language, word in (("en", "Iron"), ("zh-hans", "铁"), ("ko", "철분")):
        says = {one["nutrient"]: one["says"] for one in as_json(found, language)}
        assert says["iron_mg"].startswith(word)


def test_an_unknown_standard_is_refused():
    with pytest.raises(ValueError, match="standard"):
        advise(SupplementInput("mars", 20))


def test_every_condition_of_the_table_is_a_code_or_stands_on_the_list_of_those_to_come():
    used = {code for row in guidance.rows("supplements") for code in guidance.codes(row, "conditions")}
    assert used - set(risk_codes()) == NOT_IN_THE_LIST_YET


amounts = st.floats(0, 3_000)
conditions = st.frozensets(st.sampled_from(sorted(risk_codes())), max_size=5)


@settings(deadline=None, max_examples=300)
@given(
    standard=st.sampled_from(("us", "china", "korea")),
    weeks=st.floats(0, 42),
    food=st.dictionaries(st.sampled_from(sorted(FOOD)), st.floats(0, 60) | amounts),
    taken=st.dictionaries(
        st.sampled_from([*sorted(FOOD), "zinc_mg", "niacin_mg"]), st.floats(0, 60) | amounts
    ),
    had=conditions,
    diet=st.sampled_from((None, "vegetarian", "vegan", "halal")),
    haemoglobin=st.none() | st.floats(3, 16),
)
def test_nothing_that_she_is_to_take_goes_above_a_limit(standard, weeks, food, taken, had, diet, haemoglobin):
    asked = whom(
        standard, weeks, food=food, taken=taken, conditions=had, diet=diet,
        haemoglobin_g_dl=None if haemoglobin is None else Laboratory(haemoglobin),
    )  # fmt: skip
    found = advise(asked)
    for one in found:
        limit = asked.limit(one.nutrient)
        if one.way == Way.SUPPLEMENT and one.dose and limit is not None:
            assert one.dose + (asked.of_food(one.nutrient) or 0) <= limit + 1e-6, one
        if one.way == Way.PRESCRIPTION:
            assert (one.status, one.dose) == (Status.ASK_CLINICIAN, None)
        if one.dose:
            assert one.status in SWALLOWED
    for nutrient, amount in taken.items():
        limit = asked.limit(nutrient)
        if limit is not None and amount and amount + (asked.of_food(nutrient) or 0) > limit:
            said = line(nutrient, found)
            assert said is not None
            assert said.status in (Status.REDUCE, Status.ASK_CLINICIAN, Status.AVOID)
    for language in ("en", "zh-hans", "ko"):
        assert len(as_json(found, language, for_clinician=True)) == len(found)
