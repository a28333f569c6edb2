"""What a recogniser reaches: ranks, calibration, the gate, unknown dishes, unsafe food (issue figures, bench food)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

BINS: Final = 15
UNSAFE_FROM: Final = 0.10
Numbers = npt.NDArray[np.float64]


def chances(scores: Numbers, temperature: float) -> Numbers:
    """Return probabilities (photos, labels) of scores."""
    scaled = scores / temperature
    risen = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    shares: Numbers = risen / risen.sum(axis=1, keepdims=True)
    return shares


def top(chances: Numbers, targets: npt.NDArray[np.int64], count: int) -> float:
    """Return the share of rows whose target is among the `count` likeliest."""
    order = np.argsort(-chances, axis=1)[:, :count]
    return float((order == targets[:, None]).any(axis=1).mean()) if len(targets) else float("nan")


def calibration_error(sure: Numbers, is_right: npt.NDArray[np.bool_]) -> float:
    """Return the expected calibration error of the top probability over 15 bins of equal width (Guo et al. 2017)."""
    bins = np.minimum((sure * BINS).astype(int), BINS - 1)
    gaps = [
        (bins == at).mean() * abs(sure[bins == at].mean() - is_right[bins == at].mean())
        for at in range(BINS)
        if (bins == at).any()
    ]
    return float(sum(gaps))


def noticed(chances: Numbers, is_unsafe: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Say of each row whether an unsafe label stands among its five likeliest with `UNSAFE_FROM` or more."""
    five = np.argsort(-chances, axis=1)[:, :5]
    likely = np.take_along_axis(chances, five, axis=1) >= UNSAFE_FROM
    return np.asarray((likely & is_unsafe[five]).any(axis=1))


def auroc(higher: Numbers, lower: Numbers) -> float:
    """Return the chance that a value of `higher` lies above one of `lower` (ties count half)."""
    both = np.concatenate([higher, lower])
    order = np.argsort(both, kind="stable")
    ranks = np.empty(len(both))
    ranks[order] = np.arange(1, len(both) + 1)
    for value in np.unique(both):
        same = both == value
        ranks[same] = ranks[same].mean()
    n = len(higher)
    return float((ranks[:n].sum() - n * (n + 1) / 2) / (n * len(lower)))


def by_name(names: Sequence[str], is_right: npt.NDArray[np.bool_]) -> Mapping[str, float]:
    """Return the share that is right for each name."""
    array = np.array(names)
    return {name: float(is_right[array == name].mean()) for name in sorted(set(names))}


def temperature(scores: Numbers, targets: npt.NDArray[np.int64]) -> float:
    """Return the temperature at which held-out photos are likeliest (grid, then finer)."""
    best = 1.0
    for width in (0.3, 0.05, 0.01):
        tried = best * np.exp(np.linspace(-4, 4, 17) * width)
        best = float(min(tried, key=lambda one: _loss(scores / one, targets)))
    return best


def _loss(scores: Numbers, targets: npt.NDArray[np.int64]) -> float:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return float((np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(targets)), targets]).mean())
