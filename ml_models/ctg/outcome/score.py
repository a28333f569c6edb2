"""From measures to a probability with its uncertainty."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from ml_models.ctg.limits import FS_HZ
from ml_models.ctg.outcome.measures import LONG_MIN, SHORT_MIN, Trace, measured
from ml_models.ctg.recording import FloatArray

MODEL = Path(__file__).parent / "model.json"
PH_LIMITS = (7.05, 7.15, 7.20)
LEAST_MIN = 15.0
MOST_FALSE_PART = 0.05
LEAST_OF_LAST = 0.25
BAND = (5.0, 95.0)
"""Percentiles of the ensemble that are told as low and high."""


class NotInLabour(ValueError):
    """An outcome was asked of a recording that was not made in labour."""

    def __init__(self) -> None:
        super().__init__(
            "The outcome score is for recordings in labour only: it was learned from the last hour before birth."
        )


@dataclass(frozen=True)
class OutcomeScore:
    """Probability that the umbilical artery's pH lies below `ph_below`; all three NaN where not interpretable.

    For clinicians. `low` to `high` is where nine tenths of the ensemble lie: what the learning data leave open, not
    what differs between hospitals.
    """

    ph_below: float
    probability: float
    low: float
    high: float
    interpretable: bool
    why_not: list[str]
    model_version: str
    measures: dict[str, float]
    """What it was told from, by name; NaN where a usual value was put in its place."""


@dataclass(frozen=True, eq=False)
class Model:
    """k linear scores over p measures, each with a cut for every limit of pH and one slope.

    The first was fitted on all recordings and is told; the others, on draws of them, show how certain it is.
    """

    version: str
    names: tuple[str, ...]
    usual: FloatArray
    """(p,) put in where a measure is missing."""
    lowest: FloatArray
    highest: FloatArray
    """(p,) values beyond count as these."""
    centre: FloatArray
    scale: FloatArray
    weights: FloatArray
    """(k, p)"""
    cuts: FloatArray
    """(k, len(PH_LIMITS))"""
    slopes: FloatArray
    """(k,)"""

    def probabilities(self, values: FloatArray) -> FloatArray:
        """(m, p) measures to (k, m, len(PH_LIMITS)) probabilities, one for each member of the ensemble."""
        score = self.standard(values) @ self.weights.T
        logit = self.cuts[:, None, :] + (self.slopes * score).T[:, :, None]
        return 1.0 / (1.0 + np.exp(-logit))

    def standard(self, values: FloatArray) -> FloatArray:
        """Measures without holes and extremes, mean 0 and standard deviation 1 in the learning data."""
        known = np.where(np.isfinite(values), values, self.usual)
        return (np.clip(known, self.lowest, self.highest) - self.centre) / self.scale

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Model:
        arrays = {
            name: np.array(stored[name], dtype=np.float64)
            for name in (
                "usual",
                "lowest",
                "highest",
                "centre",
                "scale",
                "weights",
                "cuts",
                "slopes",
            )
        }
        return cls(str(stored["version"]), tuple(stored["names"]), **arrays)


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The model of this release."""
    return Model.from_dict(json.loads(MODEL.read_text())["model"])


def score(trace: Trace, *, ph_below: float, model: Model | None = None) -> OutcomeScore:
    """Score one trace in labour; raises ValueError for a limit that was not learned."""
    if ph_below not in PH_LIMITS:
        raise ValueError(f"ph_below must be one of {PH_LIMITS}, given {ph_below}")
    model = model or shipped()
    found = measured(trace)
    why_not = reasons_against(trace)
    told = (math.nan, math.nan, math.nan)
    if not why_not:
        values = np.array([[found[name] for name in model.names]])
        members = model.probabilities(values)[:, 0, PH_LIMITS.index(ph_below)]
        told = _told(members)
    return OutcomeScore(
        ph_below,
        *told,
        interpretable=not why_not,
        why_not=why_not,
        model_version=model.version,
        measures={name: found[name] for name in model.names},
    )


def _told(members: FloatArray) -> tuple[float, float, float]:
    """Probability, low and high; the band never leaves the probability outside."""
    low, high = np.percentile(members[1:], BAND)
    return float(members[0]), float(min(low, members[0])), float(max(high, members[0]))


def reasons_against(trace: Trace) -> list[str]:
    """Why no probability may be told: codes."""
    known = np.isfinite(trace.fhr_bpm[: trace.end])
    believed_min = float(known[-int(LONG_MIN * 60 * FS_HZ) :].sum() / FS_HZ / 60)
    last = known[-int(SHORT_MIN * 60 * FS_HZ) :]
    holds = {
        "shorter_than_30_min": trace.end < SHORT_MIN * 60 * FS_HZ,
        "less_than_15_min_believed": believed_min < LEAST_MIN,
        "false_signal": trace.false_part > MOST_FALSE_PART,
        "most_of_the_last_30_min_lost": last.size == 0 or float(last.mean()) < LEAST_OF_LAST,
    }
    return [code for code, against in holds.items() if against]
