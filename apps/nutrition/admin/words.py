"""Where a dish and its photos are on their way, in sentences."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.foundation.files import words
from apps.nutrition.models import DishPhoto
from apps.nutrition.services import showing
from apps.nutrition.states import DishState

FAILURES: Final = {
    showing.TOO_FEW: gettext_lazy("At least 5 photos that can be used are needed; there are %(usable)d."),
    showing.NO_RECOGNISER: gettext_lazy(
        "The recogniser is missing or damaged. Whoever runs this site has to repair it."
    ),
    showing.GAVE_UP: gettext_lazy("The photos could not be looked at. Please have them looked at again."),
}


def of_dish(dish: Any) -> str:
    """Return a sentence on a dish that was fetched with the counts of its photos."""
    counts = {"done": dish.photos_done, "all": dish.all_photos, "usable": dish.photos_of_use}
    if dish.archived_at:
        return _("Put away: it is not recognised any more.")
    if dish.state == DishState.READY:
        return _("Ready: it is recognised, by %(usable)d photos.") % counts
    if dish.state == DishState.FAILED:
        return str(FAILURES[dish.failure]) % counts
    if dish.state == DishState.LOOKING:
        return _("Being looked at: %(done)d of %(all)d photos.") % counts
    return _("Waiting to be looked at: %(all)d photos.") % counts


def of_photo(photo: DishPhoto) -> str:
    """Return a sentence on a photo."""
    if photo.failure:
        return words.sentence(photo.failure, photo.failure_limit)
    return _("Looked at.") if photo.sight is not None else _("Waiting to be looked at.")
