"""What a mother's days and weeks amount to, beside what they should bring. Only what she confirmed is counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from apps.accounts.models import Person
from apps.nutrition.models import Food, Meal, MealItem, NutritionProfile, Source, SupplementTaken
from apps.nutrition.rules import cautions, glucose, supplements, totals
from apps.nutrition.rules.cautions import CAFFEINE, Caution
from apps.nutrition.rules.comparing import Compared, compare
from apps.nutrition.rules.energy import Activity, Body, Need, need
from apps.nutrition.rules.fortified import for_country
from apps.nutrition.rules.glucose import MealCarbohydrate, Target
from apps.nutrition.rules.reference_intakes import (
    For,
    Reference,
    Standard,
    energy_added_kcal,
    energy_shares,
    references,
    standard_of_zone,
    trimester_of,
)
from apps.nutrition.rules.supplements import Course
from apps.nutrition.rules.totals import Amount, Eaten, Total, Week, with_supplements
from apps.nutrition.selectors import chosen, labels
from apps.nutrition.selectors import meals as reading
from apps.nutrition.selectors.eating import eaten
from apps.nutrition.selectors.predictions import candidates_of
from apps.pregnancies.models import Pregnancy, RiskFactor
from apps.pregnancies.rules.gestation import GestationalAge
from apps.pregnancies.selectors import gestational_age, pregnancies_visible_to
from apps.pregnancies.states import PregnancyState

GESTATIONAL_DIABETES: Final = "gestational_diabetes"
DAYS_OF_WEEK: Final = 7


@dataclass(frozen=True)
class Whom:
    """For whom a day is judged. `pregnancy`: that of the day; None: no reference intakes are for her then."""

    mother: Person
    standard: Standard
    age: int | None
    pregnancy: Pregnancy | None
    gestational_age: GestationalAge | None
    has_gestational_diabetes: bool
    targets: Mapping[str, Target]
    activity: Activity | None

    @property
    def energy_need(self) -> Need | None:
        """What a day should bring in energy; None outside pregnancy, or where too little is known of her."""
        if self.pregnancy is None:
            return None
        each = (self.pregnancy.height_cm, self.pregnancy.weight_before_kg)
        return need(self.counted, Body(*(None if one is None else float(one) for one in each)), self.activity)

    @property
    def counted(self) -> For:
        """Her as the rules know her."""
        days = self.gestational_age.days if self.gestational_age else None
        return For(self.standard, self.age, trimester_of(days, self.standard))


@dataclass(frozen=True)
class OfMeal:
    """One meal of a day. `total`: what is confirmed of it."""

    meal: Meal
    total: Total
    carbohydrate: MealCarbohydrate
    unconfirmed_count: int


@dataclass(frozen=True)
class Day:
    """One local day. `amounts`: food and supplements together; `food`: food alone."""

    on: date
    whom: Whom
    meals: Sequence[OfMeal]
    food: Total
    taken: Mapping[str, float]
    supplements: Sequence[SupplementTaken]
    compared: Mapping[str, Compared]
    energy_added_kcal: float | None
    energy_shares: Mapping[str, tuple[float | None, float | None]]
    cautions: Sequence[Caution]
    unconfirmed_count: int
    is_folate_of_food_only: bool

    @property
    def amounts(self) -> dict[str, Amount]:
        """What food and supplements brought together."""
        return with_supplements(self.food.amounts, self.taken)


@dataclass(frozen=True)
class WeekOfDays:
    """Seven local days from `first`. `compared`: the mean of days with entries beside the figures of the last one."""

    first: date
    days: Sequence[Day]
    week: Week
    compared: Mapping[str, Compared]
    cautions: Sequence[Caution]


def day_of(person: Person, mother: Person, on: date) -> Day:
    """Return one day of a mother whom `person` sees."""
    return days_of(person, mother, on, 1)[0]


def week_of(person: Person, mother: Person, on: date) -> WeekOfDays:
    """Return the seven days, Monday to Sunday, in which a day lies, of a mother whom `person` sees."""
    first = on - timedelta(days=on.weekday())
    days = days_of(person, mother, first, DAYS_OF_WEEK)
    week = totals.of_week([_eaten_of_day(day) for day in days])
    with_entries = [day for day in days if day.food.item_count]
    last = (with_entries or days)[-1]
    mean_taken = _mean([day.taken for day in with_entries])
    compared = compare(_references(last.whom), week.mean_per_day, mean_taken)
    return WeekOfDays(first, days, week, compared, _cautions_of_week(days))


def days_of(person: Person, mother: Person, first: date, count: int) -> list[Day]:
    """Return so many days in a row, in a fixed number of queries."""
    last = first + timedelta(days=count - 1)
    found = reading.meals_of_days(person, mother, first, last)
    taken = reading.supplements_of(person, mother)
    profile = reading.profile_of(person, mother)
    pregnancies = list(pregnancies_visible_to(person).filter(subject=mother).order_by("-pk"))
    diabetic = _with_gestational_diabetes(person, mother)
    foods = chosen.foods_of(
        item.food_id
        for meal in found
        for item in meal.items.all()
        if item.food_id and item.confirmed_at is None
    )
    added = labels.cautions_of(labels.added_dishes(_labels_of(found)))
    days = []
    for offset in range(count):
        on = first + timedelta(days=offset)
        whom = _whom(mother, profile, pregnancies, diabetic, on)
        meals = [meal for meal in found if meal.local_day == on]
        days.append(_day(on, whom, meals, taken, foods, added))
    return days


def _with_gestational_diabetes(person: Person, mother: Person) -> set[int]:
    rows = RiskFactor.objects.visible_to(person).filter(
        subject=mother, code=GESTATIONAL_DIABETES, ended_at=None
    )
    return {row.pregnancy_id for row in rows}


def _whom(
    mother: Person,
    profile: NutritionProfile | None,
    pregnancies: Sequence[Pregnancy],
    diabetic: set[int],
    on: date,
) -> Whom:
    pregnancy, age_then = _pregnancy_on(pregnancies, on)
    said = Standard(profile.standard) if profile and profile.standard else None
    year = profile.birth_year if profile else None
    targets = profile.carbohydrate_targets if profile else {}
    return Whom(
        mother,
        said or standard_of_zone(mother.time_zone),
        on.year - year if year is not None else None,
        pregnancy,
        age_then,
        pregnancy is not None and pregnancy.pk in diabetic,
        {kind: Target(low, high) for kind, (low, high) in targets.items()},
        Activity(profile.activity) if profile and profile.activity else None,
    )


def _pregnancy_on(
    pregnancies: Sequence[Pregnancy], on: date
) -> tuple[Pregnancy | None, GestationalAge | None]:
    """Return the pregnancy whose weeks count on a day; a going one without any dating where none does."""
    for pregnancy in pregnancies:
        age = gestational_age(pregnancy, on)
        if age is not None and age.is_counted:
            return pregnancy, age
    for pregnancy in pregnancies:
        if pregnancy.state == PregnancyState.GOING and gestational_age(pregnancy, on) is None:
            return pregnancy, None
    return None, None


def _day(
    on: date,
    whom: Whom,
    meals: Sequence[Meal],
    courses: Sequence[SupplementTaken],
    foods: Mapping[UUID, Food],
    added: cautions.Rules,
) -> Day:
    parts = [(meal, totals.of_items(_eaten(whom, _confirmed(meal)))) for meal in meals]
    food = totals.of_items([one for meal in meals for one in _eaten(whom, _confirmed(meal))])
    current = [row for row in courses if course_of(row).is_taken_on(on)]
    taken = supplements.of_day([course_of(row) for row in current], on)
    by_meal = glucose.of_day([(str(meal.public_id), meal.kind, total) for meal, total in parts], whom.targets)
    every = [item for meal in meals for item in meal.items.all()]
    counted = whom.counted
    return Day(
        on,
        whom,
        [
            OfMeal(meal, total, carbohydrate, _unconfirmed(meal))
            for (meal, total), carbohydrate in zip(parts, by_meal, strict=True)
        ],
        food,
        taken,
        current,
        compare(_references(whom), food.amounts, taken),
        energy_added_kcal(counted) if whom.pregnancy else None,
        energy_shares(counted) if whom.pregnancy else {},
        _cautions(whom, meals, food, foods, added),
        sum(_unconfirmed(meal) for meal in meals),
        any(_adjusted(whom, item)[1] for item in every if item.confirmed_at),
    )


def _references(whom: Whom) -> dict[str, Reference]:
    return references(whom.counted) if whom.pregnancy else {}


def course_of(row: SupplementTaken) -> Course:
    """Return a supplement as the rules know it."""
    return Course(row.per_dose, row.doses_per_day, row.from_day, row.until_day)


def _confirmed(meal: Meal) -> list[MealItem]:
    return [item for item in meal.items.all() if item.confirmed_at is not None]


def _unconfirmed(meal: Meal) -> int:
    return sum(item.confirmed_at is None for item in meal.items.all())


def _eaten(whom: Whom, items: Iterable[MealItem]) -> list[Eaten]:
    return [eaten(item, _adjusted(whom, item)[0]) for item in items]


def _adjusted(whom: Whom, item: MealItem) -> tuple[dict[str, float], bool]:
    return for_country(item.per_100g, table=item.food_table, standard=whom.standard)


def _eaten_of_day(day: Day) -> list[Eaten]:
    return [one for part in day.meals for one in _eaten(day.whom, _confirmed(part.meal))]


def _mean(each: Sequence[Mapping[str, float]]) -> dict[str, float]:
    names = {name for one in each for name in one}
    return {name: sum(one.get(name, 0.0) for one in each) / len(each) for name in sorted(names)}


def _cautions(
    whom: Whom, meals: Sequence[Meal], food: Total, foods: Mapping[UUID, Food], added: cautions.Rules
) -> list[Caution]:
    """What is in the diary, what photos may show that she has not decided yet, and the day's caffeine."""
    if whom.pregnancy is None:
        return []
    items = [item for meal in meals for item in meal.items.all()]
    hers = {str(item.public_id) for item in items if item.confirmed_at or item.source != Source.PHOTO}
    found = [
        replace(caution, is_certain=not hers.isdisjoint(caution.because))
        for caution in cautions.of_items((caution_item(item, foods) for item in items), added)
    ]
    waiting = [photo for meal in meals for photo in meal.photos.all() if _is_undecided(photo.pk, items)]
    guesses = [candidates_of(photo.prediction) for photo in waiting]
    guessed = [one for each in guesses for one in cautions.of_candidates(each, added)]
    caffeine = cautions.of_caffeine(food.amounts.get(CAFFEINE), whom.standard)
    return each_once([*([caffeine] if caffeine else []), *found, *guessed])


def _labels_of(meals: Iterable[Meal]) -> set[str]:
    """Every label that meals name: of items, and what photos may show."""
    found = {item.label for meal in meals for item in meal.items.all()}
    guesses = (
        guess for meal in meals for photo in meal.photos.all() for guess in candidates_of(photo.prediction)
    )
    return found | {guess.label for guess in guesses}


def _is_undecided(photo_pk: int, items: Sequence[MealItem]) -> bool:
    """She has not confirmed any item of this photo yet."""
    return not any(item.photo_id == photo_pk and item.confirmed_at for item in items)


def each_once(found: Sequence[Caution]) -> list[Caution]:
    """The first of each rule stays: what is certain comes before what is guessed."""
    kept: dict[str, Caution] = {}
    for caution in found:
        kept.setdefault(caution.rule.id, caution)
    return cautions.in_order(kept.values())


def _cautions_of_week(days: Sequence[Day]) -> list[Caution]:
    merged: dict[str, Caution] = {}
    for caution in (caution for day in days for caution in day.cautions):
        known = merged.get(caution.rule.id)
        because = (*known.because, *caution.because) if known else caution.because
        merged[caution.rule.id] = Caution(
            caution.rule,
            because,
            caution.values or (known.values if known else {}),
            caution.is_certain or (known is not None and known.is_certain),
        )
    return cautions.in_order(merged.values())


def caution_item(item: MealItem, foods: Mapping[UUID, Food]) -> cautions.Item:
    """Return an item as the rules of caution know it; of a draft the food itself is asked (`foods`)."""
    names, per_100g = [*item.food_names.values()], item.per_100g
    food = foods.get(item.food_id) if item.food_id else None
    if food is not None and not item.food_names:
        names, per_100g = [*chosen.names_of(food).values()], food.nutrients
    return cautions.Item(
        str(item.public_id), [*filter(None, names)], item.text, item.label, item.grams_high, per_100g
    )
