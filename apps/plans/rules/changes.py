"""What of a mother's facts has changed so much that her plan no longer fits. Facts as a plan keeps them (`facts.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

WORTH_KG: Final = 2.0
"""A weight moves by a kilogram within a day; a plan does not follow that."""
WORTH_WEEKS: Final = 1.0
WORTH_G_DL: Final = 0.5
EXACT: Final[Mapping[str, tuple[str, ...]]] = {
    "allergy": ("allergies",),
    "diagnosis": ("gestational_diabetes",),
    "fetuses": ("fetuses",),
    "measures": ("height_cm", "weight_before_kg"),
    "activity": ("activity",),
    "standard": ("standard",),
    "age": ("age_years",),
    "supplement": ("supplement",),
    "windows": ("carbohydrate_windows_g",),
    "wishes": ("diet", "cuisine", "dislikes", "usual", "is_thrifty", "wants_leftovers"),
}
"""Code of a reason, and the fields of a profile that it is about."""
BESIDE: Final[Mapping[str, str]] = {"diagnosis": "conditions", "alert": "alerts"}
"""Code of a reason, and what of the facts beside the profile it is about."""
TOLD: Final = frozenset({"wishes"})
"""Changed by settings: not by itself a reason to make a plan anew that she has in her hands."""


def changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return the codes of what has changed. Both: `profile`, and beside it `conditions`, `alerts`, `laboratory`."""
    old, new = before.get("profile", {}), now.get("profile", {})
    found = [
        code
        for code, names in EXACT.items()
        if any(_plain(old.get(one)) != _plain(new.get(one)) for one in names)
    ]
    found += [
        code for code, name in BESIDE.items() if sorted(before.get(name, ())) != sorted(now.get(name, ()))
    ]
    if _apart(old.get("weight_kg"), new.get("weight_kg"), WORTH_KG):
        found.append("weight")
    if _apart(old.get("gestation_weeks"), new.get("gestation_weeks"), WORTH_WEEKS):
        found.append("dating")
    if _laboratory(before, now):
        found.append("laboratory")
    return sorted(set(found) - TOLD)


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple) and all(isinstance(one, str) for one in value):
        return sorted(value)
    return value or None


def _apart(old: float | None, new: float | None, worth: float) -> bool:
    if old is None or new is None:
        return old is not new
    return abs(old - new) >= worth


def _laboratory(before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
    old, new = before.get("laboratory", {}), now.get("laboratory", {})
    for name in sorted({*old, *new}):
        known, fresh = old.get(name), new.get(name)
        if known is None or fresh is None or abs(known["value"] - fresh["value"]) >= WORTH_G_DL:
            return True
    return False
