"""What the recogniser said beside what a mother confirmed: kept while she agrees to it, and gone when she does not."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from apps.accounts.consent_texts import current
from apps.accounts.models import Consent, ConsentKind, Person
from apps.foundation.transactions import write
from apps.nutrition.models import MealItem, RecognitionOutcome
from apps.pregnancies.days import local_day


def agrees(mother_id: int) -> bool:
    """Say whether a mother (by internal id) lets what she confirms improve the recogniser."""
    rows = Consent.objects.for_system("a consent is asked for before something is kept").filter(
        subject_id=mother_id,
        kind=ConsentKind.LEARNING,
        withdrawn_at=None,
        version__gte=current(ConsentKind.LEARNING).still_accepts,
    )
    return rows.exists()


def keep(item: MealItem, *, at: datetime) -> None:
    """Keep the outcome of an item that a photo brought; confirming another food later replaces it."""
    photo, predicted = item.photo, predicted_of(item)
    if photo is None or not predicted or not agrees(item.subject_id):
        return
    day = local_day(item.meal.subject, item.confirmed_at or at)
    RecognitionOutcome.objects.for_system("an outcome is kept or replaced").update_or_create(
        item_public_id=item.public_id,
        defaults={
            "subject_id": item.subject_id,
            "week_on": day - timedelta(days=day.weekday()),
            "model_version": photo.model_version,
            "certainty": item.certainty,
            "predicted": predicted,
            "confirmed_label": item.label,
            "food_code": item.food_code,
        },
    )


def predicted_of(item: MealItem) -> list[Any]:
    """Return the guesses that brought an item: those of the whole photo, or of the part that shows it."""
    if item.photo is None or not item.label_at_first:
        return []
    said = item.photo.prediction
    guesses = [said.get("candidates", []), *(part["candidates"] for part in said.get("further", []))]
    return next((one for one in guesses if one and one[0][0] == item.label_at_first), [])


def forget(item: MealItem) -> None:
    """Forget the outcome of an item that she takes away."""
    RecognitionOutcome.objects.for_system("an item is taken away").filter(
        item_public_id=item.public_id
    ).delete()


@write
def forget_unless_agreed(_system: None, *, mother_id: UUID) -> int:
    """Forget all outcomes of a mother who does not agree (any more). Returns how many."""
    mother = Person.objects.get(public_id=mother_id)
    if agrees(mother.pk):
        return 0
    rows = RecognitionOutcome.objects.for_system("a consent was withdrawn").filter(subject=mother)
    return rows.delete()[0]
