"""What a meal's energy may be, and the one question that would settle most of it, out of rows that are in hand."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from uuid import UUID

from apps.nutrition.models import Certainty, Food, Meal, MealItem, Measure, Source
from apps.nutrition.rules import questions
from apps.nutrition.rules.portions import Grams, Serving, Size, of_size, serving_of, servings
from apps.nutrition.rules.preparations import NAMES, prepared
from apps.nutrition.rules.questions import PHOTOGRAPHED, Guess, Kind, Part, Question
from apps.nutrition.rules.reference_intakes import For, Standard, references, standard_of_zone
from apps.nutrition.rules.spread import Spread
from apps.nutrition.selectors.deciding import has_decided
from apps.nutrition.selectors.eating import grams_of, is_chosen
from apps.nutrition.states import DUE, MealState

UNDECIDED = frozenset({Certainty.CONFIRM, Certainty.NOT_SURE})
ANY_TRIMESTER = 2
"""Needs hardly differ between trimesters beside how uncertain a meal is."""

ById = Mapping[UUID, Food]
ByLabel = Mapping[str, Food]


def energy_of(meal: Meal, by_id: ById, by_label: ByLabel) -> Spread | None:
    """Return the energy of a whole meal, drafts included; None where it is empty, or of an item nothing is known."""
    return questions.energy(parts_of(meal, by_id, by_label))


def question_of(meal: Meal, by_id: ById, by_label: ByLabel) -> Question | None:
    """Return what to ask of a meal; None once she was asked, or confirmed it, or a photo is still looked at."""
    waits = any(photo.state in DUE for photo in meal.photos.all())
    if meal.state != MealState.DRAFT or meal.asked_at is not None or waits:
        return None
    needs = _needs(standard_of_zone(meal.subject.time_zone))
    return questions.asks(parts_of(meal, by_id, by_label), needs)


def waits_for_photo(meal: Meal) -> MealItem | None:
    """Return the item of which she has promised a photo with a coin; None where there is none, or it has come."""
    promised = (item for item in meal.items.all() if item.answers.get(Kind.PHOTO) == PHOTOGRAPHED)
    return next(promised, None)


def parts_of(meal: Meal, by_id: ById, by_label: ByLabel) -> list[Part]:
    """Return the items of a meal as the rules of questions know them; what only may lie beside it is none yet."""
    return [part_of(item, by_id, by_label) for item in meal.items.all() if not item.is_further]


def part_of(item: MealItem, by_id: ById, by_label: ByLabel) -> Part:
    """Return one item as the rules of questions know it."""
    guesses = _candidates(item, by_label) if is_undecided(item) else [_decided(item, by_id, by_label)]
    return Part(
        str(item.public_id),
        tuple(guesses),
        is_size_open=item.measure == Measure.USUAL,
        is_chosen=is_chosen(item) and not is_undecided(item),
        is_settled=item.confirmed_at is not None,
        is_photographed=item.photo is not None,
        said=frozenset(name for name in item.answers if name in NAMES),
    )


def is_undecided(item: MealItem) -> bool:
    """Say whether it is still open what a photo shows: neither she nor the recogniser was sure."""
    return (
        item.source == Source.PHOTO
        and item.photo is not None
        and item.certainty in UNDECIDED
        and not has_decided(item)
    )


def _candidates(item: MealItem, by_label: ByLabel) -> list[Guess]:
    """What the recogniser named, where the food table knows it."""
    assert item.photo is not None  # an undecided item has one
    named = item.photo.prediction.get("candidates", [])
    return [
        Guess(label, chance, by_label[label].nutrients, grams_as(item, label), serving_of(label))
        for label, chance in named
        if label in by_label and chance > 0
    ]


def _decided(item: MealItem, by_id: ById, by_label: ByLabel) -> Guess:
    grams = grams_of(item)
    usual = serving_of(item.label) if item.label in servings() else _around(grams)
    return Guess(item.label, 1.0, _per_100g(item, by_id, by_label), grams, usual)


def _per_100g(item: MealItem, by_id: ById, by_label: ByLabel) -> Mapping[str, float]:
    """As it was copied; of a draft as the table has it, made as she said."""
    if item.confirmed_at is not None:
        return dict(item.per_100g)
    food = (by_id.get(item.food_id) if item.food_id else None) or by_label.get(item.label)
    said = {name: answer for name, answer in item.answers.items() if name in NAMES}
    return prepared(food.nutrients, said) if food else {}


def grams_as(item: MealItem, label: str) -> Grams:
    """Return what an item weighs, were it this label: what was measured stays, what is usual follows the dish."""
    seen = item.photo.prediction.get("weights", {}).get(label) if item.photo else None
    if item.measure == Measure.SCALED and seen:
        return Grams(*seen)
    if item.measure in (Measure.USUAL, Measure.SIZE):
        return of_size(serving_of(label), Size(item.size) if item.size else None)
    return grams_of(item)


def _around(grams: Grams) -> Serving:
    return Serving(grams.low, grams.best, grams.high)


@cache
def _needs(standard: Standard) -> dict[str, float]:
    found = references(For(standard, None, ANY_TRIMESTER))
    return {name: one.target for name, one in found.items() if one.target is not None}
