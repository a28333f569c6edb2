"""From what somebody says of an amount to grams with a range, for one food."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from apps.foundation.errors import Invalid
from apps.nutrition.models import Food, FoodPortion, Measure
from apps.nutrition.rules import portions
from apps.nutrition.rules.portions import ANY_SERVING, MOST_GRAMS, SMALLEST_GRAMS, Grams, Scale, Serving, Size
from apps.nutrition.selectors import labels

NOT_SPECIFIED: Final = "quantity not specified"
"""How the American table names the portion that it takes where nobody has said how much."""
SMALLER, LARGER = 2 / 3, 3 / 2
MOST_COUNT: Final = 100.0


@dataclass(frozen=True)
class Said:
    """What was said of an amount: one of the three, or nothing."""

    size: Size | None = None
    portion_sequence: int | None = None
    portion_count: float = 1.0
    grams: float | None = None


@dataclass(frozen=True)
class Weight:
    """An amount as an item keeps it."""

    measure: Measure
    grams: Grams
    size: str = ""
    portion_name: str = ""
    portion_sequence: int | None = None
    portion_count: float | None = None

    def columns(self) -> dict[str, Any]:
        """Return it as columns of an item."""
        return {
            "measure": self.measure,
            "size": self.size,
            "portion_name": self.portion_name,
            "portion_sequence": self.portion_sequence,
            "portion_count": self.portion_count,
            "grams": self.grams.best,
            "grams_low": self.grams.low,
            "grams_high": self.grams.high,
        }


def weight(said: Said, *, food: Food | None, label: str, scale: Scale = Scale.NONE) -> Weight:
    """Return the weight of what was said. `scale`: what lay in the photo, where grams were told from one.

    Raises Invalid: a portion that the food has not, a weight that cannot be.
    """
    if said.grams is not None:
        return _of_grams(said.grams, scale)
    if said.portion_sequence is not None:
        return _of_portion(said, food)
    grams = portions.of_size(serving(food, label), said.size)
    measure = Measure.SIZE if said.size else Measure.USUAL
    return Weight(measure, grams, size=said.size.value if said.size else "")


def weight_seen(prediction: Mapping[str, Any], label: str) -> Weight | None:
    """Return what a photo with a coin in it says of a label's weight; None without a coin, or for other labels."""
    seen = prediction.get("weights", {}).get(label)
    return Weight(Measure.SCALED, Grams(*seen)) if seen else None


def serving(food: Food | None, label: str) -> Serving:
    """Return the usual serving: of the label, else of the food's own portions, else of any dish."""
    known = labels.serving_of_label(label or (food.label if food else "") or "")
    if known is not None:
        return known
    usual = _usual_portion(food) if food else None
    if usual is None:
        return ANY_SERVING
    return Serving(usual.grams * SMALLER, usual.grams, usual.grams * LARGER)


def _usual_portion(food: Food) -> FoodPortion | None:
    listed = list(food.portions.all())
    named = [portion for portion in listed if portion.name.lower() == NOT_SPECIFIED]
    return next(iter(named or listed), None)


def _of_grams(grams: float, scale: Scale) -> Weight:
    _require_believable("grams", grams)
    if scale is Scale.NONE:
        return Weight(Measure.WEIGHED, portions.weighed(grams))
    return Weight(Measure.SCALED, portions.seen_beside(grams, scale))


def _of_portion(said: Said, food: Food | None) -> Weight:
    found = None
    if food is not None:
        found = next((one for one in food.portions.all() if one.sequence == said.portion_sequence), None)
    if found is None:
        raise Invalid.field("portion.sequence", _("This food has no such portion."), code="not_found")
    if not 0 < said.portion_count <= MOST_COUNT:
        raise Invalid.field(
            "portion.count",
            _("Give a number above 0, and at most 100."),
            code="out_of_range",
            limit=MOST_COUNT,
        )
    grams = portions.of_measure(said.portion_count, found.grams)
    _require_believable("portion.count", grams.best)
    return Weight(
        Measure.HOUSEHOLD,
        grams,
        portion_name=found.name,
        portion_sequence=found.sequence,
        portion_count=said.portion_count,
    )


def _require_believable(field: str, grams: float) -> None:
    if not SMALLEST_GRAMS <= grams <= MOST_GRAMS:
        raise Invalid.field(
            field,
            _("Give a weight from 0.1 to 5,000 g."),
            code="out_of_range",
            limit=[SMALLEST_GRAMS, MOST_GRAMS],
        )
