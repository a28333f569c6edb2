"""The added dishes as a worker holds them: fetched anew when somebody has changed them, and never asked for between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Any

import structlog
from django.utils import timezone

from apps.nutrition.models import AddedDish, DishPhoto
from apps.nutrition.recognising import Recogniser
from apps.nutrition.services import showing
from apps.nutrition.states import DishState

log = structlog.get_logger(__name__)
Set = tuple[tuple[int, datetime], ...]


@dataclass
class Held:
    """What this process holds: of which network and set of dishes, and the recogniser that knows them."""

    network: Recogniser
    dishes: Set
    recogniser: Recogniser


_held: list[Held] = []


def recogniser(network: Recogniser) -> Recogniser:
    """Return the network with the dishes that are ready now. One short query where nothing has changed."""
    dishes = _ready()
    if _held and _held[0].network is network and _held[0].dishes == dishes:
        return _held[0].recogniser
    held = Held(network, dishes, network.adding(_prototypes(network, dishes)) if dishes else network)
    _held[:] = [held]
    log.info("added_dishes_fetched", dishes=len(dishes))
    return held.recogniser


def _ready() -> Set:
    rows = AddedDish.objects.filter(state=DishState.READY, archived_at=None).order_by("pk")
    return tuple(rows.values_list("pk", "changed_at"))


def _prototypes(network: Recogniser, dishes: Set) -> Any:
    """Return prototypes of the dishes that this network saw; the others are seen again soon."""
    food = import_module("ml_models.food.prototypes")  # by name, as `recognising` has it
    labels = network.known_labels
    rows = DishPhoto.objects.filter(dish__in=[pk for pk, _ in dishes], sight__isnull=False)
    found: dict[str, list[Any]] = {}
    is_stale = False
    for photo in rows.select_related("dish").order_by("pk"):
        if photo.seen_by == network.digest and photo.sight is not None:
            seen = food.Sight.from_bytes(bytes(photo.sight), len(labels))
            found.setdefault(photo.dish.label, []).append(seen)
        else:
            is_stale = True
    if is_stale:
        _see_again(showing.renew(None, digest=network.digest, at=timezone.now()))
    enough = {label: seen for label, seen in found.items() if len(seen) >= showing.FEWEST_PHOTOS}
    return food.Prototypes.of(enough, labels)


def _see_again(dishes: Sequence[Any]) -> None:
    from apps.nutrition.tasks import enqueue_dish

    for dish_id in dishes:
        enqueue_dish(dish_id)
