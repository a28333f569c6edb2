"""What only a look at the readings before can tell: a weight that jumps is mostly a mistaken unit."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Final

from apps.accounts.models import Person
from apps.foundation.visibility import SubjectQuerySet
from apps.observations.models import Observation
from apps.observations.rules.measures import is_value
from apps.observations.selectors.values import SAYS_A_VALUE
from apps.observations.sources.points import Reading
from apps.pregnancies.models import Pregnancy

AGREEING: Final = 3
"""So many weights in a row that agree are a new level, however far from the one before."""
AGREES_WITHIN: Final = 0.05
LARGEST_JUMP: Final = 0.2
"""Of the weight before: facts, observation_types: «20 % between readings: ask»."""
WEIGHT: Final = "body_weight"


def mark_jumps(mother: Person, pregnancy_id: int | None, readings: Sequence[Reading]) -> None:
    """Mark weights that are a fifth away from the last one that was believed, or from that before the pregnancy.

    The third in a row that agree with one another is believed again. Spreads are no weights.
    """
    weights = sorted(
        (
            each
            for each in readings
            if each.measure == WEIGHT and each.value and is_value(WEIGHT, each.detail)
        ),
        key=lambda each: each.start,
    )
    if not weights:
        return
    before = _last_weight(mother, weights[0])
    if before is None and pregnancy_id is not None:
        before = _weight_before(pregnancy_id)
    row = _last_marked(mother, weights[0])
    for reading in weights:
        value = float(reading.value or 0)
        if before is not None and abs(value - before) > LARGEST_JUMP * before:
            row = [one for one in row if abs(one - value) <= AGREES_WITHIN * value] + [value]
            if len(row) >= AGREEING and not reading.is_unlikely:
                before, row = value, []
            else:
                reading.is_unlikely = True
        elif not reading.is_unlikely:
            before, row = value, []


def _last_weight(mother: Person, first: Reading) -> float | None:
    value: float | None = (
        _known(mother, first).filter(is_unlikely=False).values_list("value", flat=True).first()
    )
    return value


def _last_marked(mother: Person, first: Reading) -> list[float]:
    """Return the weights since the last one that was believed, oldest first; as many as a new level asks for."""
    known = _known(mother, first).values_list("value", "is_unlikely")[: AGREEING - 1]
    marked = itertools.takewhile(lambda one: one[1], known)
    return [value for value, _is_unlikely in marked][::-1]


def _known(mother: Person, first: Reading) -> SubjectQuerySet:
    """Weights before a reading, the newest first."""
    rows = Observation.objects.for_system("a weight is compared with the one before").filter(
        SAYS_A_VALUE,
        subject=mother,
        measure=WEIGHT,
        start_at__lt=first.start,
        deleted_at=None,
        value__isnull=False,
    )
    return rows.exclude(source_app=first.source_app, external_id=first.external_id).order_by("-start_at")


def _weight_before(pregnancy_id: int) -> float | None:
    rows = Pregnancy.objects.for_system("a weight is compared with that before the pregnancy")
    value = rows.filter(pk=pregnancy_id).values_list("weight_before_kg", flat=True).first()
    return None if value is None else float(value)
