"""The network: sees a trace at 1 Hz, every 4 s, 16 s and 64 s, and tells each sample from all of these together.

After the U-shaped networks of image segmentation (Ronneberger et al. 2015), in one dimension: what is seen coarsely, of a
quarter of an hour to either side, is laid back over what is seen finely.
"""

from __future__ import annotations

import itertools
from typing import Final

import torch
from torch import nn

from ml_models.ctg.false_signal.features import ROWS

WIDTHS: Final = (24, 40, 56, 56)
"""Channels at 1 Hz, every 4 s, 16 s and 64 s."""
FINE: Final = 8
"""Channels at 4 Hz."""
TIMES: Final = 4
"""Each level is so many times coarser than the one before."""


class Residual(nn.Module):
    """A dilated convolution whose result is added to what came in."""

    def __init__(self, channels: int, dilation: int, taps: int = 5) -> None:
        super().__init__()
        padding = dilation * (taps // 2)
        self.look = nn.Conv1d(channels, channels, taps, dilation=dilation, padding=padding)
        self.level = nn.BatchNorm1d(channels)
        self.mix = nn.Conv1d(channels, channels, 1)

    def forward(self, seen: torch.Tensor) -> torch.Tensor:
        """Shapes (batch, channels, n)."""
        return seen + self.mix(torch.relu(self.level(self.look(seen))))


def _residuals(channels: int, *dilations: int) -> nn.Sequential:
    return nn.Sequential(*(Residual(channels, dilation) for dilation in dilations))


class FalseSignalNetwork(nn.Module):
    """From rows (batch, 9, n) at 4 Hz to scores (batch, n), the logarithm of the odds; 256 divides n.

    `forgotten`: part of the channels that a level hides from the next one while it is fitted.
    """

    def __init__(self, forgotten: float = 0.0) -> None:
        super().__init__()
        steps = list(itertools.pairwise(WIDTHS))
        self.stem = nn.Conv1d(ROWS, WIDTHS[0], 16, stride=TIMES, padding=6)
        self.down = nn.ModuleList(nn.Conv1d(a, b, 8, stride=TIMES, padding=2) for a, b in steps)
        self.seen = nn.ModuleList(_residuals(width, 1, 2, 4) for width in WIDTHS)
        self.course = _residuals(WIDTHS[-1], 1, 2, 4)
        self.up = nn.ModuleList(nn.Conv1d(b, a, 1) for a, b in steps)
        self.joined = nn.ModuleList(_residuals(width, 1, 2) for width in WIDTHS[:-1])
        self.forget = nn.Dropout1d(forgotten)
        self.fine = nn.Conv1d(WIDTHS[0], FINE, 1)
        self.head = nn.Sequential(
            nn.Conv1d(ROWS + FINE, FINE, 5, padding=2), nn.ReLU(), nn.Conv1d(FINE, 1, 5, padding=2)
        )

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Shapes (batch, 9, n) to (batch, n)."""
        levels = [self.seen[0](torch.relu(self.stem(rows)))]
        for down, look in zip(self.down, list(self.seen)[1:], strict=True):
            levels.append(look(down(torch.relu(self.forget(levels[-1])))))
        now = self.course(self.forget(levels.pop()))
        for level, up, joined in zip(levels[::-1], list(self.up)[::-1], list(self.joined)[::-1], strict=True):
            now = joined(level + _finer(up(torch.relu(now))))
        return self.head(torch.cat([rows, _finer(self.fine(torch.relu(now)))], dim=1))[:, 0]


class Together(nn.Module):
    """Networks of other seeds, asked together: the mean of their scores."""

    def __init__(self, networks: list[FalseSignalNetwork]) -> None:
        super().__init__()
        self.networks = nn.ModuleList(networks)

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Shapes (batch, 9, n) to (batch, n)."""
        return torch.stack([network(rows) for network in self.networks]).mean(dim=0)


def _finer(seen: torch.Tensor) -> torch.Tensor:
    return torch.repeat_interleave(seen, TIMES, dim=2)
