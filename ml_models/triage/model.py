"""The learned part: one linear softmax over features, for each language. Weights are committed, numpy reads them."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from functools import cache
from importlib import resources
from typing import Final

import numpy as np
import numpy.typing as npt

from ml_models.triage.findings import CATEGORIES
from ml_models.triage.known import Known

CLASSES: Final = (*CATEGORIES, "none")
NONE: Final = len(CATEGORIES)


class Model:
    """Weights by feature. Features that training did not see say nothing."""

    def __init__(
        self, names: Iterable[str], weights: npt.NDArray[np.float32], bias: npt.NDArray[np.float32]
    ) -> None:
        """Hold `weights` (feature × class, in the order of `names`) and `bias` (class)."""
        self.known = Known(names)
        self._weights = np.ascontiguousarray(weights, dtype=np.float32)
        self._bias = bias
        self._plain_bias: list[float] = bias.tolist()
        self._ones = np.ones(len(weights), dtype=np.float32)

    def chances(self, rows: Collection[int]) -> list[float]:
        """Return the probability of every class, `none` last, for different rows of `known`: for use in a hurry."""
        scores = self._plain_bias
        if count := len(rows):
            used = self._weights.take(np.fromiter(rows, np.intp, count), axis=0)
            share = 1 / math.sqrt(count)
            sums = (self._ones[:count] @ used).tolist()  # a third of the time of used.sum(axis=0)
            scores = [score * share + bias for score, bias in zip(sums, scores, strict=True)]
        most = max(scores)
        grown = [math.exp(score - most) for score in scores]
        whole = sum(grown)
        return [grown_one / whole for grown_one in grown]

    def probabilities(self, features: list[str]) -> npt.NDArray[np.float32]:
        """Return the probability of every class, `none` last, for features spelt out (features.py)."""
        rows = self.known.rows
        known = [rows[name] for name in features if name in rows]
        scores = self._bias.copy()
        if known:
            scores += self._weights.take(known, axis=0).sum(axis=0) / math.sqrt(len(known))
        scores = np.exp(scores - scores.max())
        return scores / scores.sum()


@cache
def of(language: str) -> Model | None:
    """Return the model of a language, None where none was trained."""
    file = resources.files("ml_models.triage").joinpath(f"weights/{language}.npz")
    if not file.is_file():
        return None
    with file.open("rb") as opened, np.load(opened, allow_pickle=False) as stored:
        names = bytes(stored["names"]).decode("utf-8").split("\n")
        scale = stored["scale"].astype(np.float32)
        return Model(names, stored["weights"].astype(np.float32) * scale, stored["bias"].astype(np.float32))
