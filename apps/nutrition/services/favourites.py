"""Foods that a mother keeps at hand."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from apps.accounts.models import Person
from apps.foundation import feed
from apps.foundation.errors import Conflict, Invalid, NotVisible
from apps.foundation.transactions import write
from apps.nutrition.models import Favourite
from apps.nutrition.rules.portions import MOST_GRAMS, SMALLEST_GRAMS
from apps.nutrition.selectors import chosen
from apps.pregnancies.services.creating import once

FEED_KIND: Final = "favourite_food"


class FavouriteAlready(Conflict):
    """The same food is a favourite already."""

    code = "favourite_already"


@write
def keep_favourite(
    mother: Person, *, public_id: UUID, food_id: UUID, grams: float | None, at: datetime
) -> tuple[Favourite, bool]:
    """Keep a food at hand; returns the row and whether it is new. Raises Invalid, FavouriteAlready, IdTaken."""
    if chosen.food_of(food_id) is None:
        raise Invalid.field("food", _("There is no such food."), code="not_found")
    if grams is not None and not SMALLEST_GRAMS <= grams <= MOST_GRAMS:
        limit = [SMALLEST_GRAMS, MOST_GRAMS]
        raise Invalid.field(
            "grams", _("Give a weight from 0.1 to 5,000 g."), code="out_of_range", limit=limit
        )
    favourite, created = once(
        mother,
        Favourite,
        public_id,
        subject_id=mother.pk,
        twice=FavouriteAlready(_("This food is a favourite already.")),
        make=lambda new_id: Favourite.objects.create(
            subject=mother, public_id=new_id, food_id=food_id, grams=grams, recorded_at=at
        ),
    )
    if created:
        feed.changed(mother.pk, FEED_KIND, favourite.public_id)
    return favourite, created


@write
def forget_favourite(mother: Person, *, favourite_id: UUID) -> None:
    """Put a food away. Raises NotVisible."""
    rows = Favourite.objects.visible_to(mother).filter(subject=mother, public_id=favourite_id)
    favourite: Favourite | None = rows.select_for_update(of=("self",)).first()
    if favourite is None:
        raise NotVisible
    favourite.delete()
    feed.changed(mother.pk, FEED_KIND, favourite_id, deleted=True)
