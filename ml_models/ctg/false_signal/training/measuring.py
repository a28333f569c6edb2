"""How well a network tells false signals, by the definitions of the field: pooled over judged, present samples."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from scipy.stats import rankdata
from torch import nn

from ml_models.ctg.false_signal.features import rows
from ml_models.ctg.false_signal.probability import EVERY
from ml_models.ctg.false_signal.training.traces import FALSE, UNJUDGED, Trace

Likely = Callable[[Trace], np.ndarray]


@dataclass(frozen=True)
class Figures:
    """Area under the curve, and at 0.5 what is told right, found, and rightly found."""

    auc: float
    accuracy: float
    sensitivity: float
    precision: float
    samples: int


def figures(traces: Sequence[Trace], likely: Likely, *, with_mother: bool = True) -> Figures:
    """Measure. `with_mother` False: her channel is blanked, as a device without one would give it."""
    told, truth = [], []
    for trace in traces:
        counts = trace.verdict != UNJUDGED
        if counts.any():
            told.append(likely(trace if with_mother else _without(trace))[counts])
            truth.append(trace.verdict[counts] == FALSE)
    return of_samples(np.concatenate(told), np.concatenate(truth))


def of_samples(probability: np.ndarray, is_false: np.ndarray) -> Figures:
    """Measure shapes (n,). Raises ValueError unless both kinds occur."""
    positive = int(is_false.sum())
    negative = is_false.size - positive
    if not positive or not negative:
        raise ValueError("there must be true and false samples")
    ranks = rankdata(probability)
    auc = (ranks[is_false].sum() - positive * (positive + 1) / 2) / (positive * negative)
    called = probability > 0.5
    right = called == is_false
    hit = int((called & is_false).sum())
    return Figures(
        float(auc),
        float(right.mean()),
        hit / positive,
        hit / max(int(called.sum()), 1),
        is_false.size,
    )


def of_network(network: nn.Module) -> Likely:
    """Return what gives the probability of a trace by a network in torch."""

    @torch.no_grad()
    def likely(trace: Trace) -> np.ndarray:
        seen = rows(trace.fhr_bpm, trace.mhr_bpm, trace.toco)
        samples = seen.shape[1]
        seen = np.pad(seen, ((0, 0), (0, -samples % EVERY)))
        return torch.sigmoid(network(torch.from_numpy(seen)[None]))[0, :samples].numpy()

    return likely


def _without(trace: Trace) -> Trace:
    return Trace(trace.name, trace.fhr_bpm, np.full_like(trace.mhr_bpm, np.nan), trace.toco, trace.verdict)
