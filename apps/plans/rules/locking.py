"""Dishes that she put into her week herself: they are found, checked, and stay where she put them."""

from __future__ import annotations

from apps.plans.rules.larder import Larder
from apps.plans.rules.profile import Lock, Profile, ProfileError
from apps.plans.rules.search import EMPTY, Week


def with_locked(whole: Larder, allowed: Larder, profile: Profile) -> Larder:
    """Return what she may eat with what she locked. Raises ProfileError for what she must not have, or nobody knows."""
    listed = {dish.code: dish for dish in whole.dishes}
    errors = {}
    for at, lock in enumerate(profile.locks):
        dish = listed.get(lock.food_code)
        if dish and (held := sorted(dish.allergens & profile.allergies)):
            errors[f"locks[{at}].food_code"] = f"holds {', '.join(held)}, which she must not have"
        elif dish and not dish.is_allowed(allergies=(), diet=profile.diet):
            errors[f"locks[{at}].food_code"] = f"is not {profile.diet}"
    if errors:
        raise ProfileError(errors)
    if not allowed.dishes:
        raise ProfileError({"allergies": "leave no dish of the list"})
    return allowed.with_locked(profile)


def place(week: Week, profile: Profile) -> None:
    """Put each lock into its day. Raises ProfileError where a meal has no room for all of them."""
    number = {dish.code: at for at, dish in enumerate(week.dishes)}
    for at, lock in enumerate(profile.locks):
        spot = _spot(week, lock, number[lock.food_code])
        if spot is None:
            raise ProfileError({f"locks[{at}]": f"there is no room for one more dish in this {lock.slot}"})
        day = week.days[lock.day]
        dish = week.dishes[number[lock.food_code]]
        day.dish[spot], day.locked[spot] = number[lock.food_code], True
        day.grams[spot] = lock.grams or dish.usual_g
        day.weighed[spot] = lock.grams is not None


def _spot(week: Week, lock: Lock, number: int) -> int | None:
    """Return the place that suits the dish best, or any free one of that meal."""
    day, part = week.days[lock.day], week.dishes[number].part
    free = [at for at, one in enumerate(week.places) if one.slot == lock.slot and day.dish[at] == EMPTY]
    return next((at for at in free if part in week.places[at].parts), free[0] if free else None)
