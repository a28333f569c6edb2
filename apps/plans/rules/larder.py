"""What there is to plan with: the curated dishes beside what the food table knows of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from apps.nutrition.rules.cautions import Caution, Item, Level, of_items
from apps.plans.rules.dishes import Dish
from apps.plans.rules.profile import Lock, Profile, ProfileError
from apps.plans.rules.words import allergens_of, animals_of

Numbers = Any
OPEN_PORTION: Final = (0.5, 1.0, 1.5)
"""Smallest, usual and largest portion of a food that is not on the list, in its usual servings."""
USUAL_SERVING_G: Final = 100.0
MOST_ALCOHOL_G: Final = 0.5
"""In 100 g."""
NOT_CHECKED: Final = "not on the checked list"


@dataclass(frozen=True)
class Found:
    """A food of the table that is not on the list. `texts`: its name and what its recipe is made of, all the way down.

    `has_recipe`: without one only its name tells what it may hold.
    """

    code: str
    name: str
    nutrients: Mapping[str, float]
    texts: Sequence[str]
    has_recipe: bool = True


@dataclass(frozen=True)
class Larder:
    """`per_100g` (dishes, columns): amounts, NaN where not measured. `elsewhere`: finds a food of the table by code."""

    dishes: tuple[Dish, ...]
    columns: tuple[str, ...]
    per_100g: Numbers
    table: str
    elsewhere: Callable[[str], Found | None]

    def allowed(self, profile: Profile) -> Larder:
        """Return what she may eat of it."""
        kept = [
            at
            for at, dish in enumerate(self.dishes)
            if dish.is_allowed(allergies=profile.allergies, diet=profile.diet)
        ]
        return replace(self, dishes=tuple(self.dishes[at] for at in kept), per_100g=self.per_100g[kept])

    def with_locked(self, profile: Profile) -> Larder:
        """Return it with the foods that she locked and the list does not have.

        Raises ProfileError for a lock that names no food, or one that holds what she must not have.
        """
        known = {dish.code for dish in self.dishes}
        more, rows, errors = [], [], {}
        for at, lock in enumerate(profile.locks):
            if lock.food_code in known:
                continue
            try:
                dish, row = self._locked(profile, lock)
            except ValueError as error:
                errors[f"locks[{at}].food_code"] = str(error)
                continue
            known.add(dish.code)
            more.append(dish)
            rows.append(row)
        if errors:
            raise ProfileError(errors)
        if not more:
            return self
        return replace(
            self, dishes=(*self.dishes, *more), per_100g=np.vstack([self.per_100g, np.array(rows)])
        )

    def _locked(self, profile: Profile, lock: Lock) -> tuple[Dish, list[float]]:
        found = self.elsewhere(lock.food_code)
        if found is None:
            raise ValueError("is no code of the food table")
        dish = _as_dish(found, lock)
        _refuse_unsafe(found)
        if (profile.allergies or profile.diet) and not found.has_recipe:
            raise ValueError("has no recipe in the food table: nobody can say what it holds")
        if held := sorted(dish.allergens & profile.allergies):
            raise ValueError(f"may hold {', '.join(held)}, which she must not have")
        if not dish.is_allowed(allergies=(), diet=profile.diet):
            raise ValueError(f"is not {profile.diet}")
        return dish, [found.nutrients.get(name, np.nan) for name in self.columns]


def _refuse_unsafe(found: Found) -> None:
    """Raise ValueError with the reason and its source for a food that is avoided in pregnancy."""
    for caution in _cautions(found):
        if caution.rule.level == Level.AVOID:
            raise ValueError(
                f"is avoided in pregnancy: {caution.rule.sentence('en')} ({caution.rule.source})"
            )
    if found.nutrients.get("alcohol_g", 0.0) > MOST_ALCOHOL_G:
        raise ValueError("holds alcohol, which is avoided in pregnancy")


def _cautions(found: Found) -> Sequence[Caution]:
    return of_items([Item(found.code, names=[found.texts[0]], per_100g=found.nutrients)])


def _as_dish(found: Found, lock: Lock) -> Dish:
    usual = lock.grams or USUAL_SERVING_G
    notes = [NOT_CHECKED, *(one.rule.sentence("en") for one in _cautions(found))]
    return Dish(
        code=found.code, name_en=found.name, name_zh="", name_ko="", slots=frozenset({lock.slot}), part="whole",
        smallest_g=usual * OPEN_PORTION[0], usual_g=usual, largest_g=usual * OPEN_PORTION[2],
        cuisines=frozenset({"any"}), seasons=frozenset({"all"}), minutes=0, cost=2, pregnancy="check",
        pregnancy_note="; ".join(notes), allergens=allergens_of(found.texts), animal=animals_of(found.texts),
        fish="", family=f"own {found.code}",
    )  # fmt: skip
