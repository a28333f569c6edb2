"""A day's amounts beside what the day should bring: each nutrient with target and limit apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from apps.nutrition.rules.reference_intakes import AT_LEAST, OF_FOOD_TABLE, Counted, Reference
from apps.nutrition.rules.totals import Amount, with_supplements


class Standing(StrEnum):
    """Where a range stands to one figure."""

    BELOW = "below"
    AROUND = "around"
    ABOVE = "above"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Compared:
    """One nutrient of one day. `amount`: food and supplements, None where nothing is known of it.

    `of_limit`: what counts towards the limit, which often is another thing than `amount`. `share`: amount of target.
    """

    reference: Reference
    amount: Amount | None
    from_supplements: float
    share: float | None
    standing: Standing
    of_limit: Amount | None
    limit_standing: Standing


def compare(
    references: Mapping[str, Reference],
    food: Mapping[str, Amount],
    supplements: Mapping[str, float],
) -> dict[str, Compared]:
    """Return each reference beside what was eaten and taken. `food`, `supplements`: by the names of the food table."""
    return {name: _compared(reference, food, supplements) for name, reference in references.items()}


def _compared(reference: Reference, food: Mapping[str, Amount], taken: Mapping[str, float]) -> Compared:
    name = reference.nutrient
    names, factor = OF_FOOD_TABLE.get(name, ((name,), 1.0))
    amount = _joined(names, factor, food, taken)
    of_limit = _towards_limit(reference.limit.counted, food, taken) if reference.limit else None
    return Compared(
        reference,
        amount,
        sum(taken.get(part, 0.0) for part in names) * factor,
        amount.value / reference.target if amount and reference.target else None,
        _standing(amount, reference.target, is_part=name in AT_LEAST),
        of_limit,
        _standing(of_limit, reference.limit.amount if reference.limit else None),
    )


def _joined(
    names: tuple[str, ...], factor: float, food: Mapping[str, Amount], taken: Mapping[str, float]
) -> Amount | None:
    """Add the parts of a nutrient; where one is missing of all that was eaten, so is the sum."""
    both = with_supplements(food, {name: taken[name] for name in names if name in taken})
    parts = [both[name] for name in names if name in both]
    if len(parts) < len(names):
        return None
    return Amount(
        sum(part.value for part in parts) * factor,
        sum(part.low for part in parts) * factor,
        sum(part.high for part in parts) * factor,
        _least(part.share_of_energy for part in parts),
        _least(part.share_of_grams for part in parts),
    )


def _least(shares: Iterable[float | None]) -> float | None:
    return min((share for share in shares if share is not None), default=None)


def _towards_limit(counted: Counted, food: Mapping[str, Amount], taken: Mapping[str, float]) -> Amount | None:
    pills = taken.get(counted.in_supplements, 0.0)
    if counted.in_food is None:
        return Amount(pills, pills, pills, None, None)
    eaten = {counted.in_food: food[counted.in_food]} if counted.in_food in food else {}
    if not eaten and food and not pills:
        return None
    if not eaten:
        return Amount(pills, pills, pills, 0.0 if food else None, 0.0 if food else None)
    return with_supplements(eaten, {counted.in_food: pills})[counted.in_food]


def _standing(amount: Amount | None, figure: float | None, *, is_part: bool = False) -> Standing:
    """Below or above only where the whole range is; «below» also needs that everything eaten had a value."""
    if amount is None or figure is None:
        return Standing.UNKNOWN
    if amount.low >= figure:
        return Standing.ABOVE
    if amount.high >= figure:
        return Standing.AROUND
    return Standing.BELOW if amount.is_complete and not is_part else Standing.UNKNOWN
