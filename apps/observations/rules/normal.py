"""z-scores and centiles of the normal distribution, and what a centile always carries with it."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Final

from apps.observations.rules.tables import Source

NORMAL: Final = NormalDist()


@dataclass(frozen=True)
class Centile:
    """A centile, 0 to 100, and whose. `is_beyond`: -1 or 1 where the table ends below or above: «under 2.5»."""

    centile: float
    z: float | None
    origin: Source
    is_beyond: int = 0


def of_z(z: float, origin: Source) -> Centile:
    """Return the centile of a z-score."""
    return Centile(100 * NORMAL.cdf(z), z, origin)


def z_of(centile: float) -> float:
    """Return the z-score of a centile between 0 and 100, both left out. Raises ValueError."""
    if not 0 < centile < 100:
        raise ValueError(f"centile: above 0 and below 100, not {centile}")
    return NORMAL.inv_cdf(centile / 100)
