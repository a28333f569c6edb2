"""Random mothers, and what a printed week of meals is worth when its amounts are added up again from the food table."""

from __future__ import annotations

import csv
import io
import json
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from apps.nutrition.table.packed import chunks
from apps.plans.rules.dishes import Dish, listed
from apps.plans.rules.profile import ACTIVITIES, ALLERGENS, CUISINES, WINDOWS_G
from apps.plans.rules.targets import FOLATE_OF_FOLIC_ACID

WEEK_SHARE, DAY_SHARE = 0.98, 0.95
ENERGY_SHARE, WINDOW_SLACK_G, PORTION_SLACK_G = 0.03, 5.0, 0.5
TOTALS_SHARE: Final = 0.01
SODIUM_MG: Final = 2_300.0
MOST_TIMES: Final = 2
NOT_OF_FOOD: Final = frozenset({"niacin_mg", "magnesium_mg"})
"""Limits that are about supplements alone."""
OUT_OF_REACH: Final = "the dishes that are left to her cannot bring it"
NOT_TOGETHER: Final = "her dishes could bring it, but not together with her other targets"
SUPPLEMENTS: Final[tuple[dict[str, float], ...]] = (
    {},
    {"folic_acid_ug": 400},
    {"iron_mg": 27, "folic_acid_ug": 400},
    {"iron_mg": 30, "folic_acid_ug": 400, "vitamin_d_ug": 10},
    {"iron_mg": 27, "folic_acid_ug": 800, "vitamin_d_ug": 15, "calcium_mg": 200},
)
Nutrients = Mapping[str, Mapping[str, float]]


def profile(chance: random.Random) -> dict[str, Any]:
    """Return a mother as `make_plan` takes her: drawn over all that the interface knows."""
    before = chance.randint(44, 105)
    return {
        "age_years": chance.randint(17, 44),
        "height_cm": chance.randint(148, 182),
        "weight_before_kg": before,
        "weight_kg": before + chance.randint(0, 14),
        "gestation_weeks": chance.randint(5, 40),
        "fetuses": chance.choice([1] * 9 + [2]),
        "activity": chance.choice([*ACTIVITIES, "low_active"]),
        "gestational_diabetes": chance.random() < 0.3,
        "allergies": chance.sample(ALLERGENS, chance.choice([0, 0, 0, 1, 1, 2, 3])),
        "diet": chance.choice([None, None, None, "vegetarian", "halal"]),
        "cuisine": chance.choice(CUISINES),
        "standard": chance.choice(["us", "us", "china", "korea"]),
        "supplement": chance.choice(SUPPLEMENTS),
        "start": f"2026-{chance.randint(1, 12):02d}-{chance.randint(1, 28):02d}",
    }


def food_table() -> Nutrients:
    """Return what 100 g of each FNDDS food hold, out of the packed table and past the planner."""
    rows = csv.DictReader(io.StringIO(b"".join(chunks("foods")).decode()))
    return {row["code"]: json.loads(row["nutrients"]) for row in rows if row["table"] == "fndds"}


@dataclass
class Counted:
    """What was found in all weeks. `missed`: nutrients whose weekly mean is short, by name."""

    plans: int = 0
    days: int = 0
    meals: int = 0
    seconds: list[float] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    short_days: Counter[str] = field(default_factory=Counter)


class Judge:
    """Adds up weeks again and counts what the issue asks for."""

    def __init__(self) -> None:
        self.table = food_table()
        self.dishes: dict[str, Dish] = {dish.code: dish for dish in listed()}
        self.counted = Counted()

    def judge(self, asked: Mapping[str, Any], plan: Mapping[str, Any], seconds: float) -> None:
        """Count one week."""
        counted = self.counted
        counted.plans += 1
        counted.seconds.append(seconds)
        totals = [self._day(asked, plan, day) for day in plan["days"]]
        self._targets(plan, totals)
        used = Counter(
            item["food_code"] for day in plan["days"] for meal in day["meals"] for item in meal["items"]
        )
        counted.found["same dish more than twice"] += sum(times > MOST_TIMES for times in used.values())

    def _day(self, asked: Mapping[str, Any], plan: Mapping[str, Any], day: Mapping[str, Any]) -> Counter[str]:
        found, totals = self.counted.found, Counter[str]()
        self.counted.days += 1
        for meal in day["meals"]:
            held = 0.0
            for item in meal["items"]:
                amounts = self.table[item["food_code"]]
                for name, amount in amounts.items():
                    totals[name] += amount * item["grams"] / 100  # type: ignore[assignment]
                held += amounts["carbohydrate_g"] * item["grams"] / 100
                self._dish(asked, meal["slot"], item)
            self._window(asked, meal["slot"], held)
        energy = plan["targets"]["energy_kcal"]
        found["energy off by more than 3 %"] += abs(totals["energy_kcal"] - energy) > ENERGY_SHARE * energy
        found["sodium within 2,300 mg"] += totals["sodium_mg"] <= SODIUM_MG
        found["totals differ"] += any(
            abs(totals[name] - said) > TOTALS_SHARE * max(abs(said), 1e-6)
            for name, said in day["totals"].items()
        )
        found["above a limit"] += self._is_above(plan, totals)
        return totals

    def _dish(self, asked: Mapping[str, Any], slot: str, item: Mapping[str, Any]) -> None:
        found, dish = self.counted.found, self.dishes[item["food_code"]]
        low, high = dish.smallest_g - PORTION_SLACK_G, dish.largest_g + PORTION_SLACK_G
        found["portion outside its range"] += not low <= item["grams"] <= high
        found["dish at the wrong meal"] += slot not in dish.slots
        found["allergen or excluded food"] += not dish.is_allowed(
            allergies=asked["allergies"], diet=asked["diet"]
        )

    def _window(self, asked: Mapping[str, Any], slot: str, held: float) -> None:
        if not asked["gestational_diabetes"]:
            return
        low, high = WINDOWS_G[slot]
        self.counted.meals += 1
        self.counted.found["meal outside its window"] += (
            not low - WINDOW_SLACK_G <= held <= high + WINDOW_SLACK_G
        )

    def _is_above(self, plan: Mapping[str, Any], totals: Mapping[str, float]) -> bool:
        taken = plan["supplement"]
        for name, limit in plan["limits"].items():
            alone = taken.get(name, 0.0)
            amount = alone if name in NOT_OF_FOOD else totals.get(name, 0.0) + alone
            if amount > limit * 1.0001 and alone <= limit:
                return True
        return False

    def _targets(self, plan: Mapping[str, Any], totals: list[Counter[str]]) -> None:
        beyond = {row["nutrient"] for row in plan["unmet"] if row["why"] == OUT_OF_REACH}
        together = {row["nutrient"] for row in plan["unmet"] if row["why"] == NOT_TOGETHER}
        for name, target in plan["targets"].items():
            if name == "energy_kcal" or not target:
                continue
            amounts = [_amount(name, day, plan["supplement"]) for day in totals]
            mean = sum(amounts) / len(amounts)
            self.counted.missed[name] += mean < WEEK_SHARE * target and name not in beyond | together
            self.counted.found["beyond the reach of her dishes"] += name in beyond
            self.counted.found["beyond their reach together with her other targets"] += name in together
            self.counted.short_days[name] += sum(amount < DAY_SHARE * target for amount in amounts)


def _amount(name: str, totals: Mapping[str, float], taken: Mapping[str, float]) -> float:
    """Return what food and her supplement bring of a target."""
    if name == "epa_dha_mg":
        return 1_000 * sum(totals.get(one, 0.0) + taken.get(one, 0.0) for one in ("epa_g", "dha_g"))
    more = FOLATE_OF_FOLIC_ACID * taken.get("folic_acid_ug", 0.0) if name == "folate_dfe_ug" else 0.0
    return totals.get(name, 0.0) + taken.get(name, 0.0) + more
