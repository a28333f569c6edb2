"""Everything of one week: meals, supplements and activity, from plain data to plain data."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from apps.nutrition.rules.tables import rows
from apps.plans.rules import activity, advising, making, printing, profile, supplements
from apps.plans.rules.larder import Larder
from apps.plans.rules.making import Plan

SHOWN: Final = ("energy_kcal", "protein_g", "iron_mg", "calcium_mg", "folate_dfe_ug", "sodium_mg")


def make(given: Any, larder: Larder, *, language: str = "en") -> dict[str, Any]:
    """Return the printed plan of a profile that is given as plain data. Raises ProfileError."""
    asked = profile.parse(given, supplement_names=known_nutrients(larder))
    plan = making.make(asked, larder)
    return printed(plan, language=language)


def known_nutrients(larder: Larder) -> frozenset[str]:
    """Return what a supplement may name: columns of the food table, and nutrients that a standard names without one."""
    named = {
        row["nutrient"] for row in rows("intakes") if not row["nutrient"].endswith(("_pct_energy", "_per_kg"))
    }
    return frozenset(larder.columns) | named


def printed(plan: Plan, *, language: str = "en", for_clinician: bool = False) -> dict[str, Any]:
    """Return a plan with its supplements and activity as plain data, in `en`, `zh-hans` or `ko`."""
    return printing.as_json(
        plan,
        language=language,
        supplements=supplements.as_json(supplements_of(plan), language, for_clinician=for_clinician),
        activity=activity.as_json(activity_of(plan.profile), language),
    )


def supplements_of(plan: Plan) -> tuple[supplements.Advice, ...]:
    """Return advice on supplements beside the meals of a plan."""
    food = {name: sum(day.totals[name] for day in plan.days) / len(plan.days) for name in plan.days[0].totals}
    most = {name: max(day.totals[name] for day in plan.days) for name in plan.days[0].totals}
    whom = replace(advising.supplement_input(plan.profile, plan.targets, food), food_most=most)
    laboratory: dict[str, Any] = {
        name: supplements.Laboratory(value) for name, value in plan.profile.laboratory.items()
    }
    return supplements.advise(
        replace(whom, conditions=whom.conditions | plan.profile.conditions, **laboratory)
    )


def activity_of(whose: profile.Profile) -> activity.ActivityAdvice:
    """Return advice on activity for a profile."""
    known = activity.ActivityInput(
        whose.gestation_weeks, conditions=whose.conditions, steps=whose.steps, cleared=whose.cleared,
        haemoglobin_g_dl=whose.laboratory.get("haemoglobin_g_dl"),
    )  # fmt: skip
    return activity.advise(advising.activity_input(whose, known))


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
