"""A whole week as it is kept: meals, supplements, activity, names in every language, and the versions behind them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from apps.plans import advice, versions
from apps.plans.rules import making, printing, targets
from apps.plans.rules import profile as profiles
from apps.plans.rules.dishes import listed
from apps.plans.rules.guidance import LANGUAGES
from apps.plans.rules.larder import Larder
from apps.plans.rules.profile import Lock, Profile, ProfileError
from apps.plans.selectors import larder as stored

FIRST_LANGUAGE: Final = "en"
LOCK: Final = re.compile(r"locks\[(\d+)\]")


@dataclass(frozen=True)
class Made:
    """What becomes a plan's content. `inputs`: the facts as they were gathered."""

    inputs: dict[str, Any]
    result: dict[str, Any]
    words: dict[str, Any]


def week(inputs: dict[str, Any], *, progress: Callable[[int, int], None] | None = None) -> Made:
    """Plan a week from facts as a plan keeps them. Raises ProfileError for facts outside of what can be planned for."""
    larder = stored.larder()
    asked = profile_of(inputs, larder)
    try:
        plan = making.make(asked, larder, progress)
    except ProfileError as error:
        kept = _without(inputs, error)
        if kept is None:
            raise
        return week(kept, progress=progress)
    return complete(inputs, asked, larder, printing.as_json(plan))


def _without(inputs: dict[str, Any], error: ProfileError) -> dict[str, Any] | None:
    """Return the facts without the locks that she must not have any more; None where it is not about locks alone."""
    gone = {int(found.group(1)) for name in error.errors if (found := LOCK.match(name))}
    if len(gone) < len(error.errors) or not gone:
        return None
    locks = [lock for place, lock in enumerate(inputs["locks"]) if place not in gone]
    return {**inputs, "locks": locks, "remarks": sorted({*inputs["remarks"], "dish_taken_out"})}


def complete(inputs: dict[str, Any], asked: Profile, larder: Larder, result: dict[str, Any]) -> Made:
    """Return printed meals with everything that stands beside them."""
    words = advice.of(inputs, asked, targets.of(asked, frozenset(larder.columns)), result)
    return Made(inputs, {**result, **words[FIRST_LANGUAGE], "days": _named(result["days"])}, words)


def profile_of(inputs: Mapping[str, Any], larder: Larder) -> Profile:
    """Return the profile of facts; supplements of which the table knows nothing are left out. Raises ProfileError."""
    given = dict(inputs["profile"])
    known = frozenset(larder.columns)
    given["supplement"] = {
        name: amount for name, amount in given.get("supplement", {}).items() if name in known
    }
    given["locks"] = list(inputs.get("locks", ()))
    given["laboratory"] = {name: known["value"] for name, known in inputs["laboratory"].items()}
    given |= {name: inputs[name] for name in ("conditions", "steps", "cleared")}
    return profiles.parse(given, supplement_names=known)


def locks_of(inputs: Mapping[str, Any]) -> list[Lock]:
    """Return the dishes that she put in herself, as they are kept beside the facts."""
    return [
        Lock(one["day"], one["slot"], one["food_code"], one.get("grams")) for one in inputs.get("locks", ())
    ]


def _named(days: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return days whose dishes carry their names by language: next year the list may call them otherwise."""
    dishes = {dish.code: dish for dish in listed()}

    def named(item: dict[str, Any]) -> dict[str, Any]:
        dish = dishes.get(item["food_code"])
        names = (
            {language: dish.name(language) for language in LANGUAGES}
            if dish
            else {FIRST_LANGUAGE: item["name"]}
        )
        return {**item, "names": names}

    return [
        {
            **day,
            "meals": [{**meal, "items": [named(item) for item in meal["items"]]} for meal in day["meals"]],
        }
        for day in days
    ]


def versions_of(made: Made) -> dict[str, str]:
    """Return the versions behind what was made."""
    return versions.of(made.result)
