"""Supplements and activity beside a week of meals: from the same facts, in every language that KAISHI speaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from apps.plans.rules import activity, advising, supplements
from apps.plans.rules.activity import ActivityInput
from apps.plans.rules.guidance import LANGUAGES
from apps.plans.rules.profile import Profile
from apps.plans.rules.supplements import Laboratory, SupplementInput
from apps.plans.rules.targets import Targets

DAYS_A_WEEK: Final = 7
Words = dict[str, dict[str, Any]]


def of(facts: Mapping[str, Any], profile: Profile, targets: Targets, result: Mapping[str, Any]) -> Words:
    """Return supplements and activity by language. `facts`: as a plan keeps them; `result`: the printed meals."""
    lines = supplements.advise(for_supplements(facts, profile, targets, result))
    moves = activity.advise(_for_activity(facts, profile))
    return {
        language: {
            "supplements": supplements.as_json(lines, language, for_clinician=True),
            "activity": activity.as_json(moves, language),
        }
        for language in LANGUAGES
    }


def for_supplements(
    facts: Mapping[str, Any], profile: Profile, targets: Targets, result: Mapping[str, Any]
) -> SupplementInput:
    """Return for whom supplements are advised."""
    days = [day["totals"] for day in result["days"]]
    mean = {name: sum(day[name] for day in days) / len(days) for name in days[0]}
    most = {name: max(day[name] for day in days) for name in days[0]}
    whom = replace(advising.supplement_input(profile, targets, mean), food_most=most)
    laboratory: dict[str, Any] = {
        name: Laboratory(known["value"], _week_of(known, profile))
        for name, known in facts["laboratory"].items()
    }
    return replace(whom, conditions=whom.conditions | profile.conditions, **laboratory)


def _week_of(known: Mapping[str, Any], profile: Profile) -> float:
    """Return the week of a sample: limits of the blood go by trimester."""
    ago = (profile.start - date.fromisoformat(known["on"])).days
    return max(0.0, profile.gestation_weeks - ago / DAYS_A_WEEK)


def _for_activity(facts: Mapping[str, Any], profile: Profile) -> ActivityInput:
    last = facts.get("last_week", {})
    known = ActivityInput(
        profile.gestation_weeks,
        conditions=profile.conditions | frozenset(facts.get("stops", ())),
        steps=profile.steps,
        cleared=profile.cleared,
        haemoglobin_g_dl=profile.laboratory.get("haemoglobin_g_dl"),
        last_step_goal=last.get("step_goal"),
        adherence=last.get("steps_share"),
    )
    return advising.activity_input(profile, known)
