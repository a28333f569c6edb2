"""A dish is swapped in a week that stands; dishes are offered for its place. Over the packed food table."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import pytest

from apps.plans import packed
from apps.plans.rules import alternatives, making, printing, profile, swapping, targets
from apps.plans.rules.alternatives import NotThere
from apps.plans.rules.profile import Lock, ProfileError
from apps.plans.rules.swapping import Swap

GIVEN = {
    "age_years": 31,
    "height_cm": 163,
    "weight_before_kg": 60,
    "gestation_weeks": 24,
    "gestational_diabetes": True,
    "allergies": ["peanut"],
    "cuisine": "chinese",
    "start": "2026-12-07",
}


@cache
def larder() -> Any:
    return packed.larder()


@cache
def hers() -> Any:
    return profile.parse(GIVEN, supplement_names=larder().columns)


@cache
def week() -> dict[str, Any]:
    return printing.as_json(making.make(hers(), larder()))


def dinner(day: int = 2) -> tuple[dict[str, Any], dict[str, Any]]:
    meal = next(meal for meal in week()["days"][day]["meals"] if meal["slot"] == "dinner")
    return meal, meal["items"][0]


def offered(day: int = 2) -> list[alternatives.Offer]:
    meal, item = dinner(day)
    wanted = targets.of(hers(), frozenset(larder().columns))
    allowed = larder().allowed(hers())
    return alternatives.offers(
        week(), hers(), wanted, allowed, day=day, when=meal["when"], food_code=item["food_code"]
    )


def codes(plan: dict[str, Any], day: int) -> list[tuple[str, str, float]]:
    return [
        (meal["when"], item["food_code"], item["grams"])
        for meal in plan["days"][day]["meals"]
        for item in meal["items"]
    ]


def test_up_to_six_dishes_of_the_same_kind_that_she_may_have():
    found = offered()
    was = next(dish for dish in larder().dishes if dish.code == dinner()[1]["food_code"])
    used = Counter(code for day in range(7) for _, code, _ in codes(week(), day))
    assert 1 <= len(found) <= 6
    for offer in found:
        assert offer.dish.part == was.part and "dinner" in offer.dish.slots
        assert "peanut" not in offer.dish.allergens
        assert used[offer.dish.code] < 2
        assert offer.dish.smallest_g <= offer.grams <= offer.dish.largest_g


def test_a_dish_that_is_not_there_cannot_be_swapped():
    with pytest.raises(NotThere):
        alternatives.item_of(week(), 2, "noon", "00000000")
    with pytest.raises(NotThere):
        alternatives.item_of(week(), 7, "noon", "00000000")


def swapped(new: str, grams: float | None = None, locks: tuple[Lock, ...] = ()) -> dict[str, Any]:
    meal, item = dinner()
    return swapping.swap(
        week(),
        hers(),
        larder(),
        Swap(2, meal["slot"], meal["when"], item["food_code"], new, grams),
        locks=locks,
    )


def test_the_new_dish_stands_there_locked_and_the_other_days_stay():
    new = offered()[0].dish.code
    made = swapped(new)
    meal = next(meal for meal in made["days"][2]["meals"] if meal["slot"] == "dinner")
    assert [item["locked"] for item in meal["items"] if item["food_code"] == new] == [True]
    assert dinner()[1]["food_code"] not in [code for _, code, _ in codes(made, 2)]
    for day in (0, 1, 3, 4, 5, 6):
        assert codes(made, day) == codes(week(), day)


def test_no_dish_stands_more_than_twice_and_totals_are_those_of_the_dishes():
    made = swapped(offered()[0].dish.code)
    used = Counter(code for day in range(7) for _, code, _ in codes(made, day))
    assert max(used.values()) <= 2
    place = {dish.code: at for at, dish in enumerate(larder().dishes)}
    iron = larder().columns.index("iron_mg")
    held = sum(float(larder().per_100g[place[code], iron]) * grams / 100 for _, code, grams in codes(made, 2))
    assert made["days"][2]["totals"]["iron_mg"] == pytest.approx(held, rel=1e-4)


def test_a_weight_that_she_gave_stays():
    new = offered()[0].dish
    grams = round(new.smallest_g + 3)
    made = swapped(new.code, float(grams))
    assert [g for _, code, g in codes(made, 2) if code == new.code] == [grams]


def test_what_she_must_not_have_is_refused():
    with pytest.raises(ProfileError):
        swapped(next(dish.code for dish in larder().dishes if "peanut" in dish.allergens))
    with pytest.raises(ProfileError):
        swapped("99999999")


def test_it_is_quick():
    assert swapped(offered()[0].dish.code)["seconds"] < 2.0
