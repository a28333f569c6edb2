"""How uncertain amounts add up. An amount is log-normal: never below nothing, and off by a share rather than by grams.

A range from `low` to `high` holds it four times in five. Different foods are off independently, so that a day is known
better than each of its parts; the same food again is off the same way, and gains nothing.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

TENTH: Final = 1.2815515655446004
"""Deviations from the middle to where a tenth lies beyond (standard normal)."""


@dataclass(frozen=True)
class Spread:
    """An amount: its middle (half lies below), and the deviation of its logarithm. Nothing at all has a middle of 0."""

    middle: float
    deviation: float

    @property
    def low(self) -> float:
        """Where a tenth lies below."""
        return self.middle * math.exp(-TENTH * self.deviation)

    @property
    def high(self) -> float:
        """Where a tenth lies above."""
        return self.middle * math.exp(TENTH * self.deviation)

    @property
    def mean(self) -> float:
        """The expected amount: above the middle, since it can be far more, and not far less."""
        return self.middle * math.exp(self.deviation**2 / 2)

    @property
    def variance(self) -> float:
        """The expected square of how far it is from its mean."""
        return self.mean**2 * math.expm1(self.deviation**2)

    def wider(self, deviation: float) -> Spread:
        """Return it with another, independent reason to be off by a share."""
        return Spread(self.middle, math.hypot(self.deviation, deviation))


def of_range(low: float, high: float) -> Spread:
    """Return the amount that lies from `low` to `high` four times in five. 0 < low <= high, or both 0."""
    if low <= 0 or high <= 0:
        return Spread(max(low, high, 0.0), 0.0)
    return Spread(math.sqrt(low * high), math.log(high / low) / (2 * TENTH))


def of_moments(mean: float, variance: float) -> Spread:
    """Return the log-normal amount of this mean and variance (Fenton and Wilkinson's way to add such amounts)."""
    if mean <= 0:
        return Spread(0.0, 0.0)
    squared = math.log1p(variance / mean**2)
    return Spread(mean * math.exp(-squared / 2), math.sqrt(squared))


def together(parts: Iterable[Spread]) -> Spread:
    """Return the sum of independent amounts."""
    known = list(parts)
    if len(known) == 1:
        return known[0]
    return of_moments(sum(part.mean for part in known), sum(part.variance for part in known))


def alike(parts: Sequence[Spread]) -> Spread:
    """Return the sum of amounts that are off the same way: the ends add up."""
    if len(parts) == 1:
        return parts[0]
    return of_range(sum(part.low for part in parts), sum(part.high for part in parts))


def either(parts: Sequence[tuple[float, Spread]]) -> Spread:
    """Return an amount that is one of several, each with a chance; chances need not sum to one. Raises ValueError."""
    whole = sum(chance for chance, _ in parts)
    if whole <= 0:
        raise ValueError("something must be possible")
    mean = sum(chance * part.mean for chance, part in parts) / whole
    square = sum(chance * (part.variance + part.mean**2) for chance, part in parts) / whole
    return of_moments(mean, max(0.0, square - mean**2))
