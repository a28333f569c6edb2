"""What only a look at the readings before can tell: a weight that jumps is mostly a mistaken unit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from apps.accounts.models import Person
from apps.observations.models import Observation
from apps.observations.sources.points import Reading
from apps.pregnancies.models import Pregnancy

LARGEST_JUMP: Final = 0.2
"""Of the weight before: facts, observation_types: «20 % between readings: ask»."""
WEIGHT: Final = "body_weight"


def mark_jumps(mother: Person, pregnancy_id: int | None, readings: Sequence[Reading]) -> None:
    """Mark weights that are a fifth away from the last one that was believed, or from that before the pregnancy."""
    weights = sorted(
        (each for each in readings if each.measure == WEIGHT and each.value), key=lambda each: each.start
    )
    if not weights:
        return
    before = _last_weight(mother, weights[0])
    if before is None and pregnancy_id is not None:
        before = _weight_before(pregnancy_id)
    for reading in weights:
        value = float(reading.value or 0)
        if before is not None and abs(value - before) > LARGEST_JUMP * before:
            reading.is_unlikely = True
        elif not reading.is_unlikely:
            before = value


def _last_weight(mother: Person, first: Reading) -> float | None:
    rows = Observation.objects.for_system("a weight is compared with the one before").filter(
        subject=mother, measure=WEIGHT, start_at__lt=first.start, deleted_at=None, is_unlikely=False
    )
    known = rows.exclude(source_app=first.source_app, external_id=first.external_id).order_by("-start_at")
    value: float | None = known.values_list("value", flat=True).first()
    return value


def _weight_before(pregnancy_id: int) -> float | None:
    rows = Pregnancy.objects.for_system("a weight is compared with that before the pregnancy")
    value = rows.filter(pk=pregnancy_id).values_list("weight_before_kg", flat=True).first()
    return None if value is None else float(value)
