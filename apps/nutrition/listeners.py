"""What nutrition does about events: a photo that came in is looked at; what was learnt goes with its consent."""

from __future__ import annotations

from apps.accounts.events import ConsentChanged
from apps.foundation.events import listens_to
from apps.nutrition.events import DishChanged, MealPhotoReceived


@listens_to(MealPhotoReceived)
def enqueue_photo(event: MealPhotoReceived) -> None:
    """Twice is harmless: the task claims the photo's row."""
    from apps.nutrition.tasks import enqueue

    enqueue(event.photo)


@listens_to(DishChanged)
def enqueue_dish(event: DishChanged) -> None:
    """Twice is harmless: the task claims the dish's row."""
    from apps.nutrition.tasks import enqueue_dish as enqueue

    enqueue(event.dish)


@listens_to(ConsentChanged)
def forget_what_was_learnt(event: ConsentChanged) -> None:
    """Whatever consent has changed: without one for learning, nothing learnt is kept."""
    from apps.nutrition.services.learning import forget_unless_agreed

    forget_unless_agreed(None, mother_id=event.mother)
