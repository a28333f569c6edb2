"""A profile becomes the input of the rules, with limits and targets as the plan has them."""

from __future__ import annotations

import json

import pytest

from apps.plans.rules import activity, advising, supplements, targets
from apps.plans.rules.activity import ActivityInput
from apps.plans.rules.profile import parse
from apps.plans.rules.supplements import Status

GIVEN = {
    "age_years": 31,
    "height_cm": 163,
    "weight_before_kg": 60,
    "weight_kg": 66,
    "gestation_weeks": 24,
    "gestational_diabetes": True,
    "supplement": {"iron_mg": 27, "folic_acid_ug": 400},
    "start": "2026-12-07",
}
COLUMNS = frozenset(
    {
        "iron_mg", "folate_dfe_ug", "folic_acid_ug", "calcium_mg", "vitamin_d_ug", "retinol_ug", "dha_g", "iodine_ug",
        "zinc_mg", "vitamin_e_added_mg", "vitamin_e_mg", "choline_mg",
    }
)  # fmt: skip
FOOD = {"iron_mg": 17.0, "folic_acid_ug": 150.0, "folate_dfe_ug": 600.0, "calcium_mg": 1_100.0, "dha_g": 0.3}


def advice(standard, **more):
    profile = parse(GIVEN | {"standard": standard} | more, supplement_names=COLUMNS)
    found = advising.supplement_input(profile, targets.of(profile, COLUMNS), FOOD)
    return found, {one.nutrient: one for one in supplements.advise(found)}


@pytest.mark.parametrize(("standard", "limit"), [("us", 45), ("china", 42), ("korea", 45)])
def test_limits_are_those_of_the_plan(standard, limit):
    found, lines = advice(standard)
    assert found.limit("iron_mg") == limit
    assert found.targets["calcium_mg"] > 0
    assert lines["iron_mg"].status == (Status.REDUCE if standard == "china" else Status.CONTINUE)


def test_too_much_of_what_has_no_rule_is_found_by_the_limits_of_the_plan():
    _, lines = advice("us", supplement={"zinc_mg": 60, "vitamin_e_mg": 1_200})
    assert lines["zinc_mg"].status == Status.REDUCE
    assert lines["vitamin_e_mg"].dose == 1_000


def test_activity_knows_the_diabetes_and_what_else_is_known_of_her():
    profile = parse(GIVEN, supplement_names=COLUMNS)
    alone = activity.advise(advising.activity_input(profile))
    assert "gdm_walk" in {row["id"] for row in alone.kinds}
    more = ActivityInput(0, conditions=frozenset({"pre_eclampsia"}))
    assert activity.advise(advising.activity_input(profile, more)).status == activity.Go.STOP


def test_both_can_be_printed():
    profile = parse(GIVEN, supplement_names=COLUMNS)
    _, lines = advice("us")
    told = (
        supplements.as_json(lines.values()),
        activity.as_json(activity.advise(advising.activity_input(profile))),
    )
    assert json.loads(json.dumps(told))[0][0]["nutrient"] == "folic_acid_ug"
