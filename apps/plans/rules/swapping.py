"""Puts a dish into a week that stands. The rest of that day makes room for it; the other six days stay as they are.

First the other dishes of the day stay and only their portions move. Where the day misses more than it did, its other
dishes are chosen anew, and whichever misses less is taken.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from apps.plans.rules import checking, locking, making, measures, printing, search, targets, week
from apps.plans.rules.larder import Larder
from apps.plans.rules.portions import Solver
from apps.plans.rules.printing import WHY
from apps.plans.rules.profile import Lock, Profile, ProfileError
from apps.plans.rules.search import EMPTY, Day, Week

ROUNDS: Final = 2
SERIOUS: Final = frozenset({"intake", "limit", "energy", "meal"})


@dataclass(frozen=True)
class Swap:
    """Which dish goes out of which meal (`when`: its moment of the day), and which comes in; `grams` None: as it fits."""

    day: int
    slot: str
    when: str
    out: str
    new: str
    grams: float | None = None


@dataclass(frozen=True)
class _Spot:
    """A dish that stays. `grams` None: its portion may move."""

    day: int
    when: str
    code: str
    grams: float | None
    slot: str


def swap(
    plan: Mapping[str, Any], profile: Profile, larder: Larder, asked: Swap, *, locks: Sequence[Lock] = ()
) -> dict[str, Any]:
    """Return the printed plan with the dish swapped. `locks`: those that she has set before.

    Raises ProfileError for a dish that she must not have, or that nobody knows.
    """
    began = time.perf_counter()
    others = [spot for spot in _spots(plan) if spot.day != asked.day]
    today = [
        spot
        for spot in _spots(plan)
        if spot.day == asked.day and not (spot.when == asked.when and spot.code == asked.out)
    ]
    new = _Spot(asked.day, asked.when, asked.new, asked.grams, asked.slot)
    kept = {(lock.slot, lock.food_code): lock for lock in locks if lock.day == asked.day}
    gentle = [replace(spot, grams=_grams(kept, spot)) for spot in today]
    held = [spot for spot in gentle if (spot.slot, spot.code) in kept]
    set_ = {(lock.day, lock.slot, lock.food_code) for lock in locks} | {(asked.day, asked.slot, asked.new)}
    made = _joined(
        plan, _planned(profile, larder, asked, [*others, new, *gentle]), asked.day, set_, profile, larder
    )
    if _misses(made, asked.day) > _misses(plan, asked.day):
        anew = _joined(
            plan, _planned(profile, larder, asked, [*others, new, *held]), asked.day, set_, profile, larder
        )
        made = anew if _misses(anew, asked.day) < _misses(made, asked.day) else made
    return {**made, "seconds": round(time.perf_counter() - began, 4)}


def _grams(kept: Mapping[tuple[str, str], Lock], spot: _Spot) -> float | None:
    lock = kept.get((spot.slot, spot.code))
    return lock.grams if lock else None


def _spots(plan: Mapping[str, Any]) -> list[_Spot]:
    return [
        _Spot(day["day"], meal["when"], item["food_code"], item["grams"], meal["slot"])
        for day in plan["days"]
        for meal in day["meals"]
        for item in meal["items"]
    ]


def _misses(plan: Mapping[str, Any], day: int) -> int:
    return sum(one["day"] in (day, None) and one["kind"] in SERIOUS for one in plan["unmet"])


def _planned(profile: Profile, larder: Larder, asked: Swap, spots: Sequence[_Spot]) -> dict[str, Any]:
    """Return a week with these dishes in their places, that day filled up and weighed."""
    began = time.perf_counter()
    locks = tuple(Lock(spot.day, spot.slot, spot.code, spot.grams) for spot in spots)
    around = replace(profile, locks=locks, disliked=profile.disliked | {asked.out})
    wanted = targets.of(around, frozenset(larder.columns))
    allowed = locking.with_locked(larder, larder.allowed(around), around)
    found = week.begin(around, wanted, allowed.dishes, measures.of(wanted, allowed.columns, allowed.per_100g))
    _place(found, spots)
    solver = Solver()
    for _ in range(week.SWEEPS):
        search.fill(found, asked.day)
    week.size(found, asked.day, solver)
    for _ in range(ROUNDS):
        week.better(found, asked.day, solver)
    return printing.as_json(making._printed(found, wanted, allowed, began))


def _place(found: Week, spots: Iterable[_Spot]) -> None:
    number = {dish.code: at for at, dish in enumerate(found.dishes)}
    for spot in spots:
        day, part = found.days[spot.day], found.dishes[number[spot.code]].part
        at = _free(found, day, spot, part)
        if at is None:
            raise ProfileError({"food_code": f"there is no room for one more dish in this {spot.slot}"})
        day.dish[at], day.locked[at] = number[spot.code], True
        day.grams[at] = found.dishes[number[spot.code]].usual_g if spot.grams is None else spot.grams
        day.weighed[at] = spot.grams is not None


def _free(found: Week, day: Day, spot: _Spot, part: str) -> int | None:
    """Return the place of that very meal that suits the dish best, or any free one of it."""
    here = [
        at
        for at, place in enumerate(found.places)
        if found.meals[place.meal].when == spot.when and day.dish[at] == EMPTY
    ]
    return next((at for at in here if part in found.places[at].parts), here[0] if here else None)


def _joined(
    plan: Mapping[str, Any],
    made: Mapping[str, Any],
    day: int,
    locked: set[tuple[int, str, str]],
    profile: Profile,
    larder: Larder,
) -> dict[str, Any]:
    days = [made["days"][number] if number == day else one for number, one in enumerate(plan["days"])]
    days = [_marked(one, locked) for one in days]
    return {**plan, "unmet": _missed(plan, made, days, profile, larder), "days": days}


def _marked(day: Mapping[str, Any], locked: set[tuple[int, str, str]]) -> dict[str, Any]:
    """Say of each dish whether it is one of hers."""
    meals = [
        {
            **meal,
            "items": [
                {**item, "locked": (day["day"], meal["slot"], item["food_code"]) in locked}
                for item in meal["items"]
            ],
        }
        for meal in day["meals"]
    ]
    return {**day, "meals": meals}


def _missed(
    plan: Mapping[str, Any],
    made: Mapping[str, Any],
    days: Sequence[Mapping[str, Any]],
    profile: Profile,
    larder: Larder,
) -> list[dict[str, Any]]:
    """Check every bound of the whole week again."""
    wanted = targets.of(profile, frozenset(larder.columns))
    reach = {
        row["nutrient"]: row["reach"]
        for row in (*plan["unmet"], *made["unmet"])
        if row.get("reach") is not None
    }
    missed = checking.missed(wanted, [one["totals"] for one in days], reach)
    missed += checking.meals_missed(
        profile, [[(meal["slot"], meal["carbohydrate_g"]) for meal in one["meals"]] for one in days]
    )
    return [checking.as_json(one, WHY) for one in missed]
