"""What is another in a plan than in the one before: dishes, targets, supplements, activity. Plans as they are printed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

WORTH_SHARE: Final = 0.01
"""Of a target: what moves by less is the same."""
WORTH_GRAMS: Final = 5.0
MOST_PORTIONS: Final = 12
ACTIVITY: Final = ("status", "minutes_per_week", "steps")
"""What of the activity is compared."""


def difference(before: Mapping[str, Any], now: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain data: `dishes` by day and meal, `portions`, `targets`, `supplements`, `activity`.

    Dishes are compared only where both plans are about the same week.
    """
    same_week = before.get("start") == now.get("start")
    return {
        "same_week": same_week,
        "dishes": _dishes(before, now) if same_week else [],
        "portions": _portions(before, now) if same_week else [],
        "targets": _targets(before, now),
        "supplements": _supplements(before, now),
        "activity": _activity(before, now),
    }


def is_empty(found: Mapping[str, Any]) -> bool:
    """Say whether nothing is another."""
    return not any(found.get(name) for name in ("dishes", "portions", "targets", "supplements", "activity"))


Meals = dict[tuple[int, str], list[Mapping[str, Any]]]


def _meals(plan: Mapping[str, Any]) -> Meals:
    found: Meals = {}
    for day in plan.get("days", ()):
        for meal in day["meals"]:
            found.setdefault((day["day"], meal.get("when") or meal["slot"]), []).extend(meal["items"])
    return found


def _dishes(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[dict[str, Any]]:
    old, new = _meals(before), _meals(now)
    found = []
    for key in sorted({*old, *new}, key=lambda one: (one[0], _order(now, before, one))):
        gone, come = _apart(old.get(key, ()), new.get(key, ())), _apart(new.get(key, ()), old.get(key, ()))
        if gone or come:
            found.append({"day": key[0], "when": key[1], "out": gone, "in": come})
    return found


def _order(now: Mapping[str, Any], before: Mapping[str, Any], key: tuple[int, str]) -> int:
    for plan in (now, before):
        for day in plan.get("days", ()):
            names = [meal.get("when") or meal["slot"] for meal in day["meals"]]
            if day["day"] == key[0] and key[1] in names:
                return names.index(key[1])
    return 0


def _apart(these: Sequence[Mapping[str, Any]], those: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return dishes of `these` that `those` do not have, each as often as it is more."""
    left = Counter(item["food_code"] for item in those)
    found = []
    for item in these:
        if left[item["food_code"]]:
            left[item["food_code"]] -= 1
        else:
            found.append({"food_code": item["food_code"], "name": item["name"], "grams": item["grams"]})
    return found


def _portions(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return dishes that stayed with another portion, the largest change first."""
    old, new = _meals(before), _meals(now)
    found = []
    for key in sorted({*old} & {*new}):
        grams = {item["food_code"]: item["grams"] for item in old[key]}
        for item in new[key]:
            was = grams.get(item["food_code"])
            if was is not None and abs(was - item["grams"]) >= WORTH_GRAMS:
                about = {"day": key[0], "when": key[1], "food_code": item["food_code"], "name": item["name"]}
                found.append({**about, "before_g": was, "after_g": item["grams"]})
    found.sort(key=lambda one: -abs(one["after_g"] - one["before_g"]))
    return found[:MOST_PORTIONS]


def _targets(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[dict[str, Any]]:
    old, new = before.get("targets", {}), now.get("targets", {})
    return [
        {"nutrient": name, "before": old.get(name), "after": new.get(name)}
        for name in dict.fromkeys([*new, *old])
        if _is_another(old.get(name), new.get(name))
    ]


def _is_another(old: float | None, new: float | None) -> bool:
    if old is None or new is None:
        return old is not new
    return abs(old - new) > WORTH_SHARE * max(abs(old), abs(new))


def _supplements(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[dict[str, Any]]:
    old, new = _lines(before.get("supplements", ())), _lines(now.get("supplements", ()))
    return [
        {"nutrient": name, "before": old.get(name), "after": new.get(name)}
        for name in dict.fromkeys([*new, *old])
        if old.get(name) != new.get(name)
    ]


def _lines(lines: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return what she is to do by nutrient; what only a clinician may order is left out."""
    kept = [line for line in lines if line.get("way") != "prescription"]
    return {
        line["nutrient"]: {"status": line.get("status"), "dose": line.get("dose"), "unit": line.get("unit")}
        for line in kept
    }


def _activity(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[dict[str, Any]]:
    old, new = _moves(before.get("activity") or {}), _moves(now.get("activity") or {})
    return [
        {"what": name, "before": old[name], "after": new[name]} for name in ACTIVITY if old[name] != new[name]
    ]


def _moves(activity: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "status": activity.get("status"),
        "minutes_per_week": activity.get("minutes_per_week"),
        "steps": (activity.get("step_goal") or {}).get("steps"),
    }
