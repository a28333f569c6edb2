"""Dishes that could stand in another one's place, and what each of them changes in that day. Pure, over printed plans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from apps.plans.rules import checking
from apps.plans.rules.dishes import SEASONS, Dish
from apps.plans.rules.larder import Larder
from apps.plans.rules.profile import Profile
from apps.plans.rules.search import MOST_TIMES
from apps.plans.rules.targets import Bound, Targets

MOST_OFFERS: Final = 6
ENERGY: Final = "energy_kcal"
WORTH_SHARE: Final = 0.03
"""Of a day's target: what changes by less is not said."""
MOST_SAID: Final = 5
STRANGE: Final = 0.3
LIKED: Final = -0.05
SAME_FAMILY: Final = 0.15
OF_KIND: Final = {"intake": 1.0, "limit": 20.0, "goal": 0.4}


@dataclass(frozen=True)
class Change:
    """What a nutrient of that day becomes. `share`: of the day's target or limit, signed."""

    nutrient: str
    amount: float
    share: float


@dataclass(frozen=True)
class Offer:
    """A dish in the place of another, at the portion whose energy is nearest to what stood there."""

    dish: Dish
    grams: float
    energy_kcal: float
    changes: tuple[Change, ...]


class NotThere(LookupError):
    """The plan has no such dish in that meal."""


def item_of(plan: Mapping[str, Any], day: int, when: str, food_code: str) -> Mapping[str, Any]:
    """Return the dish that stands there. Raises NotThere."""
    for meal in plan["days"][day]["meals"] if 0 <= day < len(plan["days"]) else ():
        if when in (meal["when"], meal["slot"]):
            for item in meal["items"]:
                if item["food_code"] == food_code:
                    return dict(item, slot=meal["slot"], when=meal["when"])
    raise NotThere(food_code)


def offers(
    plan: Mapping[str, Any],
    profile: Profile,
    targets: Targets,
    larder: Larder,
    *,
    day: int,
    when: str,
    food_code: str,
) -> list[Offer]:
    """Return up to six dishes for the place of one, the best for that day first. `larder`: what she may eat.

    Raises NotThere.
    """
    item = item_of(plan, day, when, food_code)
    place = {dish.code: at for at, dish in enumerate(larder.dishes)}
    if food_code not in place:
        return []
    was = larder.dishes[place[food_code]]
    amounts = np.nan_to_num(larder.per_100g) / 100
    totals = plan["days"][day]["totals"]
    found = []
    for at in _candidates(plan, profile, larder.dishes, was, item["slot"], day):
        dish = larder.dishes[at]
        grams = _portion(dish, amounts[at], amounts[place[food_code]] * item["grams"], larder.columns)
        moved = dict(
            zip(larder.columns, amounts[at] * grams - amounts[place[food_code]] * item["grams"], strict=True)
        )
        after = {name: totals.get(name, 0.0) + moved.get(name, 0.0) for name in larder.columns}
        cost = _cost(targets, after) + _liking(profile, dish, was)
        found.append((cost, Offer(dish, grams, float(moved[ENERGY]), _changes(targets, moved))))
    found.sort(key=lambda one: (one[0], one[1].dish.code))
    return _varied([offer for _, offer in found])


def _varied(found: Sequence[Offer]) -> list[Offer]:
    """One of each family first, then the next best."""
    first: dict[str, Offer] = {}
    for offer in found:
        first.setdefault(offer.dish.family, offer)
    chosen = list(first.values())[:MOST_OFFERS]
    chosen += [offer for offer in found if offer not in chosen][: MOST_OFFERS - len(chosen)]
    return chosen


def _candidates(
    plan: Mapping[str, Any], profile: Profile, dishes: Sequence[Dish], was: Dish, slot: str, day: int
) -> Iterable[int]:
    used: Counter[str] = Counter(
        item["food_code"] for one in plan["days"] for meal in one["meals"] for item in meal["items"]
    )
    today = {item["food_code"] for meal in plan["days"][day]["meals"] for item in meal["items"]}
    season = SEASONS[profile.start.month]
    for at, dish in enumerate(dishes):
        if dish.code == was.code or dish.code in today or used[dish.code] >= MOST_TIMES:
            continue
        fits = dish.part == was.part and slot in dish.slots and dish.seasons & {"all", season}
        if fits and not {dish.code, dish.family} & profile.disliked:
            yield at


def _portion(dish: Dish, per_gram: Any, replaced: Any, columns: Sequence[str]) -> float:
    at = columns.index(ENERGY)
    density = float(per_gram[at])
    wanted = float(replaced[at]) / density if density > 0 else dish.usual_g
    return float(round(min(max(wanted, dish.smallest_g), dish.largest_g)))


def _cost(targets: Targets, totals: Mapping[str, float]) -> float:
    """Return how far off a day is, in shares of its bounds."""
    cost = 10 * max(0.0, abs(totals.get(ENERGY, 0.0) / targets.energy_kcal - 1) - checking.ENERGY_SHARE)
    for bound in targets.bounds:
        amount = checking.amount_of(bound, totals)
        cost += OF_KIND.get(bound.source, 1.0) * _off(bound, amount)
    return cost


def _off(bound: Bound, food: float) -> float:
    amount = food + bound.from_supplement
    short = max(0.0, 1 - amount / bound.least) if bound.least else 0.0
    over = max(0.0, amount / bound.most - 1) if bound.most else 0.0
    return short + over


def _liking(profile: Profile, dish: Dish, was: Dish) -> float:
    usual = bool({dish.code, dish.family} & profile.usual)
    return (
        STRANGE * (not dish.fits(profile.cuisine)) + LIKED * usual + SAME_FAMILY * (dish.family == was.family)
    )


def _changes(targets: Targets, moved: Mapping[str, float]) -> tuple[Change, ...]:
    found = {}
    for bound in targets.bounds:
        of = bound.least if bound.least is not None else bound.most
        if of and bound.columns and bound.key not in found:
            amount = checking.amount_of(bound, moved)
            found[bound.key] = Change(bound.key, round(float(amount), 2), round(float(amount) / of, 3))
    said = [one for one in found.values() if abs(one.share) >= WORTH_SHARE]
    return tuple(sorted(said, key=lambda one: -abs(one.share))[:MOST_SAID])
