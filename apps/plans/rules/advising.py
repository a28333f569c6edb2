"""Makes the input of the rules on supplements and activity out of a profile, its targets and a week's food."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from apps.plans.rules.activity_lines import ActivityInput
from apps.plans.rules.profile import Profile
from apps.plans.rules.supplement_lines import DIABETES_NOW, SupplementInput
from apps.plans.rules.targets import Targets


def supplement_input(profile: Profile, targets: Targets, food: Mapping[str, float]) -> SupplementInput:
    """Return for whom supplements are advised. `food`: a day's mean of the week, without what her supplements bring."""
    limits = {bound.key: bound.most for bound in targets.bounds if bound.is_hard and bound.most is not None}
    return SupplementInput(
        standard=profile.standard,
        gestation_weeks=profile.gestation_weeks,
        fetuses=profile.fetuses,
        age_years=profile.age_years,
        body_mass_index=profile.body_mass_index_before,
        conditions=_conditions(profile),
        diet=profile.diet,
        food=food,
        taken=profile.supplement,
        targets=targets.amounts,
        limits=limits,
    )


def activity_input(profile: Profile, known: ActivityInput | None = None) -> ActivityInput:
    """Return for whom activity is advised. `known`: what else is known of her: steps, conditions, clearances."""
    base = known or ActivityInput(profile.gestation_weeks)
    return replace(
        base,
        gestation_weeks=profile.gestation_weeks,
        age_years=profile.age_years,
        fetuses=profile.fetuses,
        conditions=base.conditions | _conditions(profile),
        gestational_diabetes=profile.gestational_diabetes,
        activity=profile.activity,
        body_mass_index=profile.body_mass_index_before,
    )


def _conditions(profile: Profile) -> frozenset[str]:
    return frozenset({DIABETES_NOW}) if profile.gestational_diabetes else frozenset()
