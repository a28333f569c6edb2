"""What deserves a calm word on a day or in a week: what is in the diary, what photos may show, what she takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from apps.nutrition.models import Food, Meal, MealItem, Source, SupplementTaken
from apps.nutrition.rules import cautions
from apps.nutrition.rules.cautions import CAFFEINE, Caution
from apps.nutrition.rules.supplement_cautions import Pill, of_supplements
from apps.nutrition.rules.supplements import VITAMIN_A, Course
from apps.nutrition.rules.totals import Amount, with_supplements
from apps.nutrition.selectors import chosen
from apps.nutrition.selectors.deciding import has_decided, is_open
from apps.nutrition.selectors.predictions import candidates_of
from apps.nutrition.selectors.whom import Whom


@dataclass(frozen=True)
class Diary:
    """One day as it was written. `food`: the sums of what is confirmed; `taken`: what `courses` add to them."""

    meals: Sequence[Meal]
    food: Mapping[str, Amount]
    courses: Sequence[SupplementTaken]
    taken: Mapping[str, float]


def of_day(whom: Whom, diary: Diary, foods: Mapping[UUID, Food], added: cautions.Rules) -> list[Caution]:
    """Return what to say about a day in pregnancy. `foods`: those that drafts point at; `added`: the site's own rules."""
    if whom.pregnancy is None:
        return []
    items = [item for meal in diary.meals for item in meal.items.all()]
    said = _joined([*_of_items(items, foods, added), *_of_supplements(whom, diary)])
    caffeine = cautions.of_caffeine(with_supplements(diary.food, diary.taken).get(CAFFEINE), whom.standard)
    return each_once([*([caffeine] if caffeine else []), *said, *_guessed(diary.meals, items, added)])


def _of_items(items: Sequence[MealItem], foods: Mapping[UUID, Food], added: cautions.Rules) -> list[Caution]:
    """A draft out of a photo is a guess until she has decided."""
    hers = {str(item.public_id) for item in items if item.source != Source.PHOTO or has_decided(item)}
    found = cautions.of_items((_caution_item(item, foods) for item in items), added)
    return [replace(caution, is_certain=not hers.isdisjoint(caution.because)) for caution in found]


def _of_supplements(whom: Whom, diary: Diary) -> list[Caution]:
    reference = whom.references.get(VITAMIN_A)
    limit = reference.limit.amount if reference and reference.limit else None
    pills = [Pill(str(row.public_id), row.name, course_of(row)) for row in diary.courses]
    return of_supplements(pills, diary.food, retinol_limit=limit)


def _guessed(meals: Sequence[Meal], items: Sequence[MealItem], added: cautions.Rules) -> list[Caution]:
    """What photos may show of whose dish she has not decided yet."""
    still_open = [photo for meal in meals for photo in meal.photos.all() if is_open(photo.pk, items)]
    guesses = [candidates_of(photo.prediction) for photo in still_open]
    return [one for each in guesses for one in cautions.of_candidates(each, added)]


def course_of(row: SupplementTaken) -> Course:
    """Return a supplement as the rules know it."""
    return Course(row.per_dose, row.doses_per_day, row.from_day, row.until_day)


def labels_of(meals: Iterable[Meal]) -> set[str]:
    """Every label that meals name: of items, and what photos may show."""
    found = {item.label for meal in meals for item in meal.items.all()}
    guesses = (
        guess for meal in meals for photo in meal.photos.all() for guess in candidates_of(photo.prediction)
    )
    return found | {guess.label for guess in guesses}


def each_once(found: Sequence[Caution]) -> list[Caution]:
    """The first of each rule stays: what is certain comes before what is guessed."""
    kept: dict[str, Caution] = {}
    for caution in found:
        kept.setdefault(caution.rule.id, caution)
    return cautions.in_order(kept.values())


def of_week(days: Iterable[Sequence[Caution]]) -> list[Caution]:
    """Return the cautions of several days, each rule once, about everything that it was about on any of them."""
    return cautions.in_order(_joined([caution for day in days for caution in day]))


def _joined(found: Iterable[Caution]) -> list[Caution]:
    merged: dict[str, Caution] = {}
    for caution in found:
        known = merged.get(caution.rule.id)
        because = (*known.because, *caution.because) if known else caution.because
        merged[caution.rule.id] = Caution(
            caution.rule,
            tuple(dict.fromkeys(because)),
            caution.values or (known.values if known else {}),
            caution.is_certain or (known is not None and known.is_certain),
        )
    return list(merged.values())


def _caution_item(item: MealItem, foods: Mapping[UUID, Food]) -> cautions.Item:
    """Return an item as the rules of caution know it; of a draft the food itself is asked (`foods`)."""
    names, per_100g = [*item.food_names.values()], item.per_100g
    food = foods.get(item.food_id) if item.food_id else None
    if food is not None and not item.food_names:
        names, per_100g = [*chosen.names_of(food).values()], food.nutrients
    return cautions.Item(
        str(item.public_id), [*filter(None, names)], item.text, item.label, item.grams_high, per_100g
    )
