"""What a mother's days and weeks amount to, beside what they should bring. Only what she confirmed is counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from apps.accounts.models import Person
from apps.nutrition.models import Food, Meal, MealItem, SupplementTaken
from apps.nutrition.rules import cautions, glucose, supplements, totals
from apps.nutrition.rules.cautions import Caution
from apps.nutrition.rules.comparing import Compared, compare
from apps.nutrition.rules.fortified import for_country
from apps.nutrition.rules.glucose import MealCarbohydrate
from apps.nutrition.rules.reference_intakes import energy_added_kcal, energy_shares
from apps.nutrition.rules.totals import Amount, Eaten, Total, Week, with_supplements
from apps.nutrition.selectors import chosen, day_cautions, labels
from apps.nutrition.selectors import meals as reading
from apps.nutrition.selectors.day_cautions import Diary, course_of
from apps.nutrition.selectors.eating import eaten
from apps.nutrition.selectors.whom import Whom, known_of

DAYS_OF_WEEK: Final = 7


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
    compared = compare(last.whom.references, week.mean_per_day, mean_taken)
    return WeekOfDays(first, days, week, compared, day_cautions.of_week(day.cautions for day in days))


def days_of(person: Person, mother: Person, first: date, count: int) -> list[Day]:
    """Return so many days in a row, in a fixed number of queries."""
    last = first + timedelta(days=count - 1)
    found = reading.meals_of_days(person, mother, first, last)
    taken = reading.supplements_of(person, mother)
    known = known_of(person, mother)
    foods = chosen.foods_of(
        item.food_id
        for meal in found
        for item in meal.items.all()
        if item.food_id and item.confirmed_at is None
    )
    added = labels.cautions_of(labels.added_dishes(day_cautions.labels_of(found)))
    days = []
    for offset in range(count):
        on = first + timedelta(days=offset)
        meals = [meal for meal in found if meal.local_day == on]
        days.append(_day(on, known.on(on), meals, taken, foods, added))
    return days


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
        compare(whom.references, food.amounts, taken),
        energy_added_kcal(counted) if whom.pregnancy else None,
        energy_shares(counted) if whom.pregnancy else {},
        day_cautions.of_day(whom, Diary(meals, food.amounts, current, taken), foods, added),
        sum(_unconfirmed(meal) for meal in meals),
        any(_adjusted(whom, item)[1] for item in every if item.confirmed_at),
    )


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
