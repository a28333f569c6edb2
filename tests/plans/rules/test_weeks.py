"""Weeks of many mothers, added up again: what is printed is true, what she must not have is not there, limits hold."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from apps.plans.rules.dishes import MEAT, NOT_HALAL
from apps.plans.rules.profile import WINDOWS_G
from tests.plans.rules import weeks

SEEDS = range(16)
FOLATE = 1.7


@pytest.fixture(scope="module", params=SEEDS)
def planned(request: pytest.FixtureRequest) -> tuple[dict[str, Any], dict[str, Any]]:
    wishes = weeks.wishes_of(request.param)
    return wishes, weeks.week(**wishes)


def from_supplement(wishes: dict[str, Any], name: str) -> float:
    given = wishes.get("supplement", {})
    return given.get(name, 0.0) + (
        FOLATE * given.get("folic_acid_ug", 0.0) if name == "folate_dfe_ug" else 0.0
    )


def test_seven_days_from_the_start(planned: Any) -> None:
    wishes, plan = planned
    assert [day["day"] for day in plan["days"]] == list(range(7))
    assert plan["days"][0]["date"] == wishes["start"]
    for day in plan["days"]:
        assert {meal["slot"] for meal in day["meals"]} == {"breakfast", "lunch", "dinner", "snack"}
        assert all(meal["items"] for meal in day["meals"])


def test_printed_totals_are_what_the_dishes_add_up_to(planned: Any) -> None:
    for day in planned[1]["days"]:
        mine = weeks.totals(weeks.items(day))
        for name, amount in day["totals"].items():
            assert amount == pytest.approx(mine[name], rel=1e-4, abs=1e-6), name


def test_energy_lies_within_three_percent(planned: Any) -> None:
    plan = planned[1]
    off = [
        day["totals"]["energy_kcal"] / plan["targets"]["energy_kcal"] - 1
        for day in plan["days"]
    ]  # fmt: skip
    said = {one["day"] for one in plan["unmet"] if one["kind"] == "energy"}
    assert all(abs(one) <= 0.03 or day in said for day, one in enumerate(off))
    assert sum(abs(one) <= 0.03 for one in off) >= 6


def test_nothing_that_she_must_not_have(planned: Any) -> None:
    wishes, plan = planned
    for day in plan["days"]:
        for item in weeks.items(day):
            dish = weeks.dishes()[item["food_code"]]
            assert not dish.allergens & set(wishes["allergies"])
            if wishes["diet"] == "vegetarian":
                assert not dish.animal & MEAT
            if wishes["diet"] == "halal":
                assert not dish.animal & NOT_HALAL


def test_portions_meals_and_variety_are_sensible(planned: Any) -> None:
    times: Counter[str] = Counter()
    for day in planned[1]["days"]:
        for meal in day["meals"]:
            for item in meal["items"]:
                dish = weeks.dishes()[item["food_code"]]
                assert dish.smallest_g - 0.5 <= item["grams"] <= dish.largest_g + 0.5
                assert meal["slot"] in dish.slots
                times[item["food_code"]] += 1
    assert max(times.values()) <= 2


def test_no_limit_is_broken_with_her_supplement(planned: Any) -> None:
    wishes, plan = planned
    for day in plan["days"]:
        mine = weeks.totals(weeks.items(day))
        for name, most in plan["limits"].items():
            of_food = 0.0 if name in ("niacin_mg", "magnesium_mg") else mine[name]
            assert of_food + from_supplement(wishes, name) <= most + 1e-6, name


def test_targets_hold_or_are_named(planned: Any) -> None:
    wishes, plan = planned
    said = {(one["day"], one["nutrient"]) for one in plan["unmet"]}
    for name, wanted in plan["targets"].items():
        if name in ("energy_kcal", "epa_dha_mg"):
            continue
        amounts = [
            weeks.totals(weeks.items(day))[name] + from_supplement(wishes, name) for day in plan["days"]
        ]
        assert sum(amounts) / 7 >= 0.98 * wanted or (None, name) in said, name
        for day, amount in enumerate(amounts):
            assert amount >= 0.95 * wanted or (day, name) in said, (day, name)


def test_carbohydrate_keeps_to_its_windows(planned: Any) -> None:
    wishes, plan = planned
    if not wishes["gestational_diabetes"]:
        return
    said = {(one["day"], one.get("slot")) for one in plan["unmet"] if one["kind"] == "meal"}
    for day in plan["days"]:
        for meal in day["meals"]:
            low, high = WINDOWS_G[meal["slot"]]
            grams = weeks.totals(meal["items"])["carbohydrate_g"]
            assert low - 5 <= grams <= high + 5 or (day["day"], meal["slot"]) in said


def test_the_same_profile_gives_the_same_week() -> None:
    first, second = (weeks.week(**weeks.wishes_of(3)) for _ in range(2))
    assert first["days"] == second["days"]


def test_few_targets_are_missed_over_many_mothers() -> None:
    missed = total = 0
    for seed in SEEDS:
        wishes = weeks.wishes_of(seed)
        plan = weeks.week(**wishes)
        total += 7 * len(plan["targets"])
        missed += sum(
            one["kind"] == "intake" and one["day"] is not None and one["why"].startswith("other")
            for one in plan["unmet"]
        )
    assert missed <= 0.005 * total


def test_no_advised_dose_breaks_a_limit_on_any_day(planned: Any) -> None:
    _, plan = planned
    for advice in plan["supplements"]:
        name, dose = advice["nutrient"], advice["dose"]
        if (
            dose is None
            or name not in plan["limits"]
            or advice["status"] not in ("take", "continue", "reduce")
        ):
            continue
        most = max(weeks.totals(weeks.items(day))[name] for day in plan["days"])
        assert name in ("niacin_mg", "magnesium_mg") or most + dose <= plan["limits"][name] + 1e-6, name
