"""Profiles to plan for, and sums that owe nothing to the planner: amounts come straight out of the packed food table."""

from __future__ import annotations

import csv
import io
import json
import random
from collections import Counter
from functools import cache
from typing import Any

from apps.nutrition.table.packed import chunks
from apps.plans import packed
from apps.plans.rules import whole
from apps.plans.rules.dishes import Dish
from apps.plans.rules.profile import ALLERGENS, CUISINES

USUAL: dict[str, Any] = {
    "age_years": 31, "height_cm": 163, "weight_before_kg": 60, "weight_kg": 66, "gestation_weeks": 24,
    "start": "2026-12-07",
}  # fmt: skip
SUPPLEMENTS = (
    None,
    {"folic_acid_ug": 400},
    {"iron_mg": 27, "folic_acid_ug": 400},
    {"iron_mg": 30, "folic_acid_ug": 400, "vitamin_d_ug": 10},
)


@cache
def larder() -> Any:
    return packed.larder()


@cache
def dishes() -> dict[str, Dish]:
    return {dish.code: dish for dish in larder().dishes}


@cache
def foods() -> dict[str, dict[str, float]]:
    text = b"".join(chunks("foods")).decode()
    return {
        row["code"]: json.loads(row["nutrients"])
        for row in csv.DictReader(io.StringIO(text))
        if row["table"] == "fndds"
    }


def week(**wishes: Any) -> dict[str, Any]:
    return whole.make({**USUAL, **wishes}, larder())


def wishes_of(seed: int) -> dict[str, Any]:
    """Return a profile: the same for the same seed."""
    chance = random.Random(seed)
    before = chance.randint(44, 105)
    wishes: dict[str, Any] = {
        "age_years": chance.randint(19, 44), "height_cm": chance.randint(148, 182), "weight_before_kg": before,
        "weight_kg": before + chance.randint(0, 14), "gestation_weeks": chance.randint(5, 40),
        "fetuses": chance.choice([1] * 9 + [2]),
        "activity": chance.choice(["sedentary", "low_active", "active", "very_active"]),
        "gestational_diabetes": chance.random() < 0.3,
        "allergies": chance.sample(ALLERGENS, chance.choice([0, 0, 1, 2, 3])),
        "diet": chance.choice([None, None, "vegetarian", "halal"]), "cuisine": chance.choice(CUISINES),
        "standard": chance.choice(["us", "us", "china", "korea"]),
        "start": f"2026-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
    }  # fmt: skip
    if supplement := chance.choice(SUPPLEMENTS):
        wishes["supplement"] = supplement
    return wishes


def items(day: dict[str, Any]) -> list[dict[str, Any]]:
    return [item for meal in day["meals"] for item in meal["items"]]


def totals(some: list[dict[str, Any]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for item in some:
        for name, amount in foods()[item["food_code"]].items():
            found[name] += amount * item["grams"] / 100
    return found
