"""What plans answer when products could be shown to a mother: gathers what of her decides, and lets the rules judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from apps.accounts.models import Person
from apps.foundation.contracts.offer_checks import Candidate, Judged
from apps.nutrition.models import NutritionProfile, SupplementTaken
from apps.nutrition.rules import reference_intakes as intakes
from apps.nutrition.rules import supplements
from apps.nutrition.selectors.days import DAYS_OF_WEEK, course_of, days_of
from apps.plans import advice, printed
from apps.plans.models import OfferVeto, PlanContent, PlanSettings
from apps.plans.rules import allergy_words, offer_checking, targets
from apps.plans.rules.offer_checking import Mother
from apps.plans.rules.supplement_lines import Status, SupplementInput
from apps.plans.selectors import larder as stored
from apps.plans.services import needs
from apps.pregnancies.days import local_day
from apps.pregnancies.models import Allergy

WHY: Final = "what may be shown to her is checked"
OF_AGE: Final = 18
LEFT_TO_TEAM: Final = frozenset({Status.AVOID, Status.REDUCE, Status.ASK_CLINICIAN})


def check(mother: Person, candidates: Sequence[Candidate], at: datetime) -> Mapping[int, Judged]:
    """Return for each product whether it may be shown to a mother."""
    if not candidates:
        return {}
    return offer_checking.judge_all(candidates, gathered(mother, at))


def gathered(mother: Person, at: datetime) -> Mother:
    """Gather what of a mother decides: as it is now, not as it was when her plan was made."""
    pregnancy = needs.going(mother)
    if pregnancy is None or _is_under_age(mother, at):
        return Mother(is_time=False)
    allergies = Allergy.objects.for_system(WHY).filter(subject=mother, ended_at=None)
    known = allergy_words.of(row.substance for row in allergies)
    vetoes = OfferVeto.objects.for_system(WHY).filter(pregnancy=pregnancy, lifted_at=None)
    settings = PlanSettings.objects.for_system(WHY).filter(subject=mother).first()
    found = Mother(
        is_time=True,
        allergies=known,
        are_allergies_asked=bool(known) or pregnancy.allergies_asked_at is not None,
        diet=(settings.diet or None) if settings else None,
        vetoes=frozenset(vetoes.values_list("category", flat=True)),
    )
    plans = needs.sent_plans(pregnancy, at)
    if not plans:
        return found
    whom = _whom(mother, plans[-1].content, at)
    return replace(
        found,
        whom=whom,
        limits=_limits(whom),
        left_to_team=frozenset(
            line["nutrient"]
            for plan in plans
            for line in plan.content.result["supplements"]
            if line["status"] in LEFT_TO_TEAM
        ),
    )


def _is_under_age(mother: Person, at: datetime) -> bool:
    """Say whether she can be younger than 18, by the year of her birth: until that year is over she may turn it yet."""
    told = NutritionProfile.objects.for_system(WHY).filter(subject=mother).first()
    return told is not None and told.birth_year is not None and at.year - told.birth_year <= OF_AGE


def _whom(mother: Person, content: PlanContent, at: datetime) -> SupplementInput:
    """Return her as the rules on supplements know her: food by the day that brings most, of her plan or her diary."""
    larder = stored.larder()
    profile = printed.profile_of(content.inputs, larder)
    bounds = targets.of(profile, frozenset(larder.columns))
    whom = advice.for_supplements(content.inputs, profile, bounds, content.result)
    today = local_day(mother, at)
    diary = days_of(mother, mother, today - timedelta(days=DAYS_OF_WEEK - 1), DAYS_OF_WEEK)
    most = dict(whom.food_most)
    for day in diary:
        for name, amount in day.food.amounts.items():
            most[name] = max(most.get(name, 0.0), amount.value)
    rows = SupplementTaken.objects.for_system(WHY).filter(subject=mother, from_day__lte=today)
    taken = supplements.of_day([course_of(row) for row in rows], today)
    names = {*taken, *whom.taken}
    higher = {name: max(taken.get(name, 0.0), whom.taken.get(name, 0.0)) for name in names}
    return replace(whom, food_most=most, taken=higher)


def _limits(whom: SupplementInput) -> dict[str, float]:
    """Return the limits of her standard by what supplements are called; of the American one where hers has none."""
    found: dict[str, float] = {}
    age = int(whom.age_years) if whom.age_years is not None else None
    days = round(whom.gestation_weeks * 7)
    for standard in (intakes.Standard.NASEM, targets.STANDARD_OF[whom.standard]):
        about = intakes.For(standard, age, intakes.trimester_of(days, standard))
        for reference in intakes.references(about).values():
            if reference.limit is not None:
                found[reference.limit.counted.in_supplements] = reference.limit.amount
    return found
