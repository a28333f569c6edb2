"""Fitting: windows at random, a moving average of the weights, one learning rate that rises and falls."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import nn

from ml_models.ctg.false_signal.features import rows
from ml_models.ctg.false_signal.training.network import FalseSignalNetwork, Together
from ml_models.ctg.false_signal.training.spoiling import WINDOW, spoil, window
from ml_models.ctg.false_signal.training.traces import TRUE, UNJUDGED, Trace

FEWEST_JUDGED = 200
SEEDS_APART = 1000


@dataclass(frozen=True)
class Recipe:
    """How they are fitted: so many networks, each from a seed of its own.

    `generated_share`: part of the windows that are cut from generated traces.
    """

    seed: int = 1
    networks: int = 3
    steps: int = 4000
    batch: int = 8
    rate: float = 3e-3
    decay: float = 1e-3
    generated_share: float = 0.25
    report_every: int = 2000


class Windows:
    """An endless source of windows, drawn with one generator of random numbers."""

    def __init__(self, recipe: Recipe, judged: Sequence[Trace], generated: Sequence[Trace]) -> None:
        self.random = np.random.default_rng(recipe.seed)
        self.judged, self.generated = judged, generated
        self.share = recipe.generated_share if judged else 1.0
        weights = np.array([_weight(trace) for trace in judged])
        self.chances = weights / weights.sum() if judged else weights

    def draw(self) -> tuple[np.ndarray, np.ndarray]:
        """Return rows (9, n) and verdicts (n,) of one window with something judged in it."""
        while True:
            seen = spoil(self.random, window(self.random, self._trace()), self.judged or self.generated)
            if (seen.verdict != UNJUDGED).sum() >= FEWEST_JUDGED:
                return rows(seen.fhr_bpm, seen.mhr_bpm, seen.toco), seen.verdict

    def _trace(self) -> Trace:
        if self.random.random() < self.share:
            return self.generated[int(self.random.integers(len(self.generated)))]
        return self.judged[int(self.random.choice(len(self.judged), p=self.chances))]


def _weight(trace: Trace) -> float:
    """Long recordings come more often, but none more than three windows' worth; the scalp's have few faults to show."""
    return min(trace.fhr_bpm.size, 3 * WINDOW) * (0.6 if trace.name.startswith("scalp") else 1.0)


Report = Callable[[str, float, nn.Module], None]


def fit(recipe: Recipe, judged: Sequence[Trace], generated: Sequence[Trace], report: Report) -> Together:
    """Return the networks, to be asked together. `report` is called with what was done, the loss and what there is."""
    fitted: list[FalseSignalNetwork] = []
    for number in range(recipe.networks):
        one = replace(recipe, seed=recipe.seed + SEEDS_APART * number)
        fitted.append(_fit_one(one, judged, generated, report))
        report(f"{number + 1} together", math.nan, Together(fitted).eval())
    return Together(fitted).eval()


def _fit_one(
    recipe: Recipe, judged: Sequence[Trace], generated: Sequence[Trace], report: Report
) -> FalseSignalNetwork:
    """Return one averaged network."""
    torch.manual_seed(recipe.seed)
    source, network = Windows(recipe, judged, generated), FalseSignalNetwork()
    averaged = copy.deepcopy(network).eval()
    optimiser = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.rate, total_steps=recipe.steps, pct_start=0.1
    )
    loss = 0.0
    for step in range(1, recipe.steps + 1):
        drawn = [source.draw() for _ in range(recipe.batch)]
        loss += 0.02 * (_step(network, optimiser, drawn) - loss)
        schedule.step()
        _average(averaged, network, min(0.998, step / (step + 10)))
        if step % recipe.report_every == 0 or step == recipe.steps:
            report(f"seed {recipe.seed}, step {step}", loss, averaged)
    return averaged


def _step(
    network: FalseSignalNetwork,
    optimiser: torch.optim.Optimizer,
    drawn: Sequence[tuple[np.ndarray, np.ndarray]],
) -> float:
    seen = torch.from_numpy(np.stack([one for one, _ in drawn]))
    verdict = torch.from_numpy(np.stack([one for _, one in drawn]))
    counts = verdict >= TRUE
    network.train()
    loss = nn.functional.binary_cross_entropy_with_logits(network(seen)[counts], verdict[counts].float())
    optimiser.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(network.parameters(), 1.0)
    optimiser.step()
    return float(loss.item())


@torch.no_grad()
def _average(averaged: FalseSignalNetwork, network: FalseSignalNetwork, keep: float) -> None:
    for kept, now in zip(averaged.state_dict().values(), network.state_dict().values(), strict=True):
        kept.copy_(kept * keep + now * (1 - keep) if kept.dtype.is_floating_point else now)
