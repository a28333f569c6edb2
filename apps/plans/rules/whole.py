"""Everything of one week: meals, supplements and activity, from plain data to plain data."""

from __future__ import annotations

from typing import Any, Final

from apps.plans.rules import making, printing, profile
from apps.plans.rules.larder import Larder

SHOWN: Final = ("energy_kcal", "protein_g", "iron_mg", "calcium_mg", "folate_dfe_ug", "sodium_mg")


def make(given: Any, larder: Larder, *, language: str = "en") -> dict[str, Any]:
    """Return the printed plan of a profile that is given as plain data. Raises ProfileError."""
    asked = profile.parse(given, supplement_names=larder.columns)
    plan = making.make(asked, larder)
    return printing.as_json(plan, language=language)


def as_text(said: dict[str, Any]) -> str:
    """Return a plan, or what is wrong with a profile, for a person at a terminal."""
    if "errors" in said:
        return "\n".join(f"{name}: {what}" for name, what in said["errors"].items())
    lines = []
    for day in said["days"]:
        lines.append(f"{day['date']}  " + ", ".join(f"{name} {day['totals'][name]:.0f}" for name in SHOWN))
        for meal in day["meals"]:
            dishes = ", ".join(f"{item['name']} {item['grams']:.0f} g" for item in meal["items"])
            lines.append(f"  {meal['slot']}: {dishes}")
    lines += [
        f"not met: {unmet['nutrient']} {unmet['amount']} of {unmet['bound']}: {unmet['why']}"
        for unmet in said["unmet"]
    ]
    return "\n".join(lines)
