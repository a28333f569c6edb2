"""What a day is made of: its meals, and the places in each that a dish can take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from apps.plans.rules.profile import Profile

BREAKFAST, LUNCH, DINNER, SNACK = "breakfast", "lunch", "dinner", "snack"
KCAL_OF_THIRD_SNACK: Final = 2_400.0
KCAL_OF_MORE_DISHES: Final = 2_900.0
"""From here on meals have one dish more: larger portions would be no sensible ones."""
"""From here on a day has three snacks, as it has with gestational diabetes: smaller meals, more often."""
BASE: Final = frozenset({"staple", "whole"})
PROTEIN: Final = frozenset({"main"})
SIDE: Final = frozenset({"vegetable"})
MORE: Final = frozenset({"soup", "vegetable", "fruit", "dairy", "spread", "drink", "nuts"})
MORNING_PROTEIN: Final = frozenset({"main", "dairy"})
MORNING_FRUIT: Final = frozenset({"fruit", "vegetable"})
MORNING_MORE: Final = frozenset({"nuts", "spread", "drink", "dairy"})
BITE: Final = frozenset({"fruit", "dairy", "nuts", "staple", "sweet", "whole", "main"})
BITE_MORE: Final = BITE | {"vegetable", "spread", "drink"}
BITE_LEAST_G: Final = 15.0


ENERGY_SHARES: Final = {
    BREAKFAST: (0.18, 0.30),
    LUNCH: (0.24, 0.38),
    DINNER: (0.22, 0.35),
    SNACK: (0.04, 0.13),
}
"""From and to which share of a day's energy a meal usually brings: a habit, not a rule."""


@dataclass(frozen=True)
class Place:
    """Where one dish can stand. `meal`: number of the meal in the day. `empty_cost`: None where it must be filled.

    `least_g`: what is usually eaten in smaller amounts is no snack by itself.
    """

    meal: int
    slot: str
    parts: frozenset[str]
    empty_cost: float | None
    least_g: float = 0.0


@dataclass(frozen=True)
class Meal:
    """One meal of the day; `when` tells snacks apart."""

    slot: str
    when: str


def meals(profile: Profile, energy_kcal: float) -> tuple[Meal, ...]:
    """Return the meals of a day in their order."""
    third = profile.gestational_diabetes or energy_kcal >= KCAL_OF_THIRD_SNACK
    evening = (Meal(SNACK, "evening"),) if third else ()
    return (
        Meal(BREAKFAST, "morning"), Meal(SNACK, "late_morning"), Meal(LUNCH, "noon"),
        Meal(SNACK, "afternoon"), Meal(DINNER, "evening_meal"), *evening,
    )  # fmt: skip


def places(of: tuple[Meal, ...], energy_kcal: float) -> tuple[Place, ...]:
    """Return the places of a day: what must be filled first, then what may be."""
    more = energy_kcal >= KCAL_OF_MORE_DISHES
    found = []
    for number, meal in enumerate(of):
        for parts, empty_cost in (*_PARTS[meal.slot], *(_MORE[meal.slot] if more else ())):
            least_g = BITE_LEAST_G if empty_cost is None and meal.slot == SNACK else 0.0
            found.append(Place(number, meal.slot, parts, empty_cost, least_g))
    return tuple(found)


_PARTS: Final[dict[str, tuple[tuple[frozenset[str], float | None], ...]]] = {
    BREAKFAST: ((BASE, None), (MORNING_PROTEIN, 0.05), (MORNING_FRUIT, 0.02), (MORNING_MORE, 0.0)),
    LUNCH: ((BASE, None), (PROTEIN, 0.0), (SIDE, 0.05), (MORE, 0.0)),
    DINNER: ((BASE, None), (PROTEIN, 0.0), (SIDE, 0.05), (MORE, 0.0)),
    SNACK: ((BITE, None), (BITE_MORE, 0.0)),
}
_MORE: Final[dict[str, tuple[tuple[frozenset[str], float | None], ...]]] = {
    BREAKFAST: ((frozenset({"staple", "fruit", "nuts", "dairy", "spread"}), 0.0),),
    LUNCH: ((frozenset({"staple", "nuts", "dairy", "fruit", "soup", "spread"}), 0.0),),
    DINNER: ((frozenset({"staple", "nuts", "dairy", "fruit", "soup", "spread"}), 0.0),),
    SNACK: ((frozenset({"fruit", "dairy", "nuts", "staple", "spread"}), 0.0),),
}
