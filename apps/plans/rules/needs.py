"""Which needs a printed plan tells: codes of a closed vocabulary, nothing that would tell a diagnosis.

Of supplements only what she is to begin, by herself: what a clinician orders, or lowers, is nobody's to sell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from apps.foundation.contracts.foods import food_of
from apps.foundation.contracts.needs import NoSuchNeed, read, supplement
from apps.plans.rules.supplement_lines import Status, Way

MOST: Final = 60
GEAR_OF: Final = {
    "walk": "walking",
    "swim": "swimming",
    "bike": "cycling",
    "strength": "strength",
    "yoga": "yoga",
    "pelvic": "pelvic_floor",
}
"""What the sessions of a week need, by the rule that put them there. Walks after meals (with diabetes) are walks."""


def of(result: Mapping[str, Any], foods: Iterable[str]) -> list[str]:
    """Return codes, each once, in the order of the plan. `foods`: names of the lines of its shopping list."""
    found = (*_supplements(result), *_foods(foods), *_gear(result))
    return [code for code in dict.fromkeys(found) if not read(code).is_asked_only][:MOST]


def _supplements(result: Mapping[str, Any]) -> Iterator[str]:
    for line in result.get("supplements", ()):
        if line["status"] != Status.TAKE or line["way"] != Way.SUPPLEMENT or not line.get("dose"):
            continue
        try:
            yield supplement(line["nutrient"], line["dose"])
        except NoSuchNeed:
            continue  # a nutrient for which nothing is offered


def _foods(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        food = food_of(name)
        if food is not None:
            yield f"food:{food}"


def _gear(result: Mapping[str, Any]) -> Iterator[str]:
    activity = result.get("activity") or {}
    rules = [session["rule"] for session in activity.get("sessions") or ()]
    yield from (f"gear:{GEAR_OF[rule]}" for rule in rules if rule in GEAR_OF)
