"""What is another in a plan than in the one before."""

from __future__ import annotations

from typing import Any

from apps.plans.rules.difference import difference, is_empty


def plan(*dishes: tuple[int, str, str, float], start: str = "2026-03-02", **more: Any) -> dict[str, Any]:
    days = []
    for number in range(2):
        meals: dict[str, list[dict[str, Any]]] = {}
        for day, when, code, grams in dishes:
            if day == number:
                meals.setdefault(when, []).append({"food_code": code, "name": code.title(), "grams": grams})
        days.append(
            {
                "day": number,
                "meals": [{"slot": when, "when": when, "items": items} for when, items in meals.items()],
            }
        )
    about = {"targets": {"energy_kcal": 2000.0, "iron_mg": 27.0}, "supplements": [], "activity": {}}
    return {"start": start, "days": days, **about, **more}


OLD = plan((0, "noon", "rice", 200), (0, "noon", "tofu", 100), (1, "noon", "soup", 300))


def test_the_same_plan_is_no_difference():
    assert is_empty(difference(OLD, OLD))


def test_a_swapped_dish_is_named_with_day_and_meal():
    found = difference(
        OLD, plan((0, "noon", "rice", 200), (0, "noon", "beans", 120), (1, "noon", "soup", 300))
    )
    assert found["dishes"] == [
        {
            "day": 0,
            "when": "noon",
            "out": [{"food_code": "tofu", "name": "Tofu", "grams": 100}],
            "in": [{"food_code": "beans", "name": "Beans", "grams": 120}],
        }
    ]
    assert found["portions"] == []


def test_another_portion_is_told_from_five_grams_on():
    found = difference(
        OLD, plan((0, "noon", "rice", 205), (0, "noon", "tofu", 104), (1, "noon", "soup", 300))
    )
    assert [(one["food_code"], one["before_g"], one["after_g"]) for one in found["portions"]] == [
        ("rice", 200, 205)
    ]


def test_a_dish_twice_in_a_meal_counts_twice():
    found = difference(
        plan((0, "noon", "rice", 100), (0, "noon", "rice", 100)), plan((0, "noon", "rice", 100))
    )
    assert found["dishes"][0]["out"] == [{"food_code": "rice", "name": "Rice", "grams": 100}]


def test_dishes_of_another_week_are_not_compared_but_targets_are():
    found = difference(
        OLD,
        plan((0, "noon", "beans", 120), start="2026-03-09", targets={"energy_kcal": 2100.0, "iron_mg": 27.1}),
    )
    assert (found["same_week"], found["dishes"]) == (False, [])
    assert found["targets"] == [{"nutrient": "energy_kcal", "before": 2000.0, "after": 2100.0}]


def test_supplements_by_what_she_is_to_do_without_prescriptions():
    iron = {"nutrient": "iron_mg", "status": "take", "dose": 30.0, "unit": "mg", "way": "supplement"}
    dose = {
        "nutrient": "folic_acid_ug",
        "status": "ask_clinician",
        "dose": None,
        "unit": "ug",
        "way": "prescription",
    }
    found = difference(plan(supplements=[iron]), plan(supplements=[{**iron, "dose": 18.0}, dose]))
    assert found["supplements"] == [
        {
            "nutrient": "iron_mg",
            "before": {"status": "take", "dose": 30.0, "unit": "mg"},
            "after": {"status": "take", "dose": 18.0, "unit": "mg"},
        }
    ]


def test_activity_by_whether_how_long_and_how_many_steps():
    walks = {"status": "go", "minutes_per_week": 120, "step_goal": {"steps": 6000}}
    found = difference(
        plan(activity=walks), plan(activity={"status": "stop", "minutes_per_week": None, "step_goal": None})
    )
    assert found["activity"] == [
        {"what": "status", "before": "go", "after": "stop"},
        {"what": "minutes_per_week", "before": 120, "after": None},
        {"what": "steps", "before": 6000, "after": None},
    ]
