"""Fitting: windows at random, a moving average of the weights, one learning rate that rises and falls."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import torch
from torch import nn

from ml_models.ctg.false_signal.features import rows
from ml_models.ctg.false_signal.training.network import FalseSignalNetwork, Together
from ml_models.ctg.false_signal.training.spoiling import WINDOW, spoil, window
from ml_models.ctg.false_signal.training.traces import TRUE, UNJUDGED, Trace

FEWEST_JUDGED = 200


@dataclass(frozen=True)
class Member:
    """One of the networks; its offset is added to the recipe's seed, `forgotten` is told in `network`."""

    seed_offset: int
    steps: int
    forgotten: float


@dataclass(frozen=True)
class Recipe:
    """How they are fitted. `generated_share`: part of the windows that are cut from generated traces."""

    seed: int = 1
    members: tuple[Member, ...] = (Member(0, 6000, 0.0), Member(1000, 4000, 0.1))
    batch: int = 8
    rate: float = 3e-3
    decay: float = 1e-3
    generated_share: float = 0.25
    report_every: int = 2000


OWN: Final = Recipe(members=(Member(0, 3000, 0.1),), generated_share=1.0)
"""From generated traces alone: these are learnt sooner, and a second network adds nothing."""


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
    for member in recipe.members:
        fitted.append(_fit_one(recipe, member, judged, generated, report))
        report(f"{len(fitted)} together", math.nan, Together(fitted).eval())
    return Together(fitted).eval()


def _fit_one(
    recipe: Recipe, member: Member, judged: Sequence[Trace], generated: Sequence[Trace], report: Report
) -> FalseSignalNetwork:
    """Return one averaged network."""
    seed = recipe.seed + member.seed_offset
    torch.manual_seed(seed)
    source = Windows(replace(recipe, seed=seed), judged, generated)
    network = FalseSignalNetwork(member.forgotten)
    averaged = copy.deepcopy(network).eval()
    optimiser = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.rate, total_steps=member.steps, pct_start=0.1
    )
    loss = 0.0
    for step in range(1, member.steps + 1):
        drawn = [source.draw() for _ in range(recipe.batch)]
        loss += 0.02 * (_step(network, optimiser, drawn) - loss)
        schedule.step()
        _average(averaged, network, min(0.998, step / (step + 10)))
        if step % recipe.report_every == 0:
            report(f"seed {seed}, step {step}", loss, averaged)
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
