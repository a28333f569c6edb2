"""A line of time, piece by piece, and how further readings are laid over what is known of it. Seconds since 1970, UTC."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces in the order of time, none over another. `rates`: amount a second; `owners`: whose they are."""

    starts: Floats
    ends: Floats
    rates: Floats
    owners: Numbers

    @staticmethod
    def empty() -> Line:
        """Return a line of which nothing is known."""
        return Line(np.zeros(0), np.zeros(0), np.zeros(0), np.zeros(0, np.int64))


def laid_over(line: Line, layer: Numbers, starts: Floats, ends: Floats, values: Floats) -> Line:
    """Return the line with a layer of readings wherever it was empty.

    `layer`: numbers of readings that do not overlap, in the order of time; the other arrays hold all readings. A
    reading adds what the shorter ones inside leave of it; of what lies under longer ones its even share is lost, since
    nobody knows where inside the longer one that was.
    """
    cuts = np.unique(np.concatenate((line.starts, line.ends, starts[layer], ends[layer])))
    low, seconds = cuts[:-1], np.diff(cuts)
    place, is_read = _found(low, starts[layer], ends[layer])
    known, is_known = _found(low, line.starts, line.ends)
    lengths = ends - starts
    owners = line.owners[known] if len(line.owners) else np.zeros(len(low), np.int64)
    rates = line.rates[known] if len(line.rates) else np.zeros(len(low))
    is_finer = lengths[owners] <= lengths[layer][place]

    def of_each(which: NDArray[np.bool_], weights: Floats) -> Floats:
        return np.bincount(place[which], weights[which], len(layer)).astype(np.float64)

    explained = of_each(is_read & is_known & is_finer, seconds * rates)
    hidden = of_each(is_read & is_known & ~is_finer, seconds)
    free = of_each(is_read & ~is_known, seconds)
    left = np.maximum(0.0, values[layer] * (1 - hidden / lengths[layer]) - explained)
    new_rates = np.divide(left, free, out=np.zeros(len(layer)), where=free > 0)
    kept = is_read | is_known
    return Line(
        low[kept],
        cuts[1:][kept],
        np.where(is_known, rates, new_rates[place])[kept],
        np.where(is_known, owners, layer[place])[kept],
    )


def _found(low: Floats, starts: Floats, ends: Floats) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return in which of these pieces each moment lies, and whether in any; 0 where in none."""
    if not len(starts):
        return np.zeros(len(low), np.int64), np.zeros(len(low), np.bool_)
    at = np.searchsorted(starts, low, side="right") - 1
    is_inside = (at >= 0) & (low < ends[np.maximum(at, 0)])
    return np.where(is_inside, at, 0).astype(np.int64), is_inside
