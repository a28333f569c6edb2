"""What her dishes can bring: weeks of few choices reach what can be reached, and say what cannot, alone or together."""

from __future__ import annotations

from typing import Any

from tests.plans.rules import weeks

NOT_TOGETHER = "her dishes could bring it, but not together with her other targets"
BEYOND = "the dishes that are left to her cannot bring it"


def short_of(plan: dict[str, Any]) -> dict[str, str]:
    """Return why, by nutrient, of what the mean of the week is short of."""
    return {one["nutrient"]: one["why"] for one in plan["unmet"] if one["day"] is None}


def test_what_few_dishes_bring_comes_in_two_days_for_all_seven() -> None:
    plan = weeks.week(
        age_years=41, height_cm=166, weight_before_kg=96, weight_kg=101, gestation_weeks=32, fetuses=2,
        allergies=["milk", "soy"], diet="vegetarian", start="2026-05-28",
        supplement={"iron_mg": 27, "folic_acid_ug": 400},
    )  # fmt: skip
    got = [weeks.totals(weeks.items(day))["vitamin_d_ug"] for day in plan["days"]]
    assert sum(got) / 7 >= 0.98 * plan["targets"]["vitamin_d_ug"]
    assert max(got) > 1.3 * plan["targets"]["vitamin_d_ug"]
    assert short_of(plan) == {}


def test_without_any_animal_food_protein_choline_and_vitamin_b12_are_not_reached_together() -> None:
    plan = weeks.week(
        age_years=25, height_cm=167, weight_before_kg=82, weight_kg=94, gestation_weeks=38, standard="china",
        allergies=["milk", "tree_nut", "egg"], diet="vegetarian", start="2026-03-10", activity="low_active",
        supplement={"iron_mg": 30, "folic_acid_ug": 400, "vitamin_d_ug": 10},
    )  # fmt: skip
    short = short_of(plan)
    assert {"choline_mg", "protein_g", "dha_g"} <= set(short)
    assert short["dha_g"] == BEYOND
    assert NOT_TOGETHER in {short["choline_mg"], short["protein_g"]}


def test_a_supplement_that_is_the_whole_limit_leaves_nothing_for_fortified_dishes() -> None:
    plan = weeks.week(
        age_years=17, height_cm=161, weight_before_kg=82, weight_kg=89, gestation_weeks=34, standard="korea",
        allergies=["wheat"], activity="sedentary", start="2026-02-12",
        supplement={"iron_mg": 27, "folic_acid_ug": 800, "vitamin_d_ug": 15, "calcium_mg": 200},
    )  # fmt: skip
    assert plan["limits"]["folic_acid_ug"] == 800
    assert all(weeks.totals(weeks.items(day)).get("folic_acid_ug", 0.0) < 0.05 for day in plan["days"])
