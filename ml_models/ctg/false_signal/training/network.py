"""The network: looks at 4 Hz for shape, at 1 Hz for the course of a quarter of an hour, and joins both."""

from __future__ import annotations

from typing import Final

import torch
from torch import nn

from ml_models.ctg.false_signal.features import ROWS

FINE, COARSE = 16, 32
DILATIONS: Final = (1, 2, 4, 8, 16, 32, 64, 128)
"""At 1 Hz with five taps each: 510 s to either side."""


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


class FalseSignalNetwork(nn.Module):
    """From rows (batch, 9, n) at 4 Hz to scores (batch, n), the logarithm of the odds; 4 divides n."""

    def __init__(self, fine: int = FINE, coarse: int = COARSE) -> None:
        super().__init__()
        self.stem = nn.Sequential(nn.Conv1d(ROWS, fine, 9, padding=4), nn.BatchNorm1d(fine), nn.ReLU())
        self.shape = Residual(fine, 2, taps=9)
        self.down = nn.Conv1d(fine, coarse, 8, stride=4, padding=2)
        self.course = nn.Sequential(*(Residual(coarse, dilation) for dilation in DILATIONS))
        self.up = nn.Conv1d(coarse, fine, 1)
        self.head = nn.Sequential(
            nn.Conv1d(2 * fine, fine, 5, padding=2), nn.BatchNorm1d(fine), nn.ReLU(), nn.Conv1d(fine, 1, 1)
        )

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        """Shapes (batch, 9, n) to (batch, n)."""
        shape = self.shape(self.stem(rows))
        course = torch.relu(self.course(self.down(shape)))
        back = torch.repeat_interleave(self.up(course), 4, dim=2)
        return self.head(torch.cat([shape, back], dim=1))[:, 0]
