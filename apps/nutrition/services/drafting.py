"""What a photo may show becomes a draft of the meal: a proposal only, its amount usual, or told by a coin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from apps.nutrition.models import Certainty, Meal, MealItem, MealPhoto, Measure, Source
from apps.nutrition.recognising import Seen
from apps.nutrition.rules.portions import Scale
from apps.nutrition.rules.questions import TAKEN, Kind
from apps.nutrition.selectors import asking, labels
from apps.nutrition.services.items import MOST_ITEMS
from apps.nutrition.services.weights import Said, weight, weight_seen

PROPOSES: Final = frozenset({Certainty.CONFIDENT, Certainty.CONFIRM})
"""In these the likeliest label is filled in; otherwise she chooses among five, or says it herself."""


def draft_items(meal: Meal, photo: MealPhoto, seen: Seen, *, at: datetime) -> list[MealItem]:
    """Make the drafts of a photo, once: their ids are made of the photo's. Only inside a `@write`, with the meal locked.

    First what the whole shows, then what parts of it show beside that. None where there is no food; no more than the
    meal has room for. The photo that she promised when asked (`Kind.PHOTO`) weighs its item, and brings no other.
    """
    promised = asking.waits_for_photo(meal)
    if promised is not None and photo.scale != Scale.NONE:
        _weigh_by(promised, seen)
        return []
    if seen.status == Certainty.NOT_FOOD or not seen.candidates:
        return []
    drafts = [_of_whole(photo, seen), *_of_parts(photo, seen)]
    there = MealItem.objects.for_system("a draft is made once").filter(
        public_id__in=[draft.public_id for draft in drafts]
    )
    known = set(there.values_list("public_id", flat=True))
    room = MOST_ITEMS - meal.items.count()
    made = [draft for draft in drafts if draft.public_id not in known][: max(0, room)]
    for draft in made:
        _complete(draft, meal, at=at)
        draft.save()
    return made


def _weigh_by(item: MealItem, seen: Seen) -> None:
    """Take grams from the further photo; they stand with the first, so that another candidate has its own, too."""
    item.answers = {**item.answers, Kind.PHOTO.value: TAKEN}
    if item.photo is not None and seen.weights:
        item.photo.prediction = {**item.photo.prediction, "weights": seen.to_json()["weights"]}
        item.photo.save(update_fields=["prediction"])
        found = weight_seen(item.photo.prediction, item.label)
        if found is not None and item.confirmed_at is None and item.measure == Measure.USUAL:
            for name, value in found.columns().items():
                setattr(item, name, value)
    item.save()


def _of_whole(photo: MealPhoto, seen: Seen) -> MealItem:
    first, probability = seen.candidates[0]
    label = first if seen.status in PROPOSES and labels.is_known(first) else ""
    return MealItem(
        public_id=item_id_of(photo.public_id),
        photo=photo,
        label=label,
        label_at_first=first,
        certainty=seen.status,
        confidence=probability,
    )


def _of_parts(photo: MealPhoto, seen: Seen) -> Iterator[MealItem]:
    """A part is asked about, never filled in: only where it is known what it would be."""
    for part in seen.further:
        if part.label != seen.candidates[0][0] and labels.is_known(part.label):
            yield MealItem(
                public_id=further_id_of(photo.public_id, part.label),
                photo=photo,
                label=part.label,
                label_at_first=part.label,
                certainty=Certainty.CONFIRM,
                confidence=part.candidates[0][1],
                is_further=True,
            )


def _complete(draft: MealItem, meal: Meal, *, at: datetime) -> None:
    food = labels.food_of(draft.label)
    draft.subject_id, draft.meal, draft.source, draft.recorded_at = meal.subject_id, meal, Source.PHOTO, at
    draft.food_id, draft.food_code = (food.public_id, food.code) if food else (None, "")
    by_coin = (
        None if draft.photo is None or draft.is_further else weight_seen(draft.photo.prediction, draft.label)
    )
    found = by_coin or weight(Said(), food=food, label=draft.label)
    for name, value in found.columns().items():
        setattr(draft, name, value)


def item_id_of(photo_id: UUID) -> UUID:
    """Return the id of the draft that a photo brings: the same on every attempt."""
    return uuid5(photo_id, "item")


def further_id_of(photo_id: UUID, label: str) -> UUID:
    """Return the id of the draft that a part of a photo brings."""
    return uuid5(photo_id, f"further {label}")
